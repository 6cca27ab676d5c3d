// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/on_off.h"
#include "core/zone.h"
#include "sky/place.h"
#include "views/house_past.h"

#include <array>
#include <cstdint>

namespace lamplighter::views {

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

}  // namespace lamplighter::views
