// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sky/day_zones.h"

#include <optional>
#include <vector>

namespace lamplighter::views {

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
