// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/time_zone.h"

#include <cmath>
#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace lamplighter {

inline constexpr double watched_minutes = 1440;

/// Minutes as the nearest number of whole seconds.
inline std::int64_t whole_seconds(double minutes) { return std::llround(minutes * 60); }

/// Part of a day in local clock minutes since the day began, in whole seconds.
struct LitMinutes {
  double from;
  double until;
};

/// One day of a house as an observer sees it, from 04:00 to 04:00: for each room, when its lamps
/// were on. Sorted and disjoint. Minutes are those of the local clock, so every day has 1,440: a
/// skipped hour is empty, and of a repeated hour only the first one counts.
struct WatchedDay {
  Date date;
  std::vector<std::vector<LitMinutes>> rooms;
};

/// When the watched day of a date begins; it ends where that of the next date begins.
Instant watched_start(const TimeZone& zone, Date date);

/// The date of the watched day that contains an instant.
Date watched_date(const TimeZone& zone, Instant at);

/// The instant of a minute of a watched day, to the nearest second; in a skipped hour, the moment
/// of the change.
Instant watched_instant(const TimeZone& zone, Date date, double minutes);

/// One room on one day: which part of the day is known, and when its lamps were on. Sorted and
/// disjoint.
struct RoomDay {
  std::vector<LitMinutes> lit;
  std::vector<LitMinutes> known;

  [[nodiscard]] double known_minutes() const;
};

/// The days of which any part is known for a room. Its last change ends the known time. Lamps that
/// were on when a gap or the end began are assumed to stay on, for 144 minutes at most. Requires:
/// sorted changes.
std::map<Date, RoomDay> room_days(std::span<const Change> changes, const TimeZone& zone);

/// The days of which at least `share` is known for every room, as room_days finds. Requires: one
/// sorted list of changes per room.
std::vector<WatchedDay> watched_days(std::span<const std::vector<Change>> rooms,
                                     const TimeZone& zone, double known = 0.9);

/// The reverse: the changes of one room, given by its index in `rooms`, over those days; unknown
/// between days that are not consecutive. Each change is on its own second and changes the state.
/// Requires: ascending dates.
std::vector<Change> changes_of(std::span<const WatchedDay> days, std::size_t room,
                               const RoomName& name, const TimeZone& zone);

/// Minutes in which the lamps of a room differ on two days.
double minutes_apart(std::span<const LitMinutes> one, std::span<const LitMinutes> other);

/// Minutes in which the two days differ, summed over the rooms. Requires: the same rooms.
double minutes_apart(const WatchedDay& one, const WatchedDay& other);

}  // namespace lamplighter
