// SPDX-License-Identifier: Apache-2.0
// What the set-up does with bridge, broker and Home Assistant while it runs: it tries them,
// listens, and blinks lamps. Nothing of it is stored.
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

/// Keys and passwords that were entered and are not in their files yet. What is absent is read from
/// the file that the config names.
struct SetupSecrets {
  std::optional<hue::Pairing> pairing = {};
  std::optional<std::string> broker_password = {};
  std::optional<std::string> token = {};
};

/// Logs in to a broker and listens for some seconds. What was heard, as "connected; 214 messages in
/// 3 s". Errors: those of the login; refused, unavailable.
Result<std::string> try_broker(const BrokerConfig& broker, const SetupSecrets& secrets,
                               const std::stop_token& stop);

/// A broker that answers.
struct FoundBroker {
  std::string host;
  int port;
  std::string note;  ///< "connected", or why it was not
};

/// Brokers where they usually are: this machine, and the host `mqtt`, at `port`.
std::vector<FoundBroker> find_brokers(int port, const std::stop_token& stop);

/// Home Assistants that announce themselves here, each once. Errors: those of listen_for_services.
Result<std::vector<home_assistant::FoundHome>> find_home_assistants(const std::stop_token& stop);

/// Home Assistant, as it was tried.
struct TriedHome {
  std::string note;  ///< "connected; 12 lamps, 3 light sensors"
  std::optional<home_assistant::HomeFacts> facts;
};

/// Errors: those of the url, the token and of Client::send.
Result<TriedHome> try_home_assistant(const HomeAssistantConfig& config, const SetupSecrets& secrets,
                                     const std::stop_token& stop);

/// One that was listened to, and how that went.
struct HeardPart {
  std::string name;                         ///< "bridge", "broker", "home_assistant"
  std::optional<std::string> trouble = {};  ///< why nothing was heard
  std::string note = {};                    ///< "12 lamps, 2 light sensors"
};

/// Everything that was heard in a house.
struct HouseHeard {
  Heard heard;
  std::vector<HeardPart> parts;
  std::optional<std::string> past = {};  ///< the offer to import what Home Assistant still has
};

/// Asks whichever of the three the config has, side by side; takes up to a minute.
HouseHeard hear_house(const Config& config, const SetupSecrets& secrets,
                      const std::stop_token& stop);

/// Switches these lamps for a second, and restores them, also when asked to stop. Errors: a name
/// that is none; those of the lamps, of which those that answer have blinked.
Result<void> blink_lamps(const Config& config, const SetupSecrets& secrets,
                         const std::vector<std::string>& lamps, Clock& clock,
                         const std::stop_token& stop);

/// Why lamps must not be blinked now: they are being played, or that is unknown.
std::optional<std::string> why_not_blink(const Config& config, Instant now);

/// Whom a bridge's certificate is from, for a person to compare.
std::string certificate_text(const hue::Approach& approach);

}  // namespace lamplighter::app
