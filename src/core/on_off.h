// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace lamplighter {

/// What the lamps of a room are, and the two symbols of the models: `off` is symbol 0, `on` is
/// symbol 1.
enum class OnOff : std::uint8_t { off = 0, on = 1 };

constexpr std::string_view to_string(OnOff state) { return state == OnOff::on ? "on" : "off"; }

constexpr OnOff opposite(OnOff state) { return state == OnOff::on ? OnOff::off : OnOff::on; }

}  // namespace lamplighter
