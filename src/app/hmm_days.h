// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "observer/evaluation.h"
#include "sky/place.h"

#include <vector>

namespace lamplighter::app {

/// Learns the rooms' zone models from the days and plans as `--planner hmm` does, with manners, as
/// it would be played.
DayMaker hmm_days(std::vector<RoomName> rooms, const Place& place);

}  // namespace lamplighter::app
