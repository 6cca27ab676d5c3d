// SPDX-License-Identifier: Apache-2.0
#include "config/lamp_names.h"

#include "home_assistant/api.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

namespace lamplighter::app {
namespace {

struct Speech {
  std::string_view prefix;
  LampSpeech speech;
};

constexpr std::array speeches{Speech{"zigbee2mqtt:", LampSpeech::zigbee2mqtt},
                              Speech{"tasmota:", LampSpeech::tasmota},
                              Speech{"esphome:", LampSpeech::esphome}};
constexpr std::string_view assisted = "home_assistant:";

/// What stands behind the prefix, and whose it is; nothing where there is none.
std::optional<std::pair<LampSpeech, std::string>> at_broker(const std::string& lamp) {
  for (const Speech& one : speeches) {
    if (lamp.starts_with(one.prefix)) return std::pair(one.speech, lamp.substr(one.prefix.size()));
  }
  return std::nullopt;
}

bool needs_bridge(const std::string& lamp) {
  return !at_broker(lamp) && !lamp.starts_with(assisted);
}

}  // namespace

Result<SortedLamps> sort_lamps(const RoomConfig& room, const LampTopics& topics) {
  SortedLamps sorted;
  for (const std::string& lamp : room.lamps) {
    if (const auto there = at_broker(lamp)) {
      Result<MqttLamp> made = MqttLamp::make(there->first, there->second, topics);
      if (!made) return with_context("room " + room.name.text(), made.error());
      sorted.at_broker.push_back(*std::move(made));
    } else if (lamp.starts_with(assisted)) {
      const std::string entity = lamp.substr(assisted.size());
      if (!home_assistant::is_entity(entity)) {
        return Error{Fault::bad_input,
                     fmt::format("room {}: lamp \"{}\": expected an entity as light.shelf or "
                                 "switch.plug",
                                 room.name.text(), lamp)};
      }
      sorted.entities.push_back(entity);
    } else {
      sorted.at_bridge.push_back(lamp);
    }
  }
  return sorted;
}

LampLook look_of(const RoomConfig& room) {
  LampLook look;
  look.brightness = room.brightness;
  if (room.mirek) look.mirek = static_cast<int>(std::lround(*room.mirek));
  if (room.fade_seconds)
    look.fade = std::chrono::milliseconds(std::lround(*room.fade_seconds * 1000.0));
  return look;
}

bool has_lamps(const Config& config) {
  if (!config.hue.key_file.empty() || !config.hue.address.empty()) return true;
  return std::any_of(config.rooms.begin(), config.rooms.end(), [](const RoomConfig& room) {
    return !std::all_of(room.lamps.begin(), room.lamps.end(), needs_bridge);
  });
}

}  // namespace lamplighter::app
