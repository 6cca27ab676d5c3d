// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/login_queue.h"
#include "web/password.h"
#include "web/route.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::web {

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
