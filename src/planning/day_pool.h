// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/house_habits.h"
#include "sky/place.h"

#include <functional>
#include <vector>

namespace lamplighter {

/// Kind and sun of a date. Where the sun does not rise or set, it does so half a day around noon,
/// or at noon.
DayLight day_light(const Place& place, Date date, const Holidays& holidays = {});

/// How much a day that was lived says of another one.
struct PoolDay {
  std::size_t day;  ///< its place in the habits
  double weight;    ///< above 0
};

/// The days that say most of a day with that light, 120 at most: those of its kind, lived when the
/// sun rose and set at about the same time. In order of the habits.
std::vector<PoolDay> day_pool(const HouseHabits& habits, const DayLight& target);

}  // namespace lamplighter
