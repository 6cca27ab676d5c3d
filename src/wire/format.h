// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lamplighter {

/// What a source's payloads look like (docs/formats.md, "Payloads"). The first six tell light
/// levels, the others tell a lamp's state, for homes without light sensors.
enum class Format : std::uint8_t {
  thingflow,
  zigbee2mqtt,
  tasmota,
  esphome,
  lamplighter,
  json,
  zigbee2mqtt_state,
  tasmota_power,
  esphome_light,
  on_off,
};

inline constexpr std::size_t format_count = 10;

constexpr std::string_view to_string(Format format) {
  constexpr std::array<std::string_view, format_count> names{
      "thingflow", "zigbee2mqtt",       "tasmota",       "esphome",       "lamplighter",
      "json",      "zigbee2mqtt-state", "tasmota-power", "esphome-light", "on-off"};
  return names[static_cast<std::size_t>(format)];
}

constexpr std::optional<Format> parse_format(std::string_view text) {
  for (std::size_t i = 0; i < format_count; ++i) {
    if (text == to_string(static_cast<Format>(i))) return static_cast<Format>(i);
  }
  return std::nullopt;
}

/// Whether the format tells a lamp's state and not a light level.
constexpr bool tells_lamps(Format format) { return format >= Format::zigbee2mqtt_state; }

}  // namespace lamplighter
