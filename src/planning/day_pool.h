// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "core/watched_day.h"
#include "model/house_habits.h"
#include "sky/sun.h"

#include <array>
#include <functional>
#include <vector>

namespace lamplighter {

/// Kind and sun of a date. Where the sun does not rise or set, it does so half a day around noon,
/// or at noon.
DayLight day_light(const Place& place, Date date, const Holidays& holidays = {});

/// How much a day that was lived says of another one.
struct PoolDay {
  std::size_t day;  ///< its place in the habits
  double weight;    ///< above 0
};

/// The days that say most of a day with that light, 120 at most: those of its kind, lived when the
/// sun rose and set at about the same time. In order of the habits.
std::vector<PoolDay> day_pool(const HouseHabits& habits, const DayLight& target);

/// A part of a day that was lived.
struct PlayedPart {
  std::size_t day;
  double from;  ///< minutes since four
  double until;
};

/// How often each part of each day was played, and how often it was due. What was played waits
/// until the rest was, too: an evening that comes twice is known again.
class PlayCount {
 public:
  /// `lived`: how many of the days were, at least one; the others nobody has watched.
  PlayCount(std::size_t days, std::size_t lived)
      : played_(days), due_(days), lived_(static_cast<double>(lived)) {}

  void add(const PlayedPart& part);

  /// Another day is made of these: each of them is due as much as it weighs, but none a second time
  /// before as many days are planned as were lived. Requires: as many weights as days, above 0.
  void add_due(const std::vector<std::size_t>& days, const std::vector<double>& weights);

  /// Of some of the days, how much more they were played than was due.
  [[nodiscard]] PlayCount beyond_due(const std::vector<std::size_t>& days) const;

  /// How welcome the hours from `at` on are: 1 where they were played as often as was due, less
  /// where more often, more where less often.
  [[nodiscard]] double welcome(std::size_t day, double at) const;

 private:
  static constexpr std::size_t halves = 48;  // half hours of a day

  std::vector<std::array<float, halves>> played_;
  std::vector<double> due_;
  double lived_;
};

/// Of each room, how much as often it is lit in daylight, from 150 minutes after sunrise to 150
/// before sunset, as in the rest of the day, by the minute: 0 … 1. Above a half, as in a bathroom
/// without a window, the sun is no reason for its lamps.
std::vector<double> lit_by_day(const HouseHabits& habits);

/// What the season needs to know of a room.
struct RoomInSeason {
  double by_day = 0;  ///< lit_by_day
  double is_lit = 1;  ///< on that share of days
  RoomKind kind = RoomKind::living;
};

std::vector<RoomInSeason> rooms_in_season(const HouseHabits& habits);

/// A day as it would have been lived under another sun: what keeps to the clock stays, what keeps
/// to the sun moves with it. A later sunset shortens the evening from the front, and lamps of the
/// morning go out with the sun. In hours that have become dark, of which history does not tell who
/// was where, rooms are lit as in the prior household.
HabitDay in_season(const HabitDay& day, const DayLight& target,
                   const std::vector<RoomInSeason>& rooms, Rng& rng);

}  // namespace lamplighter
