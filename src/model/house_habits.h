// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/names.h"
#include "core/time_zone.h"
#include "core/watched_day.h"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace lamplighter {

/// The days to learn a house's habits from, with all gaps filled: days on which at least half of
/// the rooms' minutes are known or, as long as there are fewer than two of those, a quarter. A room
/// that is known for less than half as long as another is new and does not count here. Unknown
/// times of a room are copied from the room's own day on which the other rooms were most similar,
/// preferring the same part of the week and nearby dates; dark if nothing was ever known.
/// Requires: one sorted list of changes per room.
std::vector<WatchedDay> real_days_of(std::span<const std::vector<Change>> rooms,
                                     const TimeZone& zone);

/// What a room is used for.
enum class RoomKind : std::uint8_t { living, kitchen, bath, bedroom, hall };

inline constexpr std::array<std::string_view, 5> room_kind_names{"living", "kitchen", "bath",
                                                                 "bedroom", "hall"};

/// The kind of a room by its name, if one of twelve languages matches; otherwise a living room.
RoomKind kind_of_name(std::string_view name);

/// Kinds of days with different habits.
enum class DayKind : std::uint8_t { weekday, weekend, holiday };

inline constexpr std::array all_day_kinds{DayKind::weekday, DayKind::weekend, DayKind::holiday};

constexpr std::string_view to_string(DayKind kind) {
  constexpr std::array<std::string_view, 3> names{"weekday", "weekend", "holiday"};
  return names[static_cast<std::size_t>(kind)];
}

/// The kind of a day, sunrise and sunset: minutes since 04:00, as in a WatchedDay. The caller
/// computes them, because the model does not know the sun.
struct DayLight {
  DayKind kind = DayKind::weekday;
  double sunrise = 0;
  double sunset = 0;

  friend bool operator==(const DayLight&, const DayLight&) = default;
};

/// What a switch follows to within two minutes: a timer follows the clock or the sun.
enum class Keeps : std::uint8_t { nothing = 0, clock = 1, sun = 2 };

/// A switch on a real day.
struct HabitSwitch {
  double at = 0;      ///< minutes since 04:00
  double spread = 0;  ///< how regularly the household does it: minutes, 0 … 20
  Keeps keeps = Keeps::nothing;

  friend bool operator==(const HabitSwitch&, const HabitSwitch&) = default;
};

/// A stretch in which a room was lit. If it starts at 0 the room was already lit, if it ends at
/// 1,440 it stays lit.
struct HabitSpan {
  HabitSwitch on;
  HabitSwitch off;

  [[nodiscard]] double length() const { return off.at - on.at; }
  friend bool operator==(const HabitSpan&, const HabitSpan&) = default;
};

/// A real day in all rooms.
struct HabitDay {
  Date date;
  DayLight light;
  std::vector<std::vector<HabitSpan>> rooms;
  double weight = 1;  ///< above 0; less than 1 for days that were not observed

  friend bool operator==(const HabitDay&, const HabitDay&) = default;
};

/// Dates with the habits of a holiday, sorted.
using Holidays = std::vector<Date>;

/// The household's habits: its days and what was learned from them.
struct HouseHabits {
  std::vector<RoomName> rooms;    ///< sorted
  std::vector<HabitDay> days;     ///< in ascending order of dates, each with those rooms
  double usual_distance = 0;      ///< minutes: 10th percentile of lit days to their nearest
  Holidays holidays{};            ///< including future ones
  std::vector<RoomKind> kinds{};  ///< of the rooms; if empty, derived from their names

  friend bool operator==(const HouseHabits&, const HouseHabits&) = default;
};

/// The habits shown by real days; `lights[i]` belongs to `days[i]`. The spread of a switch is the
/// k-th smallest distance to the nearest similar switch of the other days, in clock time or
/// relative to sunset, whichever is smaller, where k is a quarter of the days. All values are in
/// whole seconds.
/// Requires: as many lights as days, ascending dates, days of those rooms.
HouseHabits learn_habits(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                         std::span<const DayLight> lights);

/// Whether no lamp was on from sunset to the end of the day, as in an empty house.
bool is_dark_evening(const HabitDay& day);

/// How many of the observed days had a dark evening, and the number of observed days.
struct DarkEvenings {
  std::size_t dark = 0;
  std::size_t all = 0;
};

/// Days of the prior household do not count.
DarkEvenings dark_evenings(const HouseHabits& habits);

/// Reduces the weight of days in runs of three or more dark evenings to a twentieth if others are
/// lit: an unannounced absence is not a habit of the household, a single evening out is.
void play_down_dark_evenings(HouseHabits& habits);

/// The day without what was learned about it.
WatchedDay watched(const HabitDay& day);

/// Minutes from the day to the nearest of the others; infinite if there is none.
double nearest_distance(const WatchedDay& day, std::span<const WatchedDay> others);

/// A look of a room's lamps while they were on, and when they were switched on.
struct SeenLook {
  int minute;  ///< of the local day, 0 … 1439
  Look look;

  friend bool operator==(const SeenLook&, const SeenLook&) = default;
};

/// The looks of a room's lamps: whether and when they are dimmed.
struct RoomLooks {
  RoomName room;
  std::vector<SeenLook> seen;  ///< in order of their days

  friend bool operator==(const RoomLooks&, const RoomLooks&) = default;
};

/// Number of looks stored per room; the newest are kept.
inline constexpr std::size_t most_looks = 400;

/// The looks of a room: of each stretch in which it was on, the one that lasted longest; stretches
/// without a known look are skipped. Requires: both sorted, of that room.
RoomLooks learn_looks(const RoomName& room, std::span<const Change> changes,
                      std::span<const LookChange> looks, const TimeZone& zone);

}  // namespace lamplighter
