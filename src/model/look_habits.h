// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_state.h"
#include "core/look.h"
#include "core/names.h"
#include "core/time_zone.h"

#include <span>
#include <vector>

namespace lamplighter {

/// How a room's lamps looked once while they were on, and when they were switched on.
struct SeenLook {
  int minute;  ///< of the local day, 0 … 1439
  Look look;

  friend bool operator==(const SeenLook&, const SeenLook&) = default;
};

/// How a room's lamps look: whether somebody dims them, and by when.
struct RoomLooks {
  RoomName room;
  std::vector<SeenLook> seen;  ///< in the order of their days

  friend bool operator==(const RoomLooks&, const RoomLooks&) = default;
};

/// What is kept of a room: its newest looks.
inline constexpr std::size_t most_looks = 400;

/// The looks of a room: of each stretch in which it was on, the one it had longest; none of those
/// of which nothing is known. Requires: both sorted, of that room.
RoomLooks learn_looks(const RoomName& room, std::span<const Change> changes,
                      std::span<const LookChange> looks, const TimeZone& zone);

}  // namespace lamplighter
