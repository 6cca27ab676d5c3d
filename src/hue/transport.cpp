// SPDX-License-Identifier: Apache-2.0
#include "hue/transport.h"

#include "core/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

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

namespace {

constexpr int https_port = 443;

Address with_port(Address address) {
  if (address.port == 0) address.port = https_port;
  return address;
}

std::string base_of(const Trust& trust, const Address& address) {
  const std::string& name = trust.bridge_id;
  return fmt::format("https://{}:{}", name.empty() ? "bridge" : name, address.port);
}

}  // namespace

TlsTransport::TlsTransport(Address address, Trust trust, const Clock& clock,
                           const http::Limits& limits, std::stop_token stop)
    : address_(std::move(address)),
      trust_(std::move(trust)),
      clock_(clock),
      stop_(std::move(stop)),
      base_(base_of(trust_, with_port(address_))),
      check_(trust_),
      client_({.limits = limits,
               .connect_to = url_host(with_port(address_)),
               .check_certificates = [this](ssl_ctx_st* context) { check_.install(context); }}) {}

void TlsTransport::begin() {
  check_.set_time(clock_.now());
  if (!is_connected_) check_.forget();
}

/// An error becomes what the handshake found, or that there is no answer.
Result<HttpAnswer> TlsTransport::end(Result<HttpAnswer> answer) {
  is_connected_ = answer.has_value();
  if (answer) return answer;
  const auto& seen = check_.seen();
  const bool is_refused = seen && seen->verdict != Verdict::good && !trust_.bridge_id.empty();
  if (!is_refused) return answer;
  return Error{Fault::refused, to_string(address_) + ": " + why_refused(*seen, trust_.bridge_id)};
}

Result<HttpAnswer> TlsTransport::send(const HttpRequest& request) {
  begin();
  return end(exchange(client_, to_http(request, base_), to_string(address_), stop_));
}

Result<HttpAnswer> TlsTransport::stream(const HttpRequest& request, const std::string& last_id,
                                        const std::function<void(std::string_view)>& on_bytes,
                                        const std::stop_token& stop) {
  begin();
  http::Request sent = to_http(request, base_);
  sent.headers.emplace_back("Accept: text/event-stream");
  if (!last_id.empty()) sent.headers.push_back("last-event-id: " + last_id);
  Result<http::Answer> answer = client_.stream(sent, on_bytes, stop);
  if (!answer) return end(explain(to_string(address_), answer.error()));
  return end(HttpAnswer{answer->status, std::move(answer->body)});
}

http::Request to_http(const HttpRequest& request, const std::string& base) {
  http::Request result{.url = base + request.path, .method = request.method};
  if (!request.body.empty()) {
    result.body = request.body;
    result.headers.emplace_back("Content-Type: application/json");
  }
  if (!request.application_key.empty())
    result.headers.push_back("hue-application-key: " + request.application_key);
  return result;
}

Error explain(const std::string& where, const Error& error) {
  if (error.fault != Fault::unavailable)
    return with_context(where, {error.fault, "the answer is refused: " + error.message});
  return {Fault::unavailable,
          fmt::format("{}: no answer ({}); is the bridge on and in the same network?", where,
                      error.message)};
}

Result<HttpAnswer> exchange(http::Client& client, const http::Request& request,
                            const std::string& where, const std::stop_token& stop) {
  Result<http::Answer> answer = client.send(request, stop);
  if (!answer) return explain(where, answer.error());
  return HttpAnswer{answer->status, std::move(answer->body)};
}

Result<void> check_status(const HttpAnswer& answer) {
  const int status = answer.status;
  if (status >= 200 && status < 300) return {};
  if (status == 401 || status == 403) {
    return Error{Fault::refused,
                 "the bridge does not accept the key; run: lamplighter bridge pair"};
  }
  if (status >= 300 && status < 400) {
    return Error{Fault::refused,
                 "the bridge answers only over https; run: lamplighter bridge pair"};
  }
  if (status == 404) return Error{Fault::not_found, "no such resource on the bridge (404)"};
  if (status == 429 || status >= 500) {
    return Error{Fault::unavailable,
                 fmt::format("the bridge is busy (status {}); retrying later", status)};
  }
  return Error{Fault::bad_input, fmt::format("the bridge rejected the request (status {}): {}",
                                             status, shown(answer.body))};
}

bool is_token(const std::string& text) {
  constexpr std::size_t longest = 200;
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  std::string_view("-_.~+=").find(c) != std::string_view::npos;
         });
}

bool is_bridge_id(const std::string& text) {
  return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string shown(const std::string& text) { return printable(text, 120); }

}  // namespace lamplighter::hue
