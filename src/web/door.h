// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/password.h"
#include "web/route.h"
#include "web/sessions.h"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::web {

/// What of a request decides whether it is let in: its headers as they came, empty where absent.
struct Head {
  std::string method;
  std::string path;
  std::string host;
  std::string origin;
  std::string fetch_site;  ///< Sec-Fetch-Site: what browsers say of where a request comes from
  std::string content_type;
  std::string cookie;
  std::string address;  ///< the client's
};

/// Who is let in.
struct DoorSettings {
  std::vector<std::string> names = {};  ///< under which the page is asked for, lower case
  std::optional<PasswordHash> password = std::nullopt;  ///< absent: none is asked
  bool secure = false;                                  ///< speaks TLS
  std::string cookie = "lamplighter";  ///< its name; cookies do not tell ports apart
};

/// Turns away what other sites send through a browser, and whoever has not said the password. The
/// page's own files are for everybody: they hold nothing of the house. Any thread.
class Door {
 public:
  using Moment = std::chrono::steady_clock::time_point;

  static constexpr const char* login_path = "/api/v1/login";
  static constexpr const char* logout_path = "/api/v1/logout";

  explicit Door(DoorSettings settings) : settings_(std::move(settings)) {}

  /// Why a request is not answered; nothing: let in.
  [[nodiscard]] std::optional<Answer> refuse(const Head& head, Moment now) const;

  /// POST {"password":…}: a session's cookie, which no script can read and no other site sends.
  Answer login(const Head& head, const std::string& body, Moment now);
  Answer logout(const Head& head);

 private:
  [[nodiscard]] std::string_view token_of(const Head& head) const;
  [[nodiscard]] std::string cookie_text(const std::string& token, bool ends) const;

  DoorSettings settings_;
  Sessions sessions_;
  Attempts attempts_;
  std::mutex checking_;  ///< one password at a time, so that guesses cannot fill the memory
};

}  // namespace lamplighter::web
