// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "model/house_habits.h"

#include <vector>

namespace lamplighter::trials {

/// How often each room is switched on in daylight, as a share of how often in the dark.
std::vector<double> first_by_day(const HouseHabits& habits);

/// A day under another sun, for splice as originally described.
HabitDay first_in_season(const HabitDay& day, const DayLight& target,
                         const std::vector<double>& by_day, Rng& rng);

}  // namespace lamplighter::trials
