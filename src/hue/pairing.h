// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "hue/bridge.h"
#include "hue/transport.h"
#include "ports/clock.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::hue {

/// A bridge as reported by discovery; `approach` finds out which bridge is really there.
struct FoundBridge {
  std::string id;  ///< lower case
  Address address;

  friend bool operator==(const FoundBridge&, const FoundBridge&) = default;
};

/// Signify's discovery service, which lists the bridges behind the same internet connection.
inline constexpr const char* discovery_url = "https://discovery.meethue.com/";

/// Parses the response of such a service. Invalid entries are skipped. Errors: those of
/// check_status; bad_input if it is not a list.
Result<std::vector<FoundBridge>> read_discovery(const HttpAnswer& answer);

/// Queries such a service, using the certificates that this machine trusts. Errors: unavailable,
/// bad_input for an invalid URL, and those of read_discovery.
Result<std::vector<FoundBridge>> ask_discovery(const std::string& url,
                                               const std::stop_token& stop = {});

/// Parses what a bridge announces by multicast DNS: its TXT record as "name=value" texts. Nothing
/// if it does not describe a bridge.
std::optional<FoundBridge> read_announcement(const std::vector<std::string>& txt,
                                             const std::string& host, int port);

/// The result of pairing with a bridge: the content of the key file. The key is a password.
struct Pairing {
  std::string bridge_id;  ///< 16 hex digits, lower case
  std::string address;    ///< address at the time of pairing, host or host:port
  Api api = Api::v1;
  bool is_secure = false;  ///< over HTTPS
  std::string pin;         ///< of a certificate without a trusted authority; otherwise empty
  std::string key;

  friend bool operator==(const Pairing&, const Pairing&) = default;
};

/// JSON with a format number, one member per line.
std::string to_text(const Pairing& pairing);

/// Parses that text. Errors: bad_input for anything else, including a newer format.
Result<Pairing> parse_pairing(std::string_view text);

/// How to connect to a bridge, found out before any key is sent.
struct Approach {
  BridgeDescription bridge;
  Address address;
  Api api = Api::v1;
  bool is_secure = false;
  std::string pin;  ///< of a certificate without a trusted authority; otherwise empty
};

/// Finds out which bridge responds: over HTTPS first; over HTTP only if HTTPS does not respond and
/// the bridge is of the first generation, which has no HTTPS, or is an emulator (its id lacks the
/// manufacturer's prefix). `authorities` are trusted in addition to Signify's two, PEM. Errors:
/// unavailable if nothing responds; bad_input if it is not a bridge; refused if the certificate is
/// not that of the responding bridge or has expired, or if a newer bridge responds only over HTTP.
Result<Approach> approach(const Address& address, const std::string& authorities,
                          const Clock& clock);

/// A connection to a bridge after `approach`; `stop` interrupts requests.
std::unique_ptr<Transport> open_transport(const Approach& approach, const std::string& authorities,
                                          const Clock& clock, std::stop_token stop = {});

/// A connection to a paired bridge; `stop` interrupts requests. Errors: bad_input for an invalid
/// address.
Result<std::unique_ptr<Transport>> open_transport(const Pairing& pairing,
                                                  const std::string& authorities,
                                                  const Clock& clock,
                                                  const http::Limits& limits = bridge_limits,
                                                  std::stop_token stop = {});

}  // namespace lamplighter::hue
