// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/result.h"
#include "http/client.h"
#include "payloads/mqtt_lamp.h"

#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace lamplighter::home_assistant {

/// One request, before HTTP and the token are put around it. A GET where there is no body.
struct Request {
  std::string path;
  std::string body = {};  ///< JSON

  friend bool operator==(const Request&, const Request&) = default;
};

struct Answer {
  int status = 0;
  std::string body;
};

/// Whether a text is the id of something that can be switched and looks like a lamp: light.x or
/// switch.x, x of small letters, digits and underscores.
bool is_entity(std::string_view text);

/// Whether a text is the id of an entity of that domain: `domain`, a dot and a name as above.
bool is_entity_of(std::string_view domain, std::string_view text);

/// `POST /api/services/light/turn_on` and the like. A switch has no look. Requires: is_entity.
Request command(const std::string& entity, OnOff to, const LampLook& look);

/// `GET /api/states/light.x`. Requires: the id of an entity.
Request question(const std::string& entity);

/// `GET /api/`, which answers whoever has a token.
Request greeting();

/// Why an answer is none, if it is not: refused for 401 and 403 (the token) and for redirects,
/// not_found for 404, bad_input for other fours, unavailable for the fives.
Result<void> check_status(const Answer& answer);

/// What an entity is, and what it can.
struct EntityState {
  LampSetting is;
  bool has_brightness = true;  ///< the abilities are true where Home Assistant does not say
  bool has_mirek = true;
  bool has_colour = true;
};

/// What an entity is. Errors: those of check_status; unavailable where Home Assistant says that it
/// is `unavailable` or `unknown`; bad_input for what is no answer to `question`.
Result<EntityState> read_state(const Answer& answer, const std::string& entity);

/// Errors: those of check_status; bad_input where somebody else answers.
Result<void> read_greeting(const Answer& answer);

/// Whether a text is a url for Access: scheme, host, and a port or none; or the supervisor's.
bool is_base_url(std::string_view url);

/// Where Home Assistant is, and who we are there.
struct Access {
  std::string url;           ///< http://host:port or https://host:port, or http://supervisor/core
  std::string token;         ///< long-lived; the text itself
  std::string ca_file = {};  ///< PEM; empty: the system's authorities
};

/// A service call returns after at most ten seconds.
inline constexpr http::Limits home_assistant_limits{.total = std::chrono::seconds(11),
                                                    .body_bytes = std::size_t{1} << 20U};

/// HTTP to Home Assistant, one request at a time, over a connection that is kept. Over https its
/// certificate must be signed by an authority and name the host.
class Client {
 public:
  /// Sends nothing yet; `stop` interrupts requests. Errors: bad_input for another url than scheme,
  /// host and port, a token that no header can carry, a ca_file that is not there.
  static Result<std::unique_ptr<Client>> make(const Access& access,
                                              const http::Limits& limits = home_assistant_limits,
                                              std::stop_token stop = {});
  ~Client();

  /// `GET /api/stream`: every change of any state, as http::Client::stream gives it; only the token
  /// of an administrator may. Errors: those of `send`.
  Result<Answer> stream(const std::function<void(std::string_view)>& on_bytes);

  /// Errors: unavailable when there is no answer in time, refused when the certificate is not good,
  /// bad_input for an answer beyond the limits.
  Result<Answer> send(const Request& request);

 private:
  struct Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::home_assistant
