// SPDX-License-Identifier: Apache-2.0
#include "planning/house_manners.h"

#include "planning/season.h"

namespace lamplighter {
namespace {

using namespace std::chrono_literals;

constexpr double by_day_too = 0.5;

}  // namespace

Manners house_manners(const HouseHabits& habits) {
  Manners manners;
  manners.dark_by_sun = false;
  manners.shortest_on = 2s;
  manners.longest_on = 12h;
  manners.longest_after_midnight = 6h;
  manners.most_switches_an_hour = 60;
  const std::vector<double> by_day = lit_by_day(habits);
  for (std::size_t i = 0; i < by_day.size(); ++i)
    if (by_day[i] > by_day_too) manners.lit_by_day.push_back(habits.rooms[i]);
  return manners;
}

}  // namespace lamplighter
