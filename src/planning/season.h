// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "model/house_habits.h"

#include <vector>

namespace lamplighter {

/// Of each room, how much as often it is lit in daylight, from 90 minutes after sunrise to 90
/// before sunset, as in the rest of the day, by the minute: 0 … 1. Above a half, as in a bathroom
/// without a window, the sun is no reason for its lamps.
std::vector<double> lit_by_day(const HouseHabits& habits);

/// A day as it would have been lived under another sun: what keeps to the clock stays, what keeps
/// to the sun moves with it. An earlier sunset stretches the evening from there to the last switch
/// of the day; a later one shortens it from the front. Lamps of the morning go out with the sun.
HabitDay in_season(const HabitDay& day, const DayLight& target, const std::vector<double>& by_day,
                   Rng& chance);

}  // namespace lamplighter
