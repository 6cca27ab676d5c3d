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

/// One request without its HTTP headers and token. A GET if there is no body.
struct Request {
  std::string path;
  std::string body = {};  ///< JSON

  friend bool operator==(const Request&, const Request&) = default;
};

struct Answer {
  int status = 0;
  std::string body;
};

/// Whether a text is the id of an entity that can be switched and used as a lamp: light.x or
/// switch.x, where x consists of lower-case letters, digits and underscores.
bool is_entity(std::string_view text);

/// Whether a text is the id of an entity of that domain: `domain`, a dot and a name as above.
bool is_entity_of(std::string_view domain, std::string_view text);

/// `POST /api/services/light/turn_on` and similar requests. A switch has no light settings.
/// Requires: is_entity.
Request command(const std::string& entity, OnOff to, const LampLook& look);

/// `GET /api/states/light.x`. Requires: an entity id.
Request question(const std::string& entity);

/// `GET /api/`, which answers every valid token.
Request greeting();

/// The error of a response, if it is one: refused for 401 and 403 (the token) and for redirects,
/// not_found for 404, bad_input for other 4xx codes, unavailable for 5xx codes.
Result<void> check_status(const Answer& answer);

/// The state and the abilities of an entity.
struct EntityState {
  LampSetting is;
  bool has_brightness = true;  ///< the abilities are true if Home Assistant does not report them
  bool has_mirek = true;
  bool has_colour = true;
};

/// Reads the state of an entity. Errors: those of check_status; unavailable if Home Assistant
/// reports `unavailable` or `unknown`; bad_input for anything that is not a response to `question`.
Result<EntityState> read_state(const Answer& answer, const std::string& entity);

/// Errors: those of check_status; bad_input if the server is not Home Assistant.
Result<void> read_greeting(const Answer& answer);

/// Whether a text is a URL for Access: scheme, host, and an optional port; or the supervisor's.
bool is_base_url(std::string_view url);

/// The address of Home Assistant and our credentials.
struct Access {
  std::string url;           ///< http://host:port or https://host:port, or http://supervisor/core
  std::string token;         ///< long-lived; the text itself
  std::string ca_file = {};  ///< PEM; empty: the system's authorities
};

/// A service call returns after at most ten seconds.
inline constexpr http::Limits home_assistant_limits{.total = std::chrono::seconds(11),
                                                    .body_bytes = std::size_t{1} << 20U};

/// HTTP client for Home Assistant: one request at a time over a persistent connection. With https
/// its certificate must be signed by a trusted authority and match the host.
class Client {
 public:
  /// Does not connect yet; `stop` interrupts requests. Errors: bad_input for a URL with more than
  /// scheme, host and port, a token that is invalid in a header, a ca_file that does not exist.
  static Result<std::unique_ptr<Client>> make(const Access& access,
                                              const http::Limits& limits = home_assistant_limits,
                                              std::stop_token stop = {});
  ~Client();

  /// `GET /api/stream`: every change of any state, as http::Client::stream delivers it; only an
  /// administrator's token may use it. Errors: those of `send`.
  Result<Answer> stream(const std::function<void(std::string_view)>& on_bytes);

  /// Errors: unavailable if there is no response in time, refused if the certificate is not valid,
  /// bad_input for a response beyond the limits.
  Result<Answer> send(const Request& request);

 private:
  struct Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::home_assistant
