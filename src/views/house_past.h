// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_state.h"
#include "core/plan.h"
#include "planning/lit_spans.h"
#include "sky/place.h"

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

}  // namespace lamplighter::views
