// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/known_house.h"
#include "app/training_input.h"

#include <vector>

namespace lamplighter::app {

/// What the house's lived_days say of it. With more than most_rooms rooms, nothing. Requires:
/// sorted rooms.
HouseHabits train_habits(const std::vector<RoomHistory>& histories, const KnownHouse& house);

/// How the lamps of rooms look, of those that told. Requires: histories sorted by room.
std::vector<RoomLooks> train_looks(const std::vector<RoomHistory>& histories, const TimeZone& zone);

}  // namespace lamplighter::app
