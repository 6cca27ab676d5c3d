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

/// The history of one room's lamps: changes sorted by time, `unknown` if the state is not known.
struct RoomPast {
  RoomName room;
  std::vector<Change> changes;
};

/// The real or planned history of a house's lamps.
using HousePast = std::vector<RoomPast>;

/// From changes of any number of rooms, sorted by time within each room; rooms sorted by name.
HousePast past_of(std::span<const Change> changes);

/// From plans of different days in ascending order; between days that are not consecutive,
/// everything is unknown.
HousePast past_of(std::span<const Plan> plans);

/// One local date of a house.
struct HouseDay {
  Date date;
  Instant from;
  Instant until;
  std::vector<LitSpan> lit;      ///< by room, in time order
  Instant::duration unknown{0};  ///< of the least known room
};

/// Every local date that is partly known for each room, in ascending order.
std::vector<HouseDay> days_of(const HousePast& past, const TimeZone& zone);

/// The lower bounds of the bins of stay lengths, in minutes; the last bin has no upper bound.
inline constexpr std::array dwell_bins{0, 1, 2, 4, 8, 15, 30, 60, 120, 240, 480, 960};

/// The number of stays in each bin.
using DwellCounts = std::array<std::int64_t, dwell_bins.size()>;

/// The statistics of a room's past.
struct Habits {
  /// Stays in a state with known begin and end, by the zone in which they begin and by state.
  std::array<std::array<DwellCounts, 2>, all_zones.size()> dwell{};

  /// By hour of the local clock: hours on, and hours on or off.
  std::array<double, 24> on{};
  std::array<double, 24> known{};
};

Habits habits_of(const RoomPast& past, const Place& place);

/// The background of a drawing of one local date.
struct DayMark {
  Date date;
  Instant from;
  Instant until;
  std::optional<Instant> sunrise;  ///< empty if the sun stays up or down
  std::optional<Instant> sunset;
  bool is_up_all_day;
  std::vector<ZoneSpan> zones;
};

/// For every local date that [from, until) touches. Requires: from < until.
std::vector<DayMark> day_marks(const Place& place, Instant from, Instant until);

/// The UTC offset of the place from each instant on; the first one is at or before `from`.
struct ClockMark {
  Instant from;
  std::chrono::seconds offset;
};
std::vector<ClockMark> clock_marks(const TimeZone& zone, Instant from, Instant until);

}  // namespace lamplighter::views
