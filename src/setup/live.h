// SPDX-License-Identifier: Apache-2.0
// The set-up's access to bridge, broker and Home Assistant: it tests connections, searches for
// devices, and blinks lamps. Nothing is stored.
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "home_assistant/inventory.h"
#include "hue/pairing.h"
#include "ports/clock.h"
#include "setup/heard.h"

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace lamplighter::app {

/// Keys and passwords that were entered but not yet written. Absent ones are read from the files
/// that the config names.
struct SetupSecrets {
  std::optional<hue::Pairing> pairing = {};
  std::optional<std::string> broker_password = {};
  std::optional<std::string> token = {};
};

/// Logs in to a broker and listens for some seconds. Returns a summary such as "connected; 214
/// messages in 3 s". Errors: those of the login; refused, unavailable.
Result<std::string> try_broker(const BrokerConfig& broker, const SetupSecrets& secrets,
                               const std::stop_token& stop);

/// A broker that responds.
struct FoundBroker {
  std::string host;
  int port;
  std::string note;  ///< "connected", or why not
};

/// Tries the usual addresses of brokers: this machine, and the host `mqtt`, at `port`.
std::vector<FoundBroker> find_brokers(int port, const std::stop_token& stop);

/// The Home Assistants that announce themselves on the network, without duplicates. Errors: those
/// of listen_for_services.
Result<std::vector<home_assistant::FoundHome>> find_home_assistants(const std::stop_token& stop);

/// The result of testing Home Assistant.
struct TriedHome {
  std::string note;  ///< "connected; 12 lamps, 3 light sensors"
  std::optional<home_assistant::HomeFacts> facts;
};

/// Errors: those of the url, the token and of Client::send.
Result<TriedHome> try_home_assistant(const HomeAssistantConfig& config, const SetupSecrets& secrets,
                                     const std::stop_token& stop);

/// The result of one source.
struct HeardPart {
  std::string name;                         ///< "bridge", "broker", "home_assistant"
  std::optional<std::string> trouble = {};  ///< why nothing was found
  std::string note = {};                    ///< "12 lamps, 2 light sensors"
};

/// Everything that was found in a house.
struct HouseHeard {
  Heard heard;
  std::vector<HeardPart> parts;
  std::optional<std::string> past = {};  ///< the offer to import Home Assistant's history
};

/// Queries all configured sources in parallel; takes up to a minute.
HouseHeard hear_house(const Config& config, const SetupSecrets& secrets,
                      const std::stop_token& stop);

/// Switches these lamps for a second, and restores them, also if a stop is requested. Errors: an
/// invalid name; those of the lamps; lamps that respond have blinked nevertheless.
Result<void> blink_lamps(const Config& config, const SetupSecrets& secrets,
                         const std::vector<std::string>& lamps, Clock& clock,
                         const std::stop_token& stop);

/// Why lamps must not be blinked now: they are being played, or that is unknown.
std::optional<std::string> why_not_blink(const Config& config, Instant now);

/// The issuer of a bridge's certificate, for the user to compare.
std::string certificate_text(const hue::Approach& approach);

}  // namespace lamplighter::app
