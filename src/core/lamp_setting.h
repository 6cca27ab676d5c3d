// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/names.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// The state of a room's lamps, and the two symbols of the models: `off` is symbol 0, `on` is
/// symbol 1.
enum class OnOff : std::uint8_t { off = 0, on = 1 };

constexpr std::string_view to_string(OnOff state) { return state == OnOff::on ? "on" : "off"; }

/// The number of the symbol.
constexpr std::size_t index_of(OnOff state) { return static_cast<std::size_t>(state); }

constexpr OnOff opposite(OnOff state) { return state == OnOff::on ? OnOff::off : OnOff::on; }

/// A run of equal symbols: a state and how many samples it lasted. Requires: length >= 1.
struct Run {
  OnOff state;
  std::int64_t length;

  friend auto operator<=>(const Run&, const Run&) = default;
};

/// One subsequence as runs; neighbours have opposite states. Training reads these instead of
/// minutes.
using RunLengths = std::vector<Run>;

/// The number of samples in the runs.
constexpr std::int64_t sample_count(const RunLengths& runs) {
  std::int64_t count = 0;
  for (const Run& run : runs) count += run.length;
  return count;
}

/// The light settings of a room's lamps while they are on. An absent value is unknown, or left to
/// the lamp.
struct Look {
  std::optional<double> brightness = {};  ///< percent, 0 < brightness <= 100
  std::optional<int> mirek = {};          ///< 153 cold … 500 warm

  friend bool operator==(const Look&, const Look&) = default;
};

/// A colour in the CIE 1931 colour space; both coordinates are from 0 to 1.
struct Xy {
  double x = 0;
  double y = 0;

  friend bool operator==(const Xy&, const Xy&) = default;
};

/// The state of one lamp, or the state requested of it. If it is off, `look` is what it would show.
struct LampSetting {
  OnOff state = OnOff::off;
  Look look = {};             ///< no colour temperature if it shows a colour
  std::optional<Xy> xy = {};  ///< if it shows a colour

  friend bool operator==(const LampSetting&, const LampSetting&) = default;
};

inline constexpr int coldest_mirek = 153;
inline constexpr int warmest_mirek = 500;

/// From `at` on, a room's lamps have these light settings while they are on, until the room's next
/// change. One row of a looks file.
struct LookChange {
  Instant at;
  RoomName room;
  Look look;

  friend bool operator==(const LookChange&, const LookChange&) = default;
};

/// As written to a looks file: "42.5%/370", "42.5%" or "/370"; empty if nothing is known.
std::string to_text(const Look& look);

/// Parses the output of `to_text`; empty for any other text, and for a look with no known value.
std::optional<Look> parse_look(std::string_view text);

/// The known state of a room's lamps. `unknown` means exactly that; it is never a guess.
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

/// From `at` on, the lamps of `room` are in `state`, until the room's next change. One row of an
/// on/off file.
struct Change {
  Instant at;
  RoomName room;
  LampState state;

  friend bool operator==(const Change&, const Change&) = default;
};

}  // namespace lamplighter
