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

/// The rooms that are lit, one bit each. A house has at most 64 rooms with lamps.
using RoomMask = std::uint64_t;
inline constexpr std::size_t most_rooms = 64;

constexpr RoomMask bit_of(std::size_t room) { return RoomMask{1} << room; }

/// A switch within a day.
struct HouseEvent {
  double at;  ///< minutes since 04:00
  std::size_t room;
  bool on;
  RoomMask lit;  ///< rooms lit afterwards
  double spread;
  Keeps keeps;
};

/// The switches of a day in order, with how long each room has been in its state.
struct DayEvents {
  RoomMask lit_at_start = 0;
  std::vector<HouseEvent> events;
  std::vector<std::vector<float>> since;  ///< for each event and room: ln(minutes + 4)
};

/// Requires: at most most_rooms rooms.
DayEvents day_events(const HabitDay& day);

/// The longest pause in minutes between two switches of the same group, if the group began
/// `since_first` minutes before: they belong to one stay or walk, so a visit and the way to the
/// next room keep their length. After an hour the limit is shorter, because an evening is not
/// equally regular everywhere.
constexpr double longest_pause(double since_first) { return since_first < 60 ? 30 : 12; }

/// Moves the switches of a day by the household's own variation, times `strength`: a curve through
/// normal random numbers 90 minutes apart, the same for all rooms, so that a late hour is late
/// everywhere. Switches within longest_pause of the previous one move with it, timers stay exact,
/// and intervals keep at least half their length. Requires: sorted by time; stays sorted.
void warp(std::vector<HouseEvent>& switches, double strength, Rng& rng);

/// The day with those switches. Requires: those of a room alternate.
std::vector<std::vector<LitMinutes>> lit_minutes(const std::vector<HouseEvent>& switches,
                                                 RoomMask lit_at_start, std::size_t rooms);

/// How freely days are cut and joined.
struct SpliceFreedom {
  double jump = 0.3;                    ///< probability after a switch
  std::optional<double> quiet_minutes;  ///< mean time to a jump while all is dark; absent: none
  bool whole = false;                   ///< the first day is used to its end
};

/// A day made of parts of others.
struct Spliced {
  std::vector<HouseEvent> switches;  ///< in order
  std::vector<PlayedPart> parts;     ///< the parts it is made of
};

/// Days under one sun, cut and joined where the whole house is in the same state.
class Splice {
 public:
  /// `names[i]` identifies `days[i]` in `wear`. Requires: as many weights and names as days, at
  /// least one; weights above 0.
  Splice(const std::vector<HabitDay>& days, std::vector<double> weights,
         std::vector<std::size_t> names, const PlayCount& wear);

  /// The index of a day on which the house at 04:00 is as close to `lit` as possible, drawn by
  /// weight and wear; not the one named `except`, if there are others.
  [[nodiscard]] std::size_t first_day(RoomMask lit, Rng& rng,
                                      std::optional<std::size_t> except = {}) const;

  /// The rooms lit at 04:00 on a day drawn by weight.
  [[nodiscard]] RoomMask lit_at_start(Rng& rng) const {
    return days_[rng.pick(weights_)].lit_at_start;
  }

  /// A day that begins with `lit`, starting on the day with index `first`; lamps with another state
  /// on that day at 04:00 are switched in the first minutes.
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
  PlayCount wear_;  ///< of the days, by index
  double width_;    ///< minutes within which switches are similar
  std::map<Situation, std::vector<Where>> like_;
};

}  // namespace lamplighter
