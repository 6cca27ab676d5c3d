// SPDX-License-Identifier: Apache-2.0
#include "app/seen_day.h"

#include "views/house_past.h"

#include <algorithm>

namespace lamplighter::app {

WatchedDay seen_of(std::span<const Plan> plans, const std::vector<RoomName>& rooms,
                   const Place& place, Date date) {
  std::vector<std::vector<Change>> changes(rooms.size());
  for (views::RoomPast& past : views::past_of(plans)) {
    const auto room = std::find(rooms.begin(), rooms.end(), past.room);
    if (room != rooms.end())
      changes[static_cast<std::size_t>(room - rooms.begin())] = std::move(past.changes);
  }
  for (WatchedDay& day : watched_days(changes, place.zone, 0.0)) {
    if (day.date == date) return std::move(day);
  }
  return {date, std::vector<std::vector<LitMinutes>>(rooms.size())};
}

}  // namespace lamplighter::app
