// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "playing/sitter.h"

#include <optional>
#include <string>
#include <string_view>

namespace lamplighter::app {

/// The topics on which the household and Home Assistant speak with us. Nothing on them is retained
/// but `status` and the announcement, which are the same whether somebody is home or not.
struct HouseTopics {
  explicit HouseTopics(const std::string& base, const std::string& discovery);

  std::string away_set;      ///< ON or OFF, to us
  std::string away_sync;     ///< markers of BrokerOrders, from us to us
  std::string away_state;    ///< ON or OFF
  std::string player_state;  ///< player_text
  std::string status;        ///< online or offline, retained, last will
  std::string announcement;  ///< Home Assistant's discovery; empty: not announced
  std::string birth;         ///< Home Assistant says `online` there when it starts
};

/// The word in a payload of `away_set`: ON or OFF in any case. Anything else is no word.
std::optional<bool> parse_away_order(std::string_view payload);

/// A status as JSON: instants in UTC or null, health as `ok` or `trouble`.
std::string player_text(const SitterStatus& status);

/// What Home Assistant is told once: a device with a switch "Away" and the sensors "Next switch",
/// "Last switch" and "Health" (its MQTT discovery, device form). `base` is above our own topics and
/// tells installations apart.
std::string announcement_text(const HouseTopics& topics, const std::string& base);

}  // namespace lamplighter::app
