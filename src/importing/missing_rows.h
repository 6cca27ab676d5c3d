// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/series.h"

#include <span>
#include <vector>

namespace lamplighter {

/// The states of one lamp, each lasting until the next sample. Unknown before the first. Sorted.
using LampPast = std::vector<Sample<LampState>>;

/// The state of a room from its lamps: on while any is on, otherwise unknown while any is unknown,
/// otherwise off. Adjacent states differ. Requires: each lamp sorted.
LampPast room_past(std::span<const LampPast> lamps);

/// The changes that add an imported history, known until `until`, to the stored changes of a room.
/// The latest change of both counts. Where only the import is unknown, nothing changes; where the
/// store is unknown and the import is not, the import counts, a microsecond later. At `until` the
/// room becomes unknown again if the import was the last source. Sorted; empty if the same history
/// is imported again. Requires: both sorted, `stored` belongs to that room.
std::vector<Change> missing_changes(const RoomName& room, std::span<const Change> stored,
                                    std::span<const Sample<LampState>> imported, Instant until);

/// The imported readings at instants without a stored reading. Requires: both sorted.
std::vector<Sample<Lux>> missing_readings(std::span<const Sample<Lux>> stored,
                                          std::span<const Sample<Lux>> imported);

/// A short description of a series.
struct Spacing {
  Instant first;
  Instant last;
  std::chrono::seconds usual{0};  ///< median time between neighbours; 0 for fewer than two
};

/// Requires: times in ascending order, at least one.
Spacing spacing_of(std::span<const Instant> times);

}  // namespace lamplighter
