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

/// What the lamps of a room are, and the two symbols of the models: `off` is symbol 0, `on` is
/// symbol 1.
enum class OnOff : std::uint8_t { off = 0, on = 1 };

constexpr std::string_view to_string(OnOff state) { return state == OnOff::on ? "on" : "off"; }

/// The symbol's number.
constexpr std::size_t index_of(OnOff state) { return static_cast<std::size_t>(state); }

constexpr OnOff opposite(OnOff state) { return state == OnOff::on ? OnOff::off : OnOff::on; }

/// Equal symbols in a row: a state and how many samples it lasted. Requires: length >= 1.
struct Run {
  OnOff state;
  std::int64_t length;

  friend auto operator<=>(const Run&, const Run&) = default;
};

/// One subsequence as runs; neighbours have opposite states. What training reads instead of
/// minutes.
using RunLengths = std::vector<Run>;

/// Number of samples that the runs stand for.
constexpr std::int64_t sample_count(const RunLengths& runs) {
  std::int64_t count = 0;
  for (const Run& run : runs) count += run.length;
  return count;
}

/// How the lamps of a room look while they are on. What is absent is not known, or left to them.
struct Look {
  std::optional<double> brightness = {};  ///< percent, 0 < brightness <= 100
  std::optional<int> mirek = {};          ///< 153 cold … 500 warm

  friend bool operator==(const Look&, const Look&) = default;
};

/// A colour in the CIE 1931 colour space; both from 0 to 1.
struct Xy {
  double x = 0;
  double y = 0;

  friend bool operator==(const Xy&, const Xy&) = default;
};

/// What one lamp is, or is to be. Of a lamp that is off, what is known of how it would look.
struct LampSetting {
  OnOff state = OnOff::off;
  Look look = {};             ///< no colour temperature where it shows a colour
  std::optional<Xy> xy = {};  ///< where it shows a colour

  friend bool operator==(const LampSetting&, const LampSetting&) = default;
};

inline constexpr int coldest_mirek = 153;
inline constexpr int warmest_mirek = 500;

/// From `at` on a room's lamps look so while they are on, until the room's next one. One row of a
/// looks file.
struct LookChange {
  Instant at;
  RoomName room;
  Look look;

  friend bool operator==(const LookChange&, const LookChange&) = default;
};

/// As a looks file has it: "42.5%/370", "42.5%" or "/370"; empty where nothing is known.
std::string to_text(const Look& look);

/// What `to_text` gave; nothing for any other text, and for a look of which nothing is known.
std::optional<Look> parse_look(std::string_view text);

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
