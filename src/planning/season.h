// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "model/house_habits.h"

#include <vector>

namespace lamplighter {

/// Of each room, how much as often it is lit in daylight, from 150 minutes after sunrise to 150
/// before sunset, as in the rest of the day, by the minute: 0 … 1. Above a half, as in a bathroom
/// without a window, the sun is no reason for its lamps.
std::vector<double> lit_by_day(const HouseHabits& habits);

/// What the season needs to know of a room.
struct RoomInSeason {
  double by_day = 0;  ///< lit_by_day
  double is_lit = 1;  ///< on that share of days
  RoomKind kind = RoomKind::living;
};

std::vector<RoomInSeason> rooms_in_season(const HouseHabits& habits);

/// A day as it would have been lived under another sun: what keeps to the clock stays, what keeps
/// to the sun moves with it. A later sunset shortens the evening from the front, and lamps of the
/// morning go out with the sun. In hours that have become dark, of which history does not tell who
/// was where, rooms are lit as in the prior household.
HabitDay in_season(const HabitDay& day, const DayLight& target,
                   const std::vector<RoomInSeason>& rooms, Rng& chance);

}  // namespace lamplighter
