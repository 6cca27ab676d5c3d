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

/// A day drawn from each room's zone models, a sample a minute, rooms independent of each other:
/// the ancestor's plan without its seams. What a room's lamps are at midnight is drawn first, for
/// this midnight and the next, so that every day can be planned by itself and still begins where
/// the day before ended; in between, each zone begins with what the one before ended with. Switches
/// fall on whole seconds.
Plan plan_day_by_hmm(const HouseModel& house, const Place& place, Date date, const Secret& secret);

/// With fewer days than this, those that were lived are played again: a watcher has seen few, too.
inline constexpr std::size_t few_days = 10;

/// Plans days of a whole house from days that were lived: cut where the house is in the same state,
/// joined, moved with the sun and a little by chance, and new: none is nearer to a day that was
/// lived or planned than those are to each other (docs/algorithms.md). With few_days a day is one
/// that was lived, moved a little by chance, and not the one that was played the day before. How
/// much light a day has is that of the lived day that it begins with, not a matter of novelty. Days
/// are planned in order; each one is kept, begins as the one before it ended, and differs from all
/// before it.
class HousePlanner {
 public:
  /// Requires: habits of one day at least, of most_rooms rooms at most.
  HousePlanner(HouseHabits habits, Place place);

  /// Plans a day. The same days asked for in the same order with the same chance are the same.
  const WatchedDay& plan(Date date, Rng chance);

  /// What was planned, in the order in which it was asked for.
  [[nodiscard]] const std::vector<WatchedDay>& planned() const { return planned_; }

 private:
  struct Draft;

  [[nodiscard]] RoomMask lit_before(Date date, const Splice& splice, Rng& chance) const;
  [[nodiscard]] Draft attempt(const SpliceFreedom& freedom, double strength, RoomMask lit,
                              std::size_t first, const Splice& splice, Rng& chance) const;
  [[nodiscard]] Draft new_day(const std::vector<WatchedDay>& days, RoomMask lit,
                              const Splice& splice, const std::vector<double>& longest,
                              Rng& chance) const;
  /// A day that was lived, moved as far as no stay gets longer than `longest`, by room.
  [[nodiscard]] Draft day_again(RoomMask lit, std::size_t day, const Splice& splice,
                                const std::vector<double>& longest, Rng& chance) const;
  [[nodiscard]] double novelty_of(const WatchedDay& day) const;

  HouseHabits habits_;
  Place place_;
  std::vector<RoomInSeason> rooms_;
  std::size_t lived_;
  std::vector<bool> has_timer_;    ///< most of its switches keep to something
  std::vector<bool> always_same_;  ///< every day it is lit at the same times, by its timer
  std::vector<WatchedDay> real_;
  std::vector<WatchedDay> planned_;
  PlayCount wear_;
  std::optional<std::size_t> played_last_{};  ///< the lived day that was played again last
};

/// The plan of a local date, midnight to midnight, out of the watched day that ends in it and the
/// one that begins in it. Switches fall on whole seconds. Requires: days of those rooms, sorted by
/// name; `today` is of the date, `before` of the one before.
Plan plan_of(const WatchedDay& before, const WatchedDay& today, const std::vector<RoomName>& rooms,
             const TimeZone& zone);

/// The plan with a look for every room that goes on and has looks: one it had when it was switched
/// on at that time of some day, give or take an hour and a half, the nearer the likelier; else the
/// nearest. The same inputs give the same answer. Requires: the plan is of a day of that time zone.
Plan with_looks(Plan plan, std::span<const RoomLooks> looks, const TimeZone& zone,
                const Secret& secret);

/// A house's plan of any date, from its habits and the installation's secret alone: the same again
/// after a restart. Days are planned from the end of history on, so that each fits the one before
/// and is unlike all of them; beyond a year they begin anew, and so they do every 64 days within
/// history. They begin anew at four in the morning, within a plan, so every plan begins as the one
/// of the day before ends. One thread.
class HouseCalendar {
 public:
  /// Requires: as HousePlanner.
  HouseCalendar(HouseHabits habits, const Place& place, const Secret& secret);

  /// Plans what was not planned yet up to that date.
  Plan plan(Date date);

 private:
  /// The first plan of the chain that the plan of a date is of.
  [[nodiscard]] Date first_of(Date date) const;
  WatchedDay watched_day(Date date);

  HouseHabits habits_;
  Place place_;
  Secret secret_;
  std::map<Date, HousePlanner> chains_;  ///< by the first plan; its night before is planned, too
};

/// Constraints for plans made of days that were lived: what people do counts, within wider bounds.
/// A room is lit in daylight as it was; only where its sensor watches the dusk, and it was rarely
/// lit by day, does its evening wait for that.
Constraints house_constraints(const HouseHabits& habits);

}  // namespace lamplighter
