// SPDX-License-Identifier: Apache-2.0
#include "hue/http_transport.h"

#include "hue/exchange.h"

#include <fmt/format.h>

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

/// As a URL has it: an IPv6 address in brackets, and its zone escaped.
std::string url_host(const Address& address) {
  std::string host = address.host;
  if (is_ipv6(host)) {
    const std::size_t zone = host.find('%');
    if (zone != std::string::npos) host.replace(zone, 1, "%25");
    host = "[" + host + "]";
  }
  return address.port == 0 ? host : fmt::format("{}:{}", host, address.port);
}

HttpTransport::HttpTransport(const Address& address, const http::Limits& limits,
                             std::stop_token stop)
    : where_(to_string(address)),
      base_("http://" + url_host(address)),
      client_({.limits = limits}),
      stop_(std::move(stop)) {}

Result<HttpAnswer> HttpTransport::send(const HttpRequest& request) {
  return exchange(client_, to_http(request, base_), where_, stop_);
}

}  // namespace lamplighter::hue
