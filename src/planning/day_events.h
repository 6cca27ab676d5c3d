// SPDX-License-Identifier: Apache-2.0
#pragma once

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

}  // namespace lamplighter
