// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "hue/transport.h"

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
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

/// Listens that long, or until asked to stop, for bridges that announce themselves. Errors:
/// unavailable when no Avahi daemon runs here.
Result<std::vector<FoundBridge>> listen_for_bridges(std::chrono::milliseconds how_long,
                                                    const std::stop_token& stop = {});

}  // namespace lamplighter::hue
