// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "planning/day_events.h"

namespace lamplighter {

/// Moves the switches of a day as far as the household's own habit is loose, times `strength`: a
/// curve through normal numbers 90 minutes apart, one for all rooms, so that a late hour is late
/// everywhere. Switches a minute apart stay together, timers stay exact, and stretches keep at
/// least half their length. Requires: sorted by time; stays so.
void warp(std::vector<HouseEvent>& switches, double strength, Rng& chance);

/// The day that has those switches. Requires: those of a room alternate.
std::vector<std::vector<LitMinutes>> lit_minutes(const std::vector<HouseEvent>& switches,
                                                 RoomMask lit_at_start, std::size_t rooms);

}  // namespace lamplighter
