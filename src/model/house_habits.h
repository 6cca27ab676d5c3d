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

/// The days to learn a house from, whole: those of which half of the rooms' minutes are known at
/// least, or, while that is not so of two days, a quarter. A room that is known for less than half
/// as long as another is a newer one and does not count for that. What is not known of a room is as
/// on the day of its own on which the other rooms were likest, of weekdays or weekends first, and
/// near days before distant ones; dark where nothing was ever known. Requires: one list of changes
/// a room, each sorted.
std::vector<WatchedDay> real_days_of(std::span<const std::vector<Change>> rooms,
                                     const TimeZone& zone);

/// What a room is for.
enum class RoomKind : std::uint8_t { living, kitchen, bath, bedroom, hall };

inline constexpr std::array<std::string_view, 5> room_kind_names{"living", "kitchen", "bath",
                                                                 "bedroom", "hall"};

/// What a room of that name is for, as far as one of twelve languages tells; else a living room.
RoomKind kind_of_name(std::string_view name);

/// How people live a day.
enum class DayKind : std::uint8_t { weekday, weekend, holiday };

inline constexpr std::array all_day_kinds{DayKind::weekday, DayKind::weekend, DayKind::holiday};

constexpr std::string_view to_string(DayKind kind) {
  constexpr std::array<std::string_view, 3> names{"weekday", "weekend", "holiday"};
  return names[static_cast<std::size_t>(kind)];
}

/// Which kind of day, and when the sun rose and set: minutes since four, as in a WatchedDay. The
/// model does not know the sun; it is told.
struct DayLight {
  DayKind kind = DayKind::weekday;
  double sunrise = 0;
  double sunset = 0;

  friend bool operator==(const DayLight&, const DayLight&) = default;
};

/// What a switch keeps to within two minutes: a timer keeps to the clock or to the sun.
enum class Keeps : std::uint8_t { nothing = 0, clock = 1, sun = 2 };

/// A switch of a day that was lived.
struct HabitSwitch {
  double at = 0;      ///< minutes since four
  double spread = 0;  ///< how exactly the household keeps it: minutes, 0 … 20
  Keeps keeps = Keeps::nothing;

  friend bool operator==(const HabitSwitch&, const HabitSwitch&) = default;
};

/// A stretch in which a room was lit. One from 0 was lit before, one until 1,440 stays so.
struct HabitSpan {
  HabitSwitch on;
  HabitSwitch off;

  [[nodiscard]] double length() const { return off.at - on.at; }
  friend bool operator==(const HabitSpan&, const HabitSpan&) = default;
};

/// A day that was lived in all rooms.
struct HabitDay {
  Date date;
  DayLight light;
  std::vector<std::vector<HabitSpan>> rooms;
  double weight = 1;  ///< above 0; less than 1 of days that nobody has watched

  friend bool operator==(const HabitDay&, const HabitDay&) = default;
};

/// Dates that are lived as holidays, sorted.
using Holidays = std::vector<Date>;

/// What a household's days say of it.
struct HouseHabits {
  std::vector<RoomName> rooms;  ///< sorted
  std::vector<HabitDay> days;   ///< rising dates, each of those rooms
  double usual_distance = 0;    ///< minutes: 10th percentile of a lit day's distance to its nearest
  Holidays holidays{};          ///< also of days that come
  std::vector<RoomKind> kinds{};  ///< of the rooms; none: as their names tell

  friend bool operator==(const HouseHabits&, const HouseHabits&) = default;
};

/// The habits of days that were lived, `lights[i]` being that of `days[i]`. The spread of a switch
/// is the k-th smallest distance to the nearest like switch of the other days, in clock time or as
/// counted from sunset, whichever is less, k being a quarter of the days. All is learned in whole
/// seconds. Requires: as many lights as days, rising dates, days of those rooms.
HouseHabits learn_habits(std::vector<RoomName> rooms, std::span<const WatchedDay> days,
                         std::span<const DayLight> lights);

/// Whether no lamp was on from sunset to the end of the day, which is how a house looks in which
/// nobody is.
bool is_dark_evening(const HabitDay& day);

/// How many of the days that were seen had a dark evening, and of how many.
struct DarkEvenings {
  std::size_t dark = 0;
  std::size_t all = 0;
};

/// Days that stand for an ordinary household, before all history, do not count.
DarkEvenings dark_evenings(const HouseHabits& habits);

/// Lets days with a dark evening weigh a twentieth, where others are lit: an absence that nobody
/// told of is not how the household lives.
void play_down_dark_evenings(HouseHabits& habits);

/// The day without what was learned of it.
WatchedDay watched(const HabitDay& day);

/// Minutes from the day to the nearest of the others; infinite where there is none.
double nearest_distance(const WatchedDay& day, std::span<const WatchedDay> others);

/// How a room's lamps looked once while they were on, and when they were switched on.
struct SeenLook {
  int minute;  ///< of the local day, 0 … 1439
  Look look;

  friend bool operator==(const SeenLook&, const SeenLook&) = default;
};

/// How a room's lamps look: whether somebody dims them, and by when.
struct RoomLooks {
  RoomName room;
  std::vector<SeenLook> seen;  ///< in the order of their days

  friend bool operator==(const RoomLooks&, const RoomLooks&) = default;
};

/// What is kept of a room: its newest looks.
inline constexpr std::size_t most_looks = 400;

/// The looks of a room: of each stretch in which it was on, the one it had longest; none of those
/// of which nothing is known. Requires: both sorted, of that room.
RoomLooks learn_looks(const RoomName& room, std::span<const Change> changes,
                      std::span<const LookChange> looks, const TimeZone& zone);

}  // namespace lamplighter
