// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/changes.h"
#include "core/names.h"
#include "core/plan.h"
#include "core/result.h"
#include "core/watched_day.h"
#include "learning/known_house.h"
#include "observer/evaluation.h"
#include "sky/sun.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace lamplighter::app {

/// Learns the house's habits from the days and plans as `--planner house` does, with manners, as it
/// would be played. Requires: sorted rooms.
DayMaker house_days(std::vector<RoomName> rooms, const KnownHouse& house);

/// What a watcher sees of the plans of a date and the one after it, room by room in that order.
WatchedDay seen_of(std::span<const Plan> plans, const std::vector<RoomName>& rooms,
                   const Place& place, Date date);

/// When what a room's lamps did was not its household's doing.
class OwnPlay {
 public:
  /// Nothing was.
  OwnPlay() = default;

  /// From a store's record of absences and of play; files that are not there say nothing. Errors:
  /// those of read_on_off.
  static Result<OwnPlay> of_store(const std::string& store);

  /// Of the room, sorted and apart.
  [[nodiscard]] std::vector<TimeSpan> spans(const RoomName& room) const;

 private:
  std::vector<TimeSpan> absences_;
  std::map<RoomName, std::vector<TimeSpan>> played_;
};

}  // namespace lamplighter::app
