// SPDX-License-Identifier: Apache-2.0
#include "app/house_days.h"

#include "app/seen_day.h"
#include "planning/house_manners.h"
#include "planning/house_planner.h"

#include <utility>

namespace lamplighter::app {
namespace {

/// What is left of a planned day when it is played.
WatchedDay played(const WatchedDay& day, const HouseHabits& habits, const Manners& manners,
                  const Place& place, const Secret& secret) {
  const std::vector<std::vector<LitMinutes>> dark(habits.rooms.size());
  const WatchedDay before{plus_days(day.date, -1), dark};
  const WatchedDay after{plus_days(day.date, 1), dark};
  std::vector<Plan> plans{plan_of(before, day, habits.rooms, place.zone),
                          plan_of(day, after, habits.rooms, place.zone)};
  for (Plan& plan : plans) plan = with_manners(plan, place, manners, secret);
  return seen_of(plans, habits.rooms, place, day.date);
}

}  // namespace

DayMaker house_days(std::vector<RoomName> rooms, const KnownHouse& house) {
  return [rooms = std::move(rooms), house](std::span<const WatchedDay> learned,
                                           std::span<const Date> dates, Rng& rng) {
    const HouseHabits habits = habits_of(rooms, learned, house);
    const Manners manners = house_manners(habits);
    const Secret secret = Secret::from_seed(rng.bits());
    HousePlanner planner(habits, house.place);
    std::vector<WatchedDay> days;
    for (const Date date : dates) {
      const WatchedDay& day = planner.plan(date, secret.chance(date, "house"));
      days.push_back(played(day, habits, manners, house.place, secret));
    }
    return days;
  };
}

}  // namespace lamplighter::app
