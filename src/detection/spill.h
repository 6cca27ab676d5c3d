// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/detect.h"

#include <span>

namespace lamplighter {

/// Detects light that enters through a door from the lamps of the next room, and makes it unknown:
/// to one sensor it looks like a dim lamp, but it goes on and off with brighter light elsewhere,
/// always at the same ratio. Lamps in two rooms that people often switch together are distinguished
/// from spill only by how rarely that happens; spill from rooms without a sensor is not detected.
/// Fills in `Detection::spills`.
void tell_spill(std::span<Detection> rooms);

}  // namespace lamplighter
