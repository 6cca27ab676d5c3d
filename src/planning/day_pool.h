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

/// Kind, sunrise and sunset of a date. If the sun does not rise or set, they are half a day apart
/// around noon, or both at noon.
DayLight day_light(const Place& place, Date date, const Holidays& holidays = {});

/// How relevant a real day is for another one.
struct PoolDay {
  std::size_t day;  ///< index in the habits
  double weight;    ///< above 0
};

/// The most relevant days for a day with that light, at most 120: of the same kind, with similar
/// times of sunrise and sunset. In the order of the habits.
std::vector<PoolDay> day_pool(const HouseHabits& habits, const DayLight& target);

/// A part of a real day.
struct PlayedPart {
  std::size_t day;
  double from;  ///< minutes since 04:00
  double until;
};

/// How often each part of each day was played, and how often it should have been. A part that was
/// played waits until the others have been, because an evening that repeats is recognisable.
class PlayCount {
 public:
  /// `real_days`: how many of the days are real, at least one; the others were not observed.
  PlayCount(std::size_t days, std::size_t real_days)
      : played_(days), due_(days), real_days_(static_cast<double>(real_days)) {}

  void add(const PlayedPart& part);

  /// Another day is planned from these: each becomes due in proportion to its weight, but no day a
  /// second time before as many days were planned as there are real ones. Requires: as many weights
  /// as days, above 0.
  void add_due(const std::vector<std::size_t>& days, const std::vector<double>& weights);

  /// For some of the days, how much more they were played than was due.
  [[nodiscard]] PlayCount beyond_due(const std::vector<std::size_t>& days) const;

  /// The weight for playing the hours from `at` on: 1 if they were played as often as was due, less
  /// if more often, more if less often.
  [[nodiscard]] double welcome(std::size_t day, double at) const;

 private:
  static constexpr std::size_t halves = 48;  // half hours of a day

  std::vector<std::array<float, halves>> played_;
  std::vector<double> due_;
  double real_days_;
};

/// For each room, how often it is lit in daylight, from 150 minutes after sunrise to 150 before
/// sunset, relative to the rest of the day, per minute: 0 … 1. Above a half, as for a bathroom
/// without a window, its lamps do not depend on the sun.
std::vector<double> lit_by_day(const HouseHabits& habits);

/// The properties of a room that `in_season` needs.
struct RoomInSeason {
  double by_day = 0;  ///< from lit_by_day
  double is_lit = 1;  ///< share of days on which it is lit
  RoomKind kind = RoomKind::living;
};

std::vector<RoomInSeason> rooms_in_season(const HouseHabits& habits);

/// A day as it would have been under another sun: switches that follow the clock stay, switches
/// that follow the sun move with it. A later sunset shortens the evening at its start, and morning
/// lamps go out with the sun. In hours that have become dark, for which history does not show who
/// was where, rooms are lit as in the prior household.
HabitDay in_season(const HabitDay& day, const DayLight& target,
                   const std::vector<RoomInSeason>& rooms, Rng& rng);

}  // namespace lamplighter
