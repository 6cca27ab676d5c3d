// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/plan.h"
#include "core/zone.h"
#include "planning/darkness.h"
#include "sky/sun.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lamplighter::views {

/// What one room's lamps did: changes sorted by time, `unknown` where nobody can tell.
struct RoomPast {
  RoomName room;
  std::vector<Change> changes;
};

/// What the lamps of a house did, or were planned to do.
using HousePast = std::vector<RoomPast>;

/// Changes of any number of rooms, sorted by time, room by room; rooms sorted by name.
HousePast past_of(std::span<const Change> changes);

/// Plans of different days in rising order; between days that do not follow each other, all is
/// unknown.
HousePast past_of(std::span<const Plan> plans);

/// One local date of a house.
struct HouseDay {
  Date date;
  Instant from;
  Instant until;
  std::vector<LitSpan> lit;      ///< room by room, in order of time
  Instant::duration unknown{0};  ///< of that room of which least is known
};

/// Every local date of which something is known of each room, in rising order.
std::vector<HouseDay> days_of(const HousePast& past, const TimeZone& zone);

/// Where the bins of stays begin, in minutes; the last one has no end.
inline constexpr std::array dwell_bins{0, 1, 2, 4, 8, 15, 30, 60, 120, 240, 480, 960};

/// How many stays were of which length.
using DwellCounts = std::array<std::int64_t, dwell_bins.size()>;

/// What a room's past comes to.
struct Habits {
  /// Stays in a state whose begin and end are known, by the zone in which they begin and the state.
  std::array<std::array<DwellCounts, 2>, all_zones.size()> dwell{};

  /// By hour of the local clock: time on, and time on or off, in hours.
  std::array<double, 24> on{};
  std::array<double, 24> known{};
};

Habits habits_of(const RoomPast& past, const Place& place);

/// What lies under a drawing of one local date.
struct DayMark {
  Date date;
  Instant from;
  Instant until;
  std::optional<Instant> sunrise;  ///< nothing where the sun stays up or down
  std::optional<Instant> sunset;
  bool is_up_all_day;
  std::vector<ZoneSpan> zones;
};

/// Of every local date that [from, until) touches. Requires: from < until.
std::vector<DayMark> day_marks(const Place& place, Instant from, Instant until);

/// How the place's clocks differ from UTC from each instant on; the first at or before `from`.
struct ClockMark {
  Instant from;
  std::chrono::seconds offset;
};
std::vector<ClockMark> clock_marks(const TimeZone& zone, Instant from, Instant until);

}  // namespace lamplighter::views
