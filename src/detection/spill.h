// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/detect.h"

#include <span>

namespace lamplighter {

/// Finds light that comes through a door from the next room's lamps, and makes it unknown: to one
/// sensor it looks like a dim lamp, but it goes on and off with brighter light elsewhere, always in
/// the same share. Rooms whose lamps people switch together are told from that only by how seldom
/// it happens; rooms without a sensor spill unseen. Fills in `Detection::spills`.
void tell_spill(std::span<Detection> rooms);

}  // namespace lamplighter
