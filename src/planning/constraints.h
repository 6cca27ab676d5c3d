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

/// A stretch of every day by the local clock, in minutes since 00:00: over midnight where it does
/// not end after it begins.
struct ClockSpan {
  int from;   ///< included, 0 … 1439
  int until;  ///< not included, 0 … 1440

  friend bool operator==(const ClockSpan&, const ClockSpan&) = default;
};

/// What the household asks for a room, whatever a model says. What is absent is not limited.
struct RoomLimits {
  std::optional<bool> after_dark{};               ///< it is lit after dark only
  std::vector<ClockSpan> hours{};                 ///< it is lit then only; empty: at any time
  std::optional<double> max_brightness{};         ///< percent, 1 … 100
  std::optional<std::chrono::seconds> max_lit{};  ///< of a local day, all together; >= 15 min

  friend bool operator==(const RoomLimits&, const RoomLimits&) = default;
};

/// What no player does, whatever a model says, and what the household asks for. The numbers are
/// chosen by us: beyond what people do, and within what a lamp stuck on for a night would be.
struct Constraints {
  bool only_after_dark = true;
  bool dark_by_sun = true;  ///< false: only where a sensor watches the dusk, and in the evening
  std::vector<RoomName> lit_by_day;      ///< rooms whose lamps do not wait for the dark
  std::chrono::seconds shortest_on{60};  ///< a lamp is on for at least that long, or not at all
  std::chrono::seconds shortest_off{4};  ///< and off, or it stays on
  std::chrono::minutes longest_on{360};  ///< and at most that long at a stretch before midnight,
  std::chrono::minutes longest_after_midnight{180};  ///< and that long after it
  /// Rooms that their household leaves on for longer, and how long.
  std::map<RoomName, std::chrono::minutes> longest_lived{};
  std::size_t most_switches_an_hour = 20;  ///< of the whole house, in any 60 minutes
  bool lit_every_evening = true;  ///< a room the street sees, where a model leaves them all dark
  std::map<RoomName, double> street{};    ///< how well it sees each, 0 … 1; left out: 1
  std::chrono::seconds shortest_walk{4};  ///< between switches in two rooms
  std::chrono::seconds longest_walk{25};
  std::map<RoomName, RoomLimits> limits{};  ///< left out: none
};

/// The plan less what breaks the constraints. After dark is, for a room without a sensor, from some
/// moment between sunset and the end of civil dusk (the sun 6 degrees below the horizon) that is
/// each room's and date's own, so that the house does not light up at once; with one, from the dusk
/// it saw, and from the end of civil dusk at the latest. In the morning the sun decides everywhere.
/// Lamps that are on at midnight stay so, for the day before and the day after to fit. The same
/// inputs give the same answer; a dusk that becomes known changes nothing before it but walks, and
/// what of a room's `max_lit` is left for the earlier hours.
/// Requires: the plan's day is one of the place.
Plan apply_constraints(const Plan& plan, const Place& place, const Constraints& constraints,
                       const Secret& secret, const Dusks& dusks = {});

/// The plan with no switch brighter than the limits of its room. Where the plan does not say how
/// bright, that is left to the room's own setting.
Plan with_limited_brightness(Plan plan, const std::map<RoomName, RoomLimits>& limits);

}  // namespace lamplighter
