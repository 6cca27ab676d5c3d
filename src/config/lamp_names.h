// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "payloads/lamp_words.h"
#include "payloads/mqtt_lamp.h"

#include <string>
#include <vector>

namespace lamplighter::app {

/// A room's lamps by who switches them.
struct SortedLamps {
  std::vector<std::string> at_bridge;
  std::vector<MqttLamp> at_broker;
  std::vector<std::string> entities;  ///< of Home Assistant
};

/// Sorts the `lamps` of a room: `zigbee2mqtt:NAME`, `tasmota:NAME`, `esphome:NODE/LIGHT` and
/// `home_assistant:light.NAME`; all others are a bridge's. Errors: bad_input for a name that its
/// kind cannot have.
Result<SortedLamps> sort_lamps(const RoomConfig& room, const LampTopics& topics);

/// How the config wants a room's lamps.
LampLook look_of(const RoomConfig& room);

/// Whether a config has lamps to play on: a bridge, or a lamp that needs none.
bool has_lamps(const Config& config);

}  // namespace lamplighter::app
