// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/correction.h"
#include "detection/detect.h"

#include <span>
#include <vector>

namespace lamplighter {

/// A detection as changes of a room's state, the form that on/off files and training take:
/// `unknown` where nobody can tell, in gaps and from the end on. Neighbours differ; nothing for no
/// readings.
std::vector<Change> lamp_changes(const Detection& detection, const RoomName& room);

/// How long a room was seen, and what was said of it.
struct DetectedTime {
  Instant::duration observed{0};
  Instant::duration on{0};
  Instant::duration unknown{0};  ///< of what was observed
};

DetectedTime detected_time(const Detection& detection);

/// Of the corrections of all rooms, in the order in which they were said: what holds of one room.
/// Rising, none over another, each with a state: what was said later wins.
std::vector<Correction> in_force(std::span<const Correction> said, const RoomName& room);

/// Puts corrections in the place of what was detected, where something was observed: nobody can
/// learn from a gap. Requires: `corrections` as `in_force` gives them.
void correct(Detection& detection, std::span<const Correction> corrections);

/// The same of a room's changes, gaps or not; unknown before the first of them. Requires: sorted,
/// of the room of `corrections`, which are as `in_force` gives them.
std::vector<Change> corrected(std::span<const Change> changes,
                              std::span<const Correction> corrections);

}  // namespace lamplighter
