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

/// The key under which login attempts are counted: an IPv4 address, or the /64 network of an IPv6
/// address, all of which one machine may own.
std::string client_of(const std::string& address);

/// An attempt to log in with a password.
struct LoginAttempt {
  std::string client;  ///< from client_of
  std::string password;
  std::function<void(bool is_checked, bool is_right)> done;  ///< called exactly once
};

/// The order in which passwords are checked; each check takes a tenth of a second. A client may
/// make five attempts, and one more every ten seconds. The client with the fewest attempts is next,
/// so a new client is served before all guessers, however many there are. Not thread-safe.
class LoginQueue {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  static constexpr double most_attempts = 5;
  static constexpr double attempts_per_second = 0.1;
  static constexpr std::size_t most_waiting = 64;
  static constexpr std::size_t most_clients = 1024;

  /// Adds an attempt. Returns the attempt that is rejected in turn: this one if its client made too
  /// many or, if the queue is full, one from the client with the most attempts.
  std::optional<LoginAttempt> add(LoginAttempt attempt, Moment now);

  /// Removes and returns the next attempt; nothing if none is waiting.
  std::optional<LoginAttempt> take();

  /// The password was right: the client may make five attempts again.
  void succeeded(const std::string& client);

 private:
  struct Account {
    std::string client;
    double left;
    Moment at;
  };
  struct Waiting {
    LoginAttempt attempt;
    double spent;  ///< attempts of the client, including this one
  };

  Account& account_of(const std::string& client, Moment now);

  std::deque<Account> accounts_;
  std::deque<Waiting> waiting_;  ///< in order of arrival
};

/// Checks passwords one at a time, so that guessing cannot exhaust the memory, on a separate
/// low-priority thread. Thread-safe.
class PasswordChecker {
 public:
  explicit PasswordChecker(PasswordHash hash) : hash_(std::move(hash)) {}

  /// `attempt.done` is called immediately or later on the checker's thread; not at all after
  /// destruction.
  /// Errors: std::system_error if the system cannot create a thread.
  void check(LoginAttempt attempt, LoginQueue::Moment now);

 private:
  void run(const std::stop_token& stop);

  const PasswordHash hash_;
  std::mutex mutex_;
  std::condition_variable_any added_;
  LoginQueue queue_;
  std::jthread thread_;  ///< created by the first check; ends before the members that it uses
};

/// Login sessions: at most 64 tokens, stored only in this process, valid for 30 days each; a new
/// one replaces the oldest. Successive servers can share them. Thread-safe.
class Sessions {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  static constexpr std::size_t most = 64;
  static constexpr auto lifetime = std::chrono::hours(24 * 30);

  /// Binds the sessions to a stored password; sessions of another password end.
  void belong_to(const std::string& password);

  /// A new token: 64 random hex digits. Errors: io if the system provides no random numbers.
  Result<std::string> begin(Moment now);

  [[nodiscard]] bool knows(std::string_view token, Moment now) const;

  void end(std::string_view token);

 private:
  struct Session {
    std::string token;
    Moment until;
  };

  mutable std::mutex mutex_;
  std::string password_;          ///< as in PasswordHash::text
  std::deque<Session> sessions_;  ///< oldest first
};

/// The value of a cookie in a Cookie header; nothing if there is none with that name.
std::optional<std::string_view> cookie_value(std::string_view header, std::string_view name);

/// The parts of a request that decide about access: its headers as received, empty if absent.
struct RequestHeaders {
  std::string method;
  std::string path;
  std::string host;
  std::string origin;
  std::string fetch_site;  ///< Sec-Fetch-Site: the origin of the request as stated by a browser
  std::string content_type;
  std::string cookie;
  std::string address;         ///< address of the client
  std::string forwarded_host;  ///< X-Forwarded-Host; trusted only from the ingress
};

/// How other machines get access while there is no password: with a code from the log.
struct FirstPassword {
  std::string code;  ///< from make_code; empty: other machines are rejected

  /// Stores the new password and returns its hash. Errors: an invalid password; io.
  std::function<Result<PasswordHash>(std::string_view)> keep = nullptr;
};

/// Eight random letters and digits, without those that look alike. Errors: io if the system
/// provides no random numbers.
Result<std::string> make_code();

/// Who gets access.
struct AccessSettings {
  std::vector<std::string> names = {};                  ///< host names of the page, lower case
  std::optional<PasswordHash> password = std::nullopt;  ///< absent: none is required
  bool secure = false;                                  ///< over TLS
  std::string cookie = "lamplighter";  ///< name of the cookie; cookies are shared between ports
  FirstPassword first = {};            ///< while there is no password
  std::shared_ptr<Sessions> sessions = nullptr;  ///< of an earlier server; absent: new ones

  /// The address of Home Assistant's ingress, which authenticates its users; empty: none. With an
  /// ingress, all other machines are rejected.
  std::string ingress = {};
};

/// Rejects requests that other sites send through a browser, and clients that have not logged in.
/// The page's own files are public: they contain nothing about the house. Thread-safe.
class AccessPolicy {
 public:
  using Moment = std::chrono::steady_clock::time_point;
  using Answered = std::function<void(Answer)>;

  static constexpr const char* login_path = "/api/v1/login";
  static constexpr const char* logout_path = "/api/v1/logout";
  static constexpr const char* first_password_path = "/api/v1/first-password";
  static constexpr int most_codes = 10;  ///< wrong codes, from all machines together

  explicit AccessPolicy(AccessSettings settings);

  /// The rejection of a request; nothing if it is allowed. Does not need the body, so the body of a
  /// rejected request is never read.
  [[nodiscard]] std::optional<Answer> refuse(const RequestHeaders& headers, Moment now) const;

  /// Whether a client with this address is the ingress of Home Assistant, which shows the page in a
  /// frame.
  [[nodiscard]] bool is_ingress(const std::string& address) const;

  /// POST {"password":…}: sets a session cookie that is inaccessible to scripts and other sites.
  /// `answered` is called once: immediately, or later on the thread that checks passwords.
  void login(const RequestHeaders& headers, const std::string& body, Moment now, Answered answered);
  Answer logout(const RequestHeaders& headers);

  /// POST {"code":…,"password":…}: sets the first password with the code from the log, and logs in.
  /// After ten wrong codes, all codes are rejected.
  Answer set_first_password(const RequestHeaders& headers, const std::string& body, Moment now);

 private:
  [[nodiscard]] bool has_password() const { return has_password_; }
  [[nodiscard]] bool bypasses_ingress(const std::string& address) const;
  [[nodiscard]] std::optional<Answer> wrong_code(const std::string& code);
  [[nodiscard]] std::string_view token_of(const RequestHeaders& headers) const;
  [[nodiscard]] std::string cookie_text(const std::string& token, bool secure, bool ends) const;
  [[nodiscard]] Answer welcome(bool secure, Moment now);

  AccessSettings settings_;
  std::shared_ptr<Sessions> sessions_;
  std::unique_ptr<PasswordChecker> checker_;  ///< ends before the sessions that it creates
  std::atomic<bool> has_password_{false};     ///< set after `checker_`
  std::mutex setting_;                        ///< guards what changes with the first password
  int wrong_codes_ = 0;
};

/// The name in a Host header, lower case, without the port: "localhost", "192.168.1.4", "::1".
/// Nothing for an invalid host.
std::optional<std::string> host_name(std::string_view header);

/// Whether it is a numeric address.
bool is_address(const std::string& name);

/// Whether only this machine can reach it: 127.0.0.0/8, ::1 and localhost.
bool is_loopback(const std::string& name);

/// Whether a browser that sends this Host may be talking to our page. A name that a foreign name
/// server resolves to our address (DNS rebinding) is rejected; numeric addresses need no name
/// server.
bool is_our_host(std::string_view header, std::span<const std::string> names);

/// Whether an Origin header matches the page served under this Host header. Compares only names and
/// ports, because a reverse proxy may handle TLS.
bool is_same_origin(std::string_view origin, std::string_view host);

}  // namespace lamplighter::web
