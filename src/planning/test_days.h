// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "planning/day_pool.h"

#include <string>
#include <vector>

namespace lamplighter {

inline Place berlin() { return {52.52, 13.40, *TimeZone::find("Europe/Berlin")}; }

/// Days of a hall, a living room and a porch with a timer from 18:00 to 22:30 exactly.
inline std::vector<WatchedDay> real_days(int count, Date first, std::uint64_t seed = 1) {
  Rng rng(seed);
  std::vector<WatchedDay> days;
  for (int i = 0; i < count; ++i) {
    const double home = 820 + 25 * rng.normal();
    const double bed = 1130 + 20 * rng.normal();
    const double visit = home + (bed - home) * rng.uniform(0.2, 0.8);
    days.push_back({plus_days(first, i),
                    {{{home, home + 2}, {visit, visit + 4}, {bed, bed + 3}},
                     {{home + 2.1, visit}, {visit + 4.1, bed}},
                     {{840, 1110}}}});
  }
  return days;
}

inline HouseHabits habits_of_days(const std::vector<WatchedDay>& days, const Place& place) {
  std::vector<DayLight> lights;
  for (const WatchedDay& day : days) lights.push_back(day_light(place, day.date));
  return learn_habits({RoomName("hall"), RoomName("living"), RoomName("porch")}, days, lights);
}

}  // namespace lamplighter
