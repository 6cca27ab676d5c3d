// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/client.h"
#include "hue/exchange.h"
#include "hue/http.h"

#include <stop_token>
#include <string>

namespace lamplighter::hue {

/// Where a bridge listens.
struct Address {
  std::string host;
  int port = 0;  ///< 0: the usual one

  friend bool operator==(const Address&, const Address&) = default;
};

/// Reads "192.168.1.2", "bridge.local:8080" or "[fe80::1]:443". Errors: bad_input.
Result<Address> parse_address(const std::string& text);

/// "host" or "host:port".
std::string to_string(const Address& address);

/// The same as it stands in a URL.
std::string url_host(const Address& address);

/// Plain HTTP, for the oldest bridges and emulators: whoever is in the same network can read the
/// key. The connection is kept open between requests. Errors of send: as Transport says; also
/// bad_input for an answer beyond the limits. `stop` interrupts a request at once.
class HttpTransport final : public Transport {
 public:
  explicit HttpTransport(const Address& address, const http::Limits& limits = bridge_limits,
                         std::stop_token stop = {});

  Result<HttpAnswer> send(const HttpRequest& request) override;

 private:
  std::string where_;
  std::string base_;
  http::Client client_;
  std::stop_token stop_;
};

}  // namespace lamplighter::hue
