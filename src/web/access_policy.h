// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "web/password.h"
#include "web/route.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

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

/// What of a request decides whether it is answered: its headers as they came, empty where absent.
struct RequestHeaders {
  std::string method;
  std::string path;
  std::string host;
  std::string origin;
  std::string fetch_site;  ///< Sec-Fetch-Site: where a browser says that a request comes from
  std::string content_type;
  std::string cookie;
  std::string address;         ///< the client's
  std::string forwarded_host;  ///< X-Forwarded-Host; believed of the ingress only
};

/// How other machines get in while there is no password: with a code that stands in the log.
struct FirstPassword {
  std::string code;  ///< of make_code; empty: other machines are not let in

  /// Keeps the new password, and gives what is kept. Errors: a password that cannot be one; io.
  std::function<Result<PasswordHash>(std::string_view)> keep = nullptr;
};

/// Eight letters and digits that nobody can guess, without those that look alike. Errors: io where
/// the system gives no random numbers.
Result<std::string> make_code();

/// Who gets answers.
struct AccessSettings {
  std::vector<std::string> names = {};                  ///< of the page's hosts, lower case
  std::optional<PasswordHash> password = std::nullopt;  ///< absent: none is needed
  bool secure = false;                                  ///< speaks TLS
  std::string cookie = "lamplighter";            ///< its name; cookies do not tell ports apart
  FirstPassword first = {};                      ///< where there is no password yet
  std::shared_ptr<Sessions> sessions = nullptr;  ///< of an earlier server too; absent: its own

  /// The address of Home Assistant's ingress, which has checked who asks; empty: there is none.
  /// Where there is one, no other machine is answered.
  std::string ingress = {};
};

/// Refuses what other sites send through a browser, and whoever has not logged in. The page's own
/// files are for everyone: they hold nothing of the house. Any thread.
class AccessPolicy {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Answered = std::function<void(Answer)>;

  static constexpr const char* login_path = "/api/v1/login";
  static constexpr const char* logout_path = "/api/v1/logout";
  static constexpr const char* first_password_path = "/api/v1/first-password";
  static constexpr int most_codes = 10;  ///< wrong ones, of all machines together

  explicit AccessPolicy(AccessSettings settings);

  /// The refusal of a request; nothing: it may be answered. Needs no body, so that the body of a
  /// refused request is never read.
  [[nodiscard]] std::optional<Answer> refuse(const RequestHeaders& headers, Moment now) const;

  /// Whether a client of this address is the ingress of Home Assistant, which shows the page in a
  /// frame of its own.
  [[nodiscard]] bool is_ingress(const std::string& address) const;

  /// POST {"password":…}: a session's cookie, which no script can read and no other site sends.
  /// `answered` is called once: at once, or later on the thread that checks passwords.
  void login(const RequestHeaders& headers, const std::string& body, Moment now, Answered answered);
  Answer logout(const RequestHeaders& headers);

  /// POST {"code":…,"password":…}: with the code of the log, sets the first password and signs in.
  /// After ten wrong codes none is right any more.
  Answer set_first_password(const RequestHeaders& headers, const std::string& body, Moment now);

 private:
  [[nodiscard]] bool has_password() const { return has_password_; }
  [[nodiscard]] bool is_stranger(const std::string& address) const;
  [[nodiscard]] std::optional<Answer> wrong_code(const std::string& code);
  [[nodiscard]] std::string_view token_of(const RequestHeaders& headers) const;
  [[nodiscard]] std::string cookie_text(const std::string& token, bool secure, bool ends) const;
  [[nodiscard]] Answer welcome(bool secure, Moment now);

  AccessSettings settings_;
  std::shared_ptr<Sessions> sessions_;
  std::unique_ptr<PasswordChecker> checker_;  ///< ends before the sessions that it begins
  std::atomic<bool> has_password_{false};     ///< set after `checker_`
  std::mutex setting_;                        ///< guards what the first password changes
  int wrong_codes_ = 0;
};

/// The name in a Host header, lower case, without its port: "localhost", "192.168.1.4", "::1".
/// Nothing for what is no host.
std::optional<std::string> host_name(std::string_view header);

/// Whether it is an address, written as numbers.
bool is_address(const std::string& name);

/// Whether only this machine can reach it: 127.0.0.0/8, ::1 and localhost.
bool is_loopback(const std::string& name);

/// Whether a browser that was told this Host may be ours. A name that somebody else's name server
/// gives our address (DNS rebinding) is not; an address is no name, so nobody gives it.
bool is_our_host(std::string_view header, std::span<const std::string> names);

/// Whether an Origin header is the origin of the page that is served under this Host header. Only
/// the names and ports are compared: something in front of us may speak TLS.
bool is_same_origin(std::string_view origin, std::string_view host);

}  // namespace lamplighter::web
