// SPDX-License-Identifier: Apache-2.0
#include "learning/house_observer.h"

#include "documents/evaluation_text.h"
#include "learning/house_days.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace lamplighter::app {
namespace {

constexpr std::size_t most_days = 120;

}  // namespace

Observed observe(const views::HousePast& past, const KnownHouse& house,
                 const std::stop_token& stop) {
  views::HousePast sorted = past;
  std::ranges::sort(sorted, {}, &views::RoomPast::room);
  std::vector<RoomName> rooms;
  std::vector<std::vector<Change>> changes;
  for (views::RoomPast& room : sorted) {
    rooms.push_back(room.room);
    changes.push_back(std::move(room.changes));
  }
  std::vector<WatchedDay> days = watched_days(changes, house.place.zone);
  if (days.size() > most_days)
    days.erase(days.begin(), days.end() - static_cast<std::ptrdiff_t>(most_days));
  Observed observed{days.size()};
  if (days.size() < fewest_days) return observed;
  Rng rng(1);
  const Evaluation test = evaluate(days, house_days(rooms, house), {}, rng,
                                   [&](int) { return !stop.stop_requested(); });
  if (!stop.stop_requested()) observed.test = test;
  return observed;
}

nlohmann::ordered_json observed_json(const Observed& observed, bool is_working) {
  return {{"working", is_working},
          {"days", observed.days},
          {"fewest_days", fewest_days},
          {"test", observed.test ? evaluation_document(*observed.test, "house")
                                 : nlohmann::ordered_json()}};
}

}  // namespace lamplighter::app
