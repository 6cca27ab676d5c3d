// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace lamplighter {

inline constexpr std::size_t max_name_bytes = 64;

/// True for a sensor's or room's name that a row and a person can hold: 1 to 64 bytes of UTF-8
/// without control and invisible characters, without \ , " and without a blank or dot at either
/// end. `/` is allowed, for Zigbee2MQTT has it in names; whoever makes a path of a name escapes it.
bool is_good_sensor_name(std::string_view name);

}  // namespace lamplighter
