// SPDX-License-Identifier: Apache-2.0
#include "app/hmm_days.h"

#include "analysis/changes.h"
#include "app/planner.h"
#include "app/room_training.h"
#include "app/seen_day.h"

#include <utility>

namespace lamplighter::app {
namespace {

constexpr int restarts = 5;  // of sixty; it is done again for every split

HouseModel learn(std::span<const WatchedDay> days, const std::vector<RoomName>& rooms,
                 const Place& place, std::uint64_t seed) {
  HouseModel house{.place = {place.latitude, place.longitude, place.zone.name()}, .rooms = {}};
  for (std::size_t i = 0; i < rooms.size(); ++i) {
    const std::vector<Change> changes = changes_of(days, i, rooms[i], place.zone);
    house.rooms.push_back(train_room(rooms[i], change_runs(changes, place).subsequences,
                                     {.restarts = restarts, .seed = seed}));
  }
  return house;
}

/// A watcher's day ends in the morning after, so it takes two plans.
WatchedDay seen(const Planner& planner, const std::vector<RoomName>& rooms, Date date) {
  std::vector<Plan> plans;
  for (const int day : {0, 1}) {
    const Plan plan = planner.plan(plus_days(date, day));
    plans.push_back(planner.mannered(plan, {}));
  }
  return seen_of(plans, rooms, planner.place(), date);
}

}  // namespace

DayMaker hmm_days(std::vector<RoomName> rooms, const Place& place) {
  return [rooms = std::move(rooms), place](std::span<const WatchedDay> learned,
                                           std::span<const Date> dates, Rng& rng) {
    const Planner planner(learn(learned, rooms, place, rng.bits()), place,
                          Secret::from_seed(rng.bits()), true);
    std::vector<WatchedDay> days;
    for (const Date date : dates) days.push_back(seen(planner, rooms, date));
    return days;
  };
}

}  // namespace lamplighter::app
