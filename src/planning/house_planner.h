// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"
#include "core/time_zone.h"
#include "model/house_habits.h"
#include "model/house_model.h"
#include "planning/constraints.h"
#include "planning/day_pool.h"
#include "planning/secret.h"
#include "planning/splice.h"
#include "sky/sun.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace lamplighter {

/// A day drawn from each room's zone models, one sample per minute, with independent rooms: the
/// plan of the ancestor project without jumps between zones and days. The state at midnight is
/// drawn first, for this midnight and the next, so that every day can be planned on its own and
/// still continues the previous day; within the day, each zone begins in the state in which the
/// previous one ended. Switches are at whole seconds.
Plan plan_day_by_hmm(const HouseModel& house, const Place& place, Date date, const Secret& secret);

/// With fewer real days than this, they are replayed, because an observer has seen few of them too.
inline constexpr std::size_t few_days = 10;

/// Plans days of a whole house from real days: they are cut where the house is in the same state,
/// joined, moved with the sun and slightly at random, and must be new: none is closer to a real or
/// planned day than those are to each other (docs/algorithms.md). With fewer than few_days real
/// days, a day is a real one, moved slightly at random, and not the one replayed the day before.
/// The amount of light follows the real day that the plan begins with; it does not count as
/// novelty. Days are planned in order; each one is kept, begins as the previous one ended, and
/// differs from all before it.
class HousePlanner {
 public:
  /// Requires: habits of at least one day, of at most most_rooms rooms.
  HousePlanner(HouseHabits habits, Place place);

  /// Plans a day. The same sequence of dates and random generators gives the same days.
  const WatchedDay& plan(Date date, Rng chance);

  /// The planned days, in the order of the calls.
  [[nodiscard]] const std::vector<WatchedDay>& planned() const { return planned_; }

 private:
  struct Draft;

  [[nodiscard]] RoomMask lit_before(Date date, const Splice& splice, Rng& chance) const;
  [[nodiscard]] Draft attempt(const SpliceFreedom& freedom, double strength, RoomMask lit,
                              std::size_t first, const Splice& splice, Rng& chance) const;
  [[nodiscard]] Draft new_day(const std::vector<WatchedDay>& days, RoomMask lit,
                              const Splice& splice, const std::vector<double>& longest,
                              Rng& chance) const;
  /// A real day, moved only so far that no stay exceeds `longest`, by room.
  [[nodiscard]] Draft day_again(RoomMask lit, std::size_t day, const Splice& splice,
                                const std::vector<double>& longest, Rng& chance) const;
  [[nodiscard]] double novelty_of(const WatchedDay& day) const;

  HouseHabits habits_;
  Place place_;
  std::vector<RoomInSeason> rooms_;
  std::size_t real_days_;
  std::vector<bool> has_timer_;    ///< most of its switches follow a timer
  std::vector<bool> always_same_;  ///< lit at the same times every day, by a timer
  std::vector<WatchedDay> real_;
  std::vector<WatchedDay> planned_;
  PlayCount wear_;
  std::optional<std::size_t> played_last_{};  ///< the real day that was replayed last
};

/// The plan for a local date, midnight to midnight, from the watched day that ends in it and the
/// one that begins in it. Switches are at whole seconds. Requires: days of those rooms, sorted by
/// name; `today` has the date, `before` the previous one.
Plan plan_of(const WatchedDay& before, const WatchedDay& today, const std::vector<RoomName>& rooms,
             const TimeZone& zone);

/// The plan with a look for every switch-on in a room with known looks: one that it had when
/// switched on within an hour and a half of that time of day, closer ones more likely; otherwise
/// the closest. The same inputs give the same result. Requires: the plan is for a day in that time
/// zone.
Plan with_looks(Plan plan, std::span<const RoomLooks> looks, const TimeZone& zone,
                const Secret& secret);

/// A house's plan for any date, from its habits and the installation's secret alone: unchanged
/// after a restart. Days are planned in chains from the end of history on, so that each fits the
/// previous one and differs from all of them; a new chain begins after a year and, within history,
/// every 64 days. Chains begin at 04:00, within a plan, so every plan begins in the state in which
/// that of the previous day ends. Not thread-safe.
class HouseCalendar {
 public:
  /// Requires: as for HousePlanner.
  HouseCalendar(HouseHabits habits, const Place& place, const Secret& secret);

  /// The plan for a date; plans the missing days before it.
  Plan plan(Date date);

 private:
  /// The first plan in the chain of a date's plan.
  [[nodiscard]] Date first_of(Date date) const;
  WatchedDay watched_day(Date date);

  HouseHabits habits_;
  Place place_;
  Secret secret_;
  std::map<Date, HousePlanner> chains_;  ///< by first plan; the night before it is planned too
};

/// Constraints for plans made of real days: habits count, within wider bounds. A room may be lit in
/// daylight as it was; only where a sensor detects dusk, and the room was rarely lit by day, does
/// its evening wait for dusk.
Constraints house_constraints(const HouseHabits& habits);

}  // namespace lamplighter
