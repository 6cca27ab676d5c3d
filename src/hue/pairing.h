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

/// A bridge that somebody says is there; who really is there tells `approach`.
struct FoundBridge {
  std::string id;  ///< lower case
  Address address;

  friend bool operator==(const FoundBridge&, const FoundBridge&) = default;
};

/// Where Signify tells which bridges share one's internet connection.
inline constexpr const char* discovery_url = "https://discovery.meethue.com/";

/// Reads the answer of such a service. Entries that make no sense are left out. Errors: those of
/// check_status; bad_input when it is no list.
Result<std::vector<FoundBridge>> read_discovery(const HttpAnswer& answer);

/// Asks such a service, with the certificates that this machine trusts. Errors: unavailable,
/// bad_input for an address that is no URL, and those of read_discovery.
Result<std::vector<FoundBridge>> ask_discovery(const std::string& url,
                                               const std::stop_token& stop = {});

/// What a bridge announces by multicast DNS: its TXT record as "name=value" texts. Nothing where it
/// names no bridge.
std::optional<FoundBridge> read_announcement(const std::vector<std::string>& txt,
                                             const std::string& host, int port);

/// What pairing with a bridge leaves behind: the text of the key file. The key is a password.
struct Pairing {
  std::string bridge_id;  ///< 16 hex digits, lower case
  std::string address;    ///< where the bridge was, host or host:port
  Api api = Api::v1;
  bool is_secure = false;  ///< over https
  std::string pin;         ///< of a certificate that no authority signed; else empty
  std::string key;

  friend bool operator==(const Pairing&, const Pairing&) = default;
};

/// JSON with a format number, one member a line.
std::string to_text(const Pairing& pairing);

/// Reads that text. Errors: bad_input for anything else, also for a newer format.
Result<Pairing> parse_pairing(std::string_view text);

/// How a bridge is to be spoken to, found out before any key is sent.
struct Approach {
  BridgeDescription bridge;
  Address address;
  Api api = Api::v1;
  bool is_secure = false;
  std::string pin;  ///< of a certificate that no authority signed; else empty
};

/// Asks who is there: over https first; over http only where https is not answered and the bridge
/// is of the first generation, which has no other way, or is an emulator (its id has not the
/// maker's prefix). `authorities` are trusted besides Signify's two, PEM. Errors: unavailable when
/// nobody answers; bad_input when it is no bridge; refused when the certificate is not that of the
/// bridge that answers or has expired, or when a newer bridge answers only over http.
Result<Approach> approach(const Address& address, const std::string& authorities,
                          const Clock& clock);

/// The way to a bridge that was approached; `stop` interrupts requests.
std::unique_ptr<Transport> open_transport(const Approach& approach, const std::string& authorities,
                                          const Clock& clock, std::stop_token stop = {});

/// The way to a bridge that was paired with; `stop` interrupts requests. Errors: bad_input for an
/// address that cannot be read.
Result<std::unique_ptr<Transport>> open_transport(const Pairing& pairing,
                                                  const std::string& authorities,
                                                  const Clock& clock,
                                                  const http::Limits& limits = bridge_limits,
                                                  std::stop_token stop = {});

}  // namespace lamplighter::hue
