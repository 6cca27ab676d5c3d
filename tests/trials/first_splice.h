// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/house_habits.h"
#include "observer/evaluation.h"
#include "sky/sun.h"

#include <vector>

namespace lamplighter::trials {

/// Plans days by splice as originally described, the predecessor of the product's planner: the
/// column "splice" of docs/realism.md. Days are cut and joined where the whole house is in the same
/// state, warped, and accepted if they are new; a day's use counts only at its beginning. Without
/// constraints and without a prior household. Requires: sorted rooms, at most most_rooms.
DayMaker first_splice_days(std::vector<RoomName> rooms, const Place& place);

}  // namespace lamplighter::trials
