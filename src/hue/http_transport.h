// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/http.h"

#include <memory>
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

/// Plain HTTP, for the oldest bridges and emulators: whoever is in the same network can read the
/// key. The connection is kept open between requests. Errors of send: as Transport says; also
/// bad_input for an answer of more than 4 MB.
class HttpTransport final : public Transport {
 public:
  explicit HttpTransport(const Address& address);
  ~HttpTransport() override;

  Result<HttpAnswer> send(const HttpRequest& request) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::hue
