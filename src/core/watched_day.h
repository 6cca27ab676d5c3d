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

/// The whole seconds nearest to minutes.
inline std::int64_t whole_seconds(double minutes) { return std::llround(minutes * 60); }

/// So much of a day, in minutes by the clock since it began, in whole seconds.
struct LitMinutes {
  double from;
  double until;
};

/// What a watcher sees of one day of a house, from four in the morning to four in the morning: room
/// by room, when its lamps were on. Sorted and apart. Its minutes are those that clocks show, so it
/// has 1,440 also where clocks change: an hour that they skip is empty, and of one that they show
/// twice the first time counts.
struct WatchedDay {
  Date date;
  std::vector<std::vector<LitMinutes>> rooms;
};

/// When the watched day of a date begins; that of the next date is its end.
Instant watched_start(const TimeZone& zone, Date date);

/// The date of the watched day that an instant lies in.
Date watched_date(const TimeZone& zone, Instant at);

/// A moment of a watched day, from its minutes to the nearest second; the moment of the change in
/// an hour that clocks skip.
Instant watched_instant(const TimeZone& zone, Date date, double minutes);

/// One room on one day: what is known of it, and when its lamps were on. Sorted and apart.
struct RoomDay {
  std::vector<LitMinutes> lit;
  std::vector<LitMinutes> known;

  [[nodiscard]] double known_minutes() const;
};

/// The days of which something is known of a room. Its last change is the end of what is known of
/// it. Lamps that were on when a gap began, or the end, are taken to stay on, for 144 minutes at
/// most. Requires: sorted changes.
std::map<Date, RoomDay> room_days(std::span<const Change> changes, const TimeZone& zone);

/// The days of which at least that share is known of every room, as room_days tells. Requires: one
/// list of changes a room, each sorted.
std::vector<WatchedDay> watched_days(std::span<const std::vector<Change>> rooms,
                                     const TimeZone& zone, double known = 0.9);

/// The other way: what those days say of one room, by its place in their `rooms`; unknown between
/// days that do not follow each other. Each change falls on a second of its own, and says something
/// new. Requires: rising dates.
std::vector<Change> changes_of(std::span<const WatchedDay> days, std::size_t room,
                               const RoomName& name, const TimeZone& zone);

/// Minutes in which the lamps of a room differ on two days.
double minutes_apart(std::span<const LitMinutes> one, std::span<const LitMinutes> other);

/// Minutes in which the two days differ, summed over the rooms. Requires: the same rooms.
double minutes_apart(const WatchedDay& one, const WatchedDay& other);

}  // namespace lamplighter
