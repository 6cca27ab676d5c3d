// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/house_habits.h"
#include "planning/manners.h"

namespace lamplighter {

/// Manners for plans made of days that were lived: what people do counts, within wider bounds. A
/// room is lit in daylight as it was; only where its sensor watches the dusk, and it was rarely lit
/// by day, does its evening wait for that.
Manners house_manners(const HouseHabits& habits);

}  // namespace lamplighter
