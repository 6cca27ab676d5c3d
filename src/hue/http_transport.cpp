// SPDX-License-Identifier: Apache-2.0
#include "hue/http_transport.h"

#include "hue/exchange.h"

#include <fmt/format.h>
#include <httplib.h>

#include <algorithm>
#include <charconv>

namespace lamplighter::hue {

namespace {

/// Nothing in it that would end a host in a URL.
bool is_host(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("/@#?[]").find(c) == std::string_view::npos;
  });
}

/// As opposed to host:port.
bool is_ipv6(const std::string& host) { return std::count(host.begin(), host.end(), ':') > 1; }

}  // namespace

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
  } else if (colon != std::string::npos && is_ipv6(text)) {
    address.host = text;  // an IPv6 address without brackets has no port
    colon = std::string::npos;
  } else {
    address.host = text.substr(0, colon);
  }
  if (!is_host(address.host) || (text.starts_with('[') && !is_ipv6(address.host))) return wrong;
  if (colon == std::string::npos) return address;
  const char* first = text.data() + colon + 1;
  const char* last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(first, last, address.port);
  if (fault != std::errc() || end != last || address.port < 1 || address.port > 65535) return wrong;
  return address;
}

std::string to_string(const Address& address) {
  if (address.port == 0) return address.host;
  const char* form = is_ipv6(address.host) ? "[{}]:{}" : "{}:{}";
  return fmt::format(fmt::runtime(form), address.host, address.port);
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
