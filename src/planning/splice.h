// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "model/house_habits.h"
#include "planning/day_pool.h"

#include <cstdint>
#include <map>
#include <optional>
#include <tuple>
#include <vector>

namespace lamplighter {

/// Which rooms are lit, by their bits. A house has 64 rooms with lamps at most.
using RoomMask = std::uint64_t;
inline constexpr std::size_t most_rooms = 64;

constexpr RoomMask bit_of(std::size_t room) { return RoomMask{1} << room; }

/// A switch within its day.
struct HouseEvent {
  double at;  ///< minutes since four
  std::size_t room;
  bool on;
  RoomMask lit;  ///< rooms lit afterwards
  double spread;
  Keeps keeps;
};

/// The switches of a day in order, with how long each room has been as it is.
struct DayEvents {
  RoomMask lit_at_start = 0;
  std::vector<HouseEvent> events;
  std::vector<std::vector<float>> since;  ///< of each event and room: ln(minutes + 4)
};

/// Requires: most_rooms rooms at most.
DayEvents day_events(const HabitDay& day);

/// The longest pause in minutes between two switches that move as one, where theirs began so many
/// minutes before: they are of one stay or walk, and a visit and the way to the next room keep
/// their length. After an hour shorter pauses do, since an evening is not kept as exactly
/// everywhere.
constexpr double longest_pause(double since_first) { return since_first < 60 ? 30 : 12; }

/// Moves the switches of a day as far as the household's own habit is loose, times `strength`: a
/// curve through normal numbers 90 minutes apart, one for all rooms, so that a late hour is late
/// everywhere. Switches within longest_pause of the one before move with it, timers stay exact, and
/// stretches keep at least half their length. Requires: sorted by time; stays so.
void warp(std::vector<HouseEvent>& switches, double strength, Rng& rng);

/// The day that has those switches. Requires: those of a room alternate.
std::vector<std::vector<LitMinutes>> lit_minutes(const std::vector<HouseEvent>& switches,
                                                 RoomMask lit_at_start, std::size_t rooms);

/// How freely days are cut and joined.
struct SpliceFreedom {
  double jump = 0.3;                    ///< how likely after a switch
  std::optional<double> quiet_minutes;  ///< mean time to a jump while all is dark; nothing: none
  bool whole = false;                   ///< the first day is kept to its end
};

/// A day made of others.
struct Spliced {
  std::vector<HouseEvent> switches;  ///< in order
  std::vector<PlayedPart> parts;     ///< what it is made of
};

/// Days under one sun, cut and joined where the whole house is in the same state.
class Splice {
 public:
  /// `names[i]` is what `wear` calls `days[i]`. Requires: as many weights and names as days, at
  /// least one; weights above 0.
  Splice(const std::vector<HabitDay>& days, std::vector<double> weights,
         std::vector<std::size_t> names, const PlayCount& wear);

  /// The place of a day on which the house is at four as nearly as possible as `lit` says, drawn by
  /// weight and wear; not the one that is called `except`, where there are others.
  [[nodiscard]] std::size_t first_day(RoomMask lit, Rng& rng,
                                      std::optional<std::size_t> except = {}) const;

  /// What is lit at four on a day drawn by weight.
  [[nodiscard]] RoomMask lit_at_start(Rng& rng) const {
    return days_[rng.pick(weights_)].lit_at_start;
  }

  /// A day that begins with `lit`, on the day at that place; lamps that this day has otherwise at
  /// four are switched in the first minutes.
  [[nodiscard]] Spliced walk(RoomMask lit, std::size_t first, const SpliceFreedom& freedom,
                             Rng& rng) const;

 private:
  friend class SpliceWalk;

  struct Where {
    double at;
    std::size_t day;
    std::size_t event;
  };
  struct Way {
    Where to;
    double weight;
  };
  using Situation = std::tuple<RoomMask, std::size_t, bool>;

  [[nodiscard]] const HouseEvent& event(const Where& where) const {
    return days_[where.day].events[where.event];
  }
  [[nodiscard]] double welcome(std::size_t day, double at) const { return wear_.welcome(day, at); }
  [[nodiscard]] std::vector<Way> ways(const Where& from) const;
  [[nodiscard]] double likeness(const Where& one, const Where& other) const;

  std::vector<DayEvents> days_;
  std::vector<double> weights_;
  std::vector<std::size_t> names_;
  PlayCount wear_;  ///< of the days by their places here
  double width_;    ///< minutes, within which a switch is like another
  std::map<Situation, std::vector<Where>> like_;
};

}  // namespace lamplighter
