// SPDX-License-Identifier: Apache-2.0
#include "hue/tls_transport.h"

#include "hue/exchange.h"

#include <fmt/format.h>

#include <utility>

namespace lamplighter::hue {
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

}  // namespace lamplighter::hue
