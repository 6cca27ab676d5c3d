// SPDX-License-Identifier: Apache-2.0
#include "hue/http_transport.h"

#include "hue/exchange.h"

#include <fmt/format.h>
#include <httplib.h>

#include <charconv>

namespace lamplighter::hue {

Result<Address> parse_address(const std::string& text) {
  const Error wrong{Fault::bad_input,
                    fmt::format("address \"{}\": expected a host, or host:port", shown(text))};
  std::size_t colon = text.rfind(':');
  Address address;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string::npos) return wrong;
    address.host = text.substr(1, close - 1);
    if (close + 1 == text.size()) {
      colon = std::string::npos;
    } else if (colon != close + 1) {
      return wrong;
    }
  } else if (colon != std::string::npos && text.find(':') != colon) {
    address.host = text;  // an IPv6 address without brackets has no port
    colon = std::string::npos;
  } else {
    address.host = text.substr(0, colon);
  }
  if (address.host.empty() || address.host.find_first_of(" /@#?[]") != std::string::npos) {
    return wrong;
  }
  if (colon == std::string::npos) return address;
  const char* first = text.data() + colon + 1;
  const char* last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(first, last, address.port);
  if (fault != std::errc() || end != last || address.port < 1 || address.port > 65535) return wrong;
  return address;
}

std::string to_string(const Address& address) {
  const bool is_ipv6 = address.host.find(':') != std::string::npos;
  if (address.port == 0) return address.host;
  return fmt::format("{}{}{}:{}", is_ipv6 ? "[" : "", address.host, is_ipv6 ? "]" : "",
                     address.port);
}

struct HttpTransport::Impl {
  explicit Impl(const Address& the_address)
      : address(the_address), client(address.host, address.port == 0 ? 80 : address.port) {
    prepare(client);
  }

  Address address;
  httplib::Client client;
  bool has_connection = false;
};

HttpTransport::HttpTransport(const Address& address) : impl_(std::make_unique<Impl>(address)) {}
HttpTransport::~HttpTransport() = default;

Result<HttpAnswer> HttpTransport::send(const HttpRequest& request) {
  return send_again_if_stale(impl_->has_connection, [&] {
    return exchange(impl_->client, request, to_string(impl_->address));
  });
}

}  // namespace lamplighter::hue
