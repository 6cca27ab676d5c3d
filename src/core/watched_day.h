// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/time_zone.h"

#include <span>
#include <vector>

namespace lamplighter {

inline constexpr double watched_minutes = 1440;

/// So much of a day, in minutes since it began.
struct LitMinutes {
  double from;
  double until;
};

/// What a watcher sees of one day of a house, from four hours after local midnight on, for 1,440
/// minutes: room by room, when its lamps were on. Sorted and apart.
struct WatchedDay {
  Date date;
  std::vector<std::vector<LitMinutes>> rooms;
};

/// The days of which at least that share is known of every room. The last change of a room is the
/// end of what is known of it. Lamps that were on when a gap began, or the end, are taken to stay
/// on, for 144 minutes at most. Requires: one list of changes a room, each sorted.
std::vector<WatchedDay> watched_days(std::span<const std::vector<Change>> rooms,
                                     const TimeZone& zone, double known = 0.9);

/// The other way: what those days say of one room, by its place in their `rooms`; unknown between
/// days that do not follow each other. Requires: rising dates.
std::vector<Change> changes_of(std::span<const WatchedDay> days, std::size_t room,
                               const RoomName& name, const TimeZone& zone);

/// Minutes in which the two days differ, summed over the rooms. Requires: the same rooms.
double minutes_apart(const WatchedDay& one, const WatchedDay& other);

}  // namespace lamplighter
