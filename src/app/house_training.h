// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/training_input.h"
#include "model/house_habits.h"
#include "planning/day_pool.h"

#include <vector>

namespace lamplighter::app {

/// The days of which nine tenths are known of every room, and what they say of the house. Without
/// such days, or with more than most_rooms rooms, nothing. Requires: sorted rooms.
HouseHabits train_habits(const std::vector<RoomHistory>& histories, const Place& place,
                         const Holidays& holidays);

/// The habits of days that were seen.
HouseHabits habits_of(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                      const Place& place, const Holidays& holidays);

}  // namespace lamplighter::app
