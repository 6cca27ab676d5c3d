// SPDX-License-Identifier: Apache-2.0
#include "app/house_training.h"

#include "model/lived_days.h"
#include "planning/day_events.h"

#include <utility>

namespace lamplighter::app {

HouseHabits train_habits(const std::vector<RoomHistory>& histories, const KnownHouse& house) {
  if (histories.size() > most_rooms) return {};
  std::vector<RoomName> rooms;
  std::vector<std::vector<Change>> changes;
  for (const RoomHistory& history : histories) {
    rooms.push_back(history.room);
    changes.push_back(history.changes);
  }
  return habits_of(std::move(rooms), lived_days(changes, house.place.zone), house);
}

std::vector<RoomLooks> train_looks(const std::vector<RoomHistory>& histories,
                                   const TimeZone& zone) {
  std::vector<RoomLooks> all;
  for (const RoomHistory& history : histories) {
    RoomLooks looks = learn_looks(history.room, history.changes, history.looks, zone);
    if (!looks.seen.empty()) all.push_back(std::move(looks));
  }
  return all;
}

}  // namespace lamplighter::app
