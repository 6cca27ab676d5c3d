// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/series.h"

#include <span>
#include <vector>

namespace lamplighter {

/// What one lamp was: from each sample until the next. Unknown before the first. Sorted.
using LampPast = std::vector<Sample<LampState>>;

/// What a room was by its lamps: on while one of them is, else unknown while one of them is, else
/// off. Neighbours differ. Requires: each lamp sorted.
LampPast room_past(std::span<const LampPast> lamps);

/// The changes that add an imported past, known until `until`, to those of a room that the store
/// has. Between both, the latest change counts. What only the import does not know changes nothing;
/// where the store says unknown and the import knows, the import counts, a microsecond later. At
/// `until` the room becomes unknown again where the import was the last to know. Sorted; none where
/// the same past is imported again. Requires: both sorted, `stored` of that room.
std::vector<Change> missing_changes(const RoomName& room, std::span<const Change> stored,
                                    std::span<const Sample<LampState>> imported, Instant until);

/// The imported readings at times at which the store has none. Requires: both sorted.
std::vector<Sample<Lux>> missing_readings(std::span<const Sample<Lux>> stored,
                                          std::span<const Sample<Lux>> imported);

/// What a series is good for, at a glance.
struct Spacing {
  Instant first;
  Instant last;
  std::chrono::seconds usual{0};  ///< median time between neighbours; 0 for fewer than two
};

/// Of times in rising order. Requires: at least one.
Spacing spacing_of(std::span<const Instant> times);

}  // namespace lamplighter
