// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/house_habits.h"
#include "planning/constraints.h"
#include "planning/house_planner.h"
#include "planning/secret.h"

#include <map>

namespace lamplighter {

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

/// Manners for plans made of days that were lived: what people do counts, within wider bounds. A
/// room is lit in daylight as it was; only where its sensor watches the dusk, and it was rarely lit
/// by day, does its evening wait for that.
Manners house_manners(const HouseHabits& habits);

}  // namespace lamplighter
