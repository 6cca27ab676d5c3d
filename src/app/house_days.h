// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/known_house.h"
#include "core/names.h"
#include "observer/evaluation.h"

#include <vector>

namespace lamplighter::app {

/// Learns the house's habits from the days and plans as `--planner house` does, with manners, as it
/// would be played. Requires: sorted rooms.
DayMaker house_days(std::vector<RoomName> rooms, const KnownHouse& house);

}  // namespace lamplighter::app
