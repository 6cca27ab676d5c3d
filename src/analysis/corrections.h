// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect.h"
#include "core/correction.h"

#include <span>
#include <vector>

namespace lamplighter {

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
