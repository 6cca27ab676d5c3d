// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <chrono>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter::web {

/// Who has said the password: tokens that are kept in this process alone, at most 64, each for 30
/// days; the oldest makes room. Any thread.
class Sessions {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  static constexpr std::size_t most = 64;
  static constexpr auto lifetime = std::chrono::hours(24 * 30);

  /// A new token: 64 hex digits that nobody can guess. Errors: io where the system gives no random
  /// numbers.
  Result<std::string> begin(Moment now);

  [[nodiscard]] bool knows(std::string_view token, Moment now) const;

  void end(std::string_view token);

 private:
  struct Session {
    std::string token;
    Moment until;
  };

  mutable std::mutex mutex_;
  std::deque<Session> sessions_;  ///< oldest first
};

/// The value of a cookie in a Cookie header; nothing where it has none of that name.
std::optional<std::string_view> cookie_value(std::string_view header, std::string_view name);

/// How often a password may be tried: five times, and once more every ten seconds; per address, and
/// for all addresses together ten times as often. Any thread.
class Attempts {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  /// Whether this one may be looked at; it counts then.
  bool allows(const std::string& address, Moment now);

  /// The password was right: its address begins anew.
  void succeeded(const std::string& address);

 private:
  struct Account {
    std::string address;  ///< empty: all together
    double left;
    Moment at;
  };

  static bool take(Account& account, double most, double a_second, Moment now);

  std::mutex mutex_;
  Account all_{"", most_of_all, {}};
  std::deque<Account> accounts_;  ///< oldest first

  static constexpr double most_of_all = 50;
};

}  // namespace lamplighter::web
