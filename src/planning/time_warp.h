// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "model/house_habits.h"

#include <cstdint>
#include <vector>

namespace lamplighter {

/// Which rooms are lit, by their bits. A house has 64 rooms with lamps at most.
using RoomMask = std::uint64_t;
inline constexpr std::size_t most_rooms = 64;

constexpr RoomMask bit_of(std::size_t room) { return RoomMask{1} << room; }

/// A switch within its day.
struct HouseEvent {
  double at;  ///< minutes since four
  std::size_t room;
  bool on;
  RoomMask lit;  ///< rooms lit afterwards
  double spread;
  Keeps keeps;
};

/// The switches of a day in order, with how long each room has been as it is.
struct DayEvents {
  RoomMask lit_at_start = 0;
  std::vector<HouseEvent> events;
  std::vector<std::vector<float>> since;  ///< of each event and room: ln(minutes + 4)
};

/// Requires: most_rooms rooms at most.
DayEvents day_events(const HabitDay& day);

/// The longest pause in minutes between two switches that move as one, where theirs began so many
/// minutes before: they are of one stay or walk, and a visit and the way to the next room keep
/// their length. After an hour shorter pauses do, since an evening is not kept as exactly
/// everywhere.
constexpr double longest_pause(double since_first) { return since_first < 60 ? 30 : 12; }

/// Moves the switches of a day as far as the household's own habit is loose, times `strength`: a
/// curve through normal numbers 90 minutes apart, one for all rooms, so that a late hour is late
/// everywhere. Switches within longest_pause of the one before move with it, timers stay exact, and
/// stretches keep at least half their length. Requires: sorted by time; stays so.
void warp(std::vector<HouseEvent>& switches, double strength, Rng& chance);

/// The day that has those switches. Requires: those of a room alternate.
std::vector<std::vector<LitMinutes>> lit_minutes(const std::vector<HouseEvent>& switches,
                                                 RoomMask lit_at_start, std::size_t rooms);

}  // namespace lamplighter
