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

/// Who has logged in: tokens that are kept in this process alone, at most 64, each for 30 days; the
/// oldest makes room. Any thread.
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

}  // namespace lamplighter::web
