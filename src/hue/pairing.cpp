// SPDX-License-Identifier: Apache-2.0
#include "hue/pairing.h"

#include "hue/transport.h"
#include "hue/v1.h"
#include "hue/v2.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <memory>

namespace lamplighter::hue {
namespace {

using Json = nlohmann::json;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

/// 0 for the standard ports, so that the caller tries HTTPS first, then HTTP. Some bridges announce
/// port 80 and respond on 443.
int own_port(int port) { return port == 80 || port == 443 ? 0 : port; }

std::optional<FoundBridge> read_entry(const Json& entry) {
  const std::string id = lower(text_of(entry, "id").value_or(""));
  const Result<Address> address = parse_address(text_of(entry, "internalipaddress").value_or(""));
  if (!is_bridge_id(id) || !address) return std::nullopt;
  const int port = own_port(integer_of(entry, "port", 1, 65535).value_or(0));
  FoundBridge found{id, *address};
  if (found.address.port == 0) found.address.port = port;
  return found;
}

}  // namespace

Result<std::vector<FoundBridge>> read_discovery(const HttpAnswer& answer) {
  if (answer.status == 429) {
    return Error{Fault::unavailable,
                 "too many requests to the discovery service; wait an hour, or give --address"};
  }
  if (const Result<void> status = check_status(answer); !status) return status.error();
  const Result<Json> body = parse_json(answer.body);
  if (!body) return body.error();
  if (!body->is_array()) {
    return Error{Fault::bad_input, "the discovery service did not return a list"};
  }
  std::vector<FoundBridge> bridges;
  for (const Json& entry : *body) {
    if (auto found = read_entry(entry)) bridges.push_back(*std::move(found));
  }
  return bridges;
}

namespace {

/// Why the discovery service, which is on the internet, did not answer.
Error unreached_service(const std::string& url, const Error& error) {
  if (error.fault != Fault::unavailable) return explain(url, error);
  return {Fault::unavailable,
          fmt::format("{}: no answer ({}); is this machine connected to the internet? A bridge in "
                      "this network is also found without it: give its address with --address",
                      url, error.message)};
}

}  // namespace

Result<std::vector<FoundBridge>> ask_discovery(const std::string& url,
                                               const std::stop_token& stop) {
  if (!http::is_url(url)) {
    return Error{Fault::bad_input, fmt::format("\"{}\" is not an http or https URL", shown(url))};
  }
  http::Client client({.limits = bridge_limits});
  const Result<http::Answer> answer = client.send({.url = url}, stop);
  if (!answer) return unreached_service(url, answer.error());
  const Result<std::vector<FoundBridge>> bridges =
      read_discovery(HttpAnswer{answer->status, answer->body});
  if (!bridges) return with_context(url, bridges.error());
  return bridges;
}

std::optional<FoundBridge> read_announcement(const std::vector<std::string>& txt,
                                             const std::string& host, int port) {
  constexpr std::string_view name = "bridgeid=";
  if (host.empty() || port < 1 || port > 65535) return std::nullopt;
  for (const std::string& entry : txt) {
    const std::string text = lower(entry);
    if (!text.starts_with(name) || !is_bridge_id(text.substr(name.size()))) continue;
    return FoundBridge{text.substr(name.size()), {host, own_port(port)}};
  }
  return std::nullopt;
}

namespace {

constexpr int format = 1;

Error not_a_key_file(const std::string& what) {
  return {Fault::bad_input, what + "; run: lamplighter bridge pair"};
}

}  // namespace

std::string to_text(const Pairing& pairing) {
  Json text = {{"format", format},
               {"bridge", pairing.bridge_id},
               {"address", pairing.address},
               {"api", pairing.api == Api::v1 ? "v1" : "v2"},
               {"scheme", pairing.is_secure ? "https" : "http"},
               {"pin", pairing.pin},
               {"key", pairing.key}};
  return text.dump(2, ' ', false, Json::error_handler_t::replace);
}

Result<Pairing> parse_pairing(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return not_a_key_file("not a key file (no JSON object)");
  if (integer_of(json, "format", 0, 1'000'000) != format) {
    return not_a_key_file("a key file whose format is not 1");
  }
  Pairing pairing;
  const std::string api = text_of(json, "api").value_or("");
  const std::string scheme = text_of(json, "scheme").value_or("");
  pairing.bridge_id = text_of(json, "bridge").value_or("");
  pairing.address = text_of(json, "address").value_or("");
  pairing.key = text_of(json, "key").value_or("");
  pairing.pin = text_of(json, "pin").value_or("");
  pairing.api = api == "v2" ? Api::v2 : Api::v1;
  pairing.is_secure = scheme == "https";
  const bool is_known_way =
      scheme == "https" ? api == "v1" || api == "v2" : scheme == "http" && api == "v1";
  const bool is_whole = is_bridge_id(pairing.bridge_id) && is_token(pairing.key) && is_known_way &&
                        parse_address(pairing.address);
  if (!is_whole) return not_a_key_file("a key file with a missing or invalid member");
  return pairing;
}

namespace {

Result<BridgeDescription> ask_description(Transport& transport) {
  const Result<HttpAnswer> answer = transport.send(v1::ask_description());
  if (!answer) return answer.error();
  return v1::read_description(*answer);
}

/// Prefixes of the ids of bridges made by Philips and Signify.
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
                 fmt::format("{}: bridge {} ({}) answers only over plain http, although its model "
                             "has https; is port 443 blocked in between?",
                             where, bridge->id, shown(bridge->model))};
  }
  return Approach{*bridge, address, Api::v1, false, {}};
}

std::unique_ptr<Transport> open_transport(const Approach& approach, const std::string& authorities,
                                          const Clock& clock, std::stop_token stop) {
  if (!approach.is_secure)
    return std::make_unique<HttpTransport>(approach.address, bridge_limits, std::move(stop));
  return std::make_unique<TlsTransport>(approach.address,
                                        Trust{approach.bridge.id, authorities, approach.pin}, clock,
                                        bridge_limits, std::move(stop));
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
