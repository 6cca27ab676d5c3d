// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "home_assistant/api.h"
#include "http/client.h"

#include <memory>
#include <stop_token>
#include <string>

namespace lamplighter::home_assistant {

/// Where Home Assistant is, and who we are there.
struct Access {
  std::string url;           ///< http://host:port or https://host:port
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

  /// Errors: unavailable when there is no answer in time, refused when the certificate is not good,
  /// bad_input for an answer beyond the limits.
  Result<Answer> send(const Request& request);

 private:
  struct Impl;
  explicit Client(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::home_assistant
