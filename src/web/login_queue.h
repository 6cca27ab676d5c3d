// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "web/password.h"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace lamplighter::web {

/// Whose attempts are counted together: an IPv4 address, or the /64 network of an IPv6 address, of
/// which one machine may have every address.
std::string client_of(const std::string& address);

/// A password that somebody tries.
struct LoginAttempt {
  std::string client;  ///< of client_of
  std::string password;
  std::function<void(bool is_checked, bool is_right)> done;  ///< called once
};

/// The order in which passwords are checked, since each check takes a tenth of a second. A client
/// may try five times, and once more every ten seconds. Whoever tried least is next, so that a
/// client that comes for the first time passes all that guess, however many they are. One thread.
class LoginQueue {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  static constexpr double most_attempts = 5;
  static constexpr double attempts_per_second = 0.1;
  static constexpr std::size_t most_waiting = 64;
  static constexpr std::size_t most_clients = 1024;

  /// Adds an attempt. Returns the one that is refused for it: itself, where its client tried too
  /// often, or where the queue is full, that of the client that tried most.
  std::optional<LoginAttempt> add(LoginAttempt attempt, Moment now);

  /// The next one to be checked; nothing where none waits.
  std::optional<LoginAttempt> take();

  /// The password was right: its client may try five times again.
  void succeeded(const std::string& client);

 private:
  struct Account {
    std::string client;
    double left;
    Moment at;
  };
  struct Waiting {
    LoginAttempt attempt;
    double spent;  ///< attempts of its client, this one included
  };

  Account& account_of(const std::string& client, Moment now);

  std::deque<Account> accounts_;
  std::deque<Waiting> waiting_;  ///< in the order in which they came
};

/// Checks passwords one at a time, so that guesses cannot fill the memory, on a thread of its own
/// behind everything else in the process. Any thread.
class PasswordChecker {
 public:
  explicit PasswordChecker(PasswordHash hash) : hash_(std::move(hash)) {}

  /// `attempt.done` is called at once or later on the checker's thread; not at all once this ends.
  /// Errors: std::system_error where the system gives no thread.
  void check(LoginAttempt attempt, LoginQueue::Moment now);

 private:
  void run(const std::stop_token& stop);

  const PasswordHash hash_;
  std::mutex mutex_;
  std::condition_variable_any added_;
  LoginQueue queue_;
  std::jthread thread_;  ///< made by the first check; ends before what it uses
};

/// Who has logged in: tokens that are kept in this process alone, at most 64, each for 30 days; the
/// oldest makes room. One server after the other may have them. Any thread.
class Sessions {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  static constexpr std::size_t most = 64;
  static constexpr auto lifetime = std::chrono::hours(24 * 30);

  /// The sessions are of who knows the password that is kept so; those of another one end.
  void belong_to(const std::string& password);

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
  std::string password_;          ///< as PasswordHash::text has it
  std::deque<Session> sessions_;  ///< oldest first
};

/// The value of a cookie in a Cookie header; nothing where it has none of that name.
std::optional<std::string_view> cookie_value(std::string_view header, std::string_view name);

}  // namespace lamplighter::web
