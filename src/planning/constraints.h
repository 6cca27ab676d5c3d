// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"
#include "planning/darkness.h"
#include "planning/secret.h"
#include "sky/sun.h"

#include <cstddef>
#include <map>
#include <optional>
#include <vector>

namespace lamplighter {

/// A daily time span in local time, in minutes since 00:00; it crosses midnight if its end is not
/// after its begin.
struct ClockSpan {
  int from;   ///< inclusive, 0 … 1439
  int until;  ///< exclusive, 0 … 1440

  friend bool operator==(const ClockSpan&, const ClockSpan&) = default;
};

/// The household's limits for a room, which override the model. Absent members set no limit.
struct RoomLimits {
  std::optional<bool> after_dark{};               ///< lit only after dark
  std::vector<ClockSpan> hours{};                 ///< lit only within these; empty: at any time
  std::optional<double> max_brightness{};         ///< percent, 1 … 100
  std::optional<std::chrono::seconds> max_lit{};  ///< total per local day; >= 15 min

  friend bool operator==(const RoomLimits&, const RoomLimits&) = default;
};

/// Constraints that apply to every plan, whatever the model says, and the household's limits. The
/// numbers are chosen by us: beyond normal habits, but below a lamp left on for a night.
struct Constraints {
  bool only_after_dark = true;
  bool dark_by_sun = true;  ///< false: only where a sensor detects dusk, and only in the evening
  std::vector<RoomName> lit_by_day;      ///< rooms whose lamps do not wait for dark
  std::chrono::seconds shortest_on{60};  ///< shorter intervals are dropped
  std::chrono::seconds shortest_off{4};  ///< shorter pauses are filled
  std::chrono::minutes longest_on{360};  ///< longest interval that starts before midnight,
  std::chrono::minutes longest_after_midnight{180};  ///< and after midnight
  /// Rooms that the household leaves on for longer, and for how long.
  std::map<RoomName, std::chrono::minutes> longest_observed{};
  std::size_t most_switches_an_hour = 20;  ///< for the whole house, in any 60 minutes
  bool lit_every_evening = true;  ///< a room visible from the street, where a model lights none
  std::map<RoomName, double> street{};  ///< visibility of each from the street, 0 … 1; missing: 1
  std::chrono::seconds shortest_walk{4};  ///< between switches in two rooms
  std::chrono::seconds longest_walk{25};
  std::map<RoomName, RoomLimits> limits{};  ///< missing: none
};

/// The plan without what violates the constraints. For a room without a sensor, dark begins at a
/// moment between sunset and the end of civil dusk (the sun 6 degrees below the horizon) that
/// differs by room and date, so that the house does not light up all at once; with a sensor, at the
/// dusk that it detected, and at the end of civil dusk at the latest. Dark ends with the sun in the
/// morning for all rooms. Lamps that are on at midnight stay on, so that the plans of consecutive
/// days fit. The same inputs give the same result; a dusk that becomes known changes nothing before
/// it, except walks and the share of a room's `max_lit` for the earlier hours.
/// Requires: the plan's day is one of the place.
Plan apply_constraints(const Plan& plan, const Place& place, const Constraints& constraints,
                       const Secret& secret, const Dusks& dusks = {});

/// The plan with every switch within the brightness limits of its room. A switch without a
/// brightness is not changed; the room's own setting applies to it.
Plan with_limited_brightness(Plan plan, const std::map<RoomName, RoomLimits>& limits);

}  // namespace lamplighter
