// SPDX-License-Identifier: Apache-2.0
#include "app/house_training.h"

#include "planning/day_events.h"

#include <utility>

namespace lamplighter::app {

HouseHabits habits_of(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                      const Place& place, const Holidays& holidays) {
  std::vector<DayLight> lights;
  for (const WatchedDay& day : days) lights.push_back(day_light(place, day.date, holidays));
  return learn_habits(std::move(rooms), days, lights);
}

HouseHabits train_habits(const std::vector<RoomHistory>& histories, const Place& place,
                         const Holidays& holidays) {
  if (histories.size() > most_rooms) return {};
  std::vector<RoomName> rooms;
  std::vector<std::vector<Change>> changes;
  for (const RoomHistory& history : histories) {
    rooms.push_back(history.room);
    changes.push_back(history.changes);
  }
  return habits_of(std::move(rooms), watched_days(changes, place.zone), place, holidays);
}

}  // namespace lamplighter::app
