// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/names.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace lamplighter {

/// What is known of a room's lamps. `unknown` is an answer, never a guess.
enum class LampState : std::uint8_t { off = 0, on = 1, unknown = 2 };

inline constexpr std::array all_lamp_states{LampState::off, LampState::on, LampState::unknown};

constexpr std::string_view to_string(LampState state) {
  constexpr std::array<std::string_view, 3> names{"off", "on", "unknown"};
  return names[static_cast<std::size_t>(state)];
}

constexpr std::optional<LampState> parse_lamp_state(std::string_view text) {
  for (const LampState state : all_lamp_states) {
    if (text == to_string(state)) return state;
  }
  return std::nullopt;
}

/// From `at` the lamps of `room` are in `state`, until the room's next change. One row of an on/off
/// file.
struct Change {
  Instant at;
  RoomName room;
  LampState state;

  friend bool operator==(const Change&, const Change&) = default;
};

}  // namespace lamplighter
