// SPDX-License-Identifier: Apache-2.0
#include "hue/approach.h"

#include "hue/v1.h"
#include "hue/v2.h"

#include <fmt/format.h>

namespace lamplighter::hue {
namespace {

Result<BridgeDescription> ask_description(Transport& transport) {
  const Result<HttpAnswer> answer = transport.send(v1::ask_description());
  if (!answer) return answer.error();
  return v1::read_description(*answer);
}

/// Prefixes of the ids of Philips' and Signify's own bridges.
bool has_makers_prefix(const std::string& bridge_id) {
  return bridge_id.starts_with("001788") || bridge_id.starts_with("ecb5fa") ||
         bridge_id.starts_with("c42996");
}

Result<Approach> approach_securely(const Address& address, const std::string& authorities,
                                   const Clock& clock) {
  TlsTransport transport(address, Trust{{}, authorities, {}}, clock);
  const Result<BridgeDescription> bridge = ask_description(transport);
  if (!bridge) return bridge.error();
  PeerCertificate certificate = *transport.peer();
  if (certificate.verdict == Verdict::expired || certificate.verdict == Verdict::not_yet_valid) {
    return Error{Fault::refused, why_refused(certificate, bridge->id)};
  }
  if (certificate.name != bridge->id) {
    return Error{Fault::refused,
                 fmt::format("it identifies as bridge {} but its certificate is for \"{}\"; "
                             "the connection may be intercepted",
                             bridge->id, shown(certificate.name))};
  }
  Approach result{*bridge, address, Api::v1, true, {}};
  if (!certificate.is_signed_by_authority) result.pin = certificate.pin;
  const Result<HttpAnswer> probe = transport.send(v2::ask_house({}));
  if (!probe) return probe.error();
  if (v2::has_v2(*probe)) result.api = Api::v2;
  return result;
}

}  // namespace

Result<Approach> approach(const Address& address, const std::string& authorities,
                          const Clock& clock) {
  const Result<Approach> secure = approach_securely(address, authorities, clock);
  if (secure) return secure;
  const std::string where = to_string(address);
  if (secure.error().fault != Fault::unavailable) return with_context(where, secure.error());
  HttpTransport transport(address);
  const Result<BridgeDescription> bridge = ask_description(transport);
  if (!bridge)
    return bridge.error().fault == Fault::unavailable ? bridge.error()
                                                      : with_context(where, bridge.error());
  if (bridge->model != "BSB001" && has_makers_prefix(bridge->id)) {
    return Error{Fault::refused,
                 fmt::format("{}: bridge {} ({}) answers only over plain http, and its kind has "
                             "https; is port 443 blocked in between?",
                             where, bridge->id, shown(bridge->model))};
  }
  return Approach{*bridge, address, Api::v1, false, {}};
}

std::unique_ptr<Transport> open_transport(const Approach& approach, const std::string& authorities,
                                          const Clock& clock) {
  if (!approach.is_secure) return std::make_unique<HttpTransport>(approach.address);
  return std::make_unique<TlsTransport>(
      approach.address, Trust{approach.bridge.id, authorities, approach.pin}, clock);
}

Result<std::unique_ptr<Transport>> open_transport(const Pairing& pairing,
                                                  const std::string& authorities,
                                                  const Clock& clock, const http::Limits& limits,
                                                  std::stop_token stop) {
  const Result<Address> address = parse_address(pairing.address);
  if (!address) return address.error();
  if (!pairing.is_secure)
    return std::unique_ptr<Transport>(new HttpTransport(*address, limits, std::move(stop)));
  return std::unique_ptr<Transport>(
      new TlsTransport(*address, Trust{pairing.bridge_id, authorities, pairing.pin}, clock, limits,
                       std::move(stop)));
}

}  // namespace lamplighter::hue
