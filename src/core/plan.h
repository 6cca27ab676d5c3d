// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/names.h"

#include <vector>

namespace lamplighter {

/// One switch of a room's lamps: at `at`, the lamps of `room` go `to`, with this look.
struct Switch {
  Instant at;
  RoomName room;
  OnOff to;
  Look look = {};  ///< if they go on; absent values are left to the lamps

  friend bool operator==(const Switch&, const Switch&) = default;
};

/// What the lamps of the house do on one local day; complete before the first switch. Switches are
/// sorted by (at, room); each one changes the state of its room.
struct Plan {
  Date date;
  Instant from;                       ///< first instant of the day, included
  Instant until;                      ///< first instant of the next day, not included
  std::vector<RoomName> rooms;        ///< every room of the plan, sorted
  std::vector<RoomName> on_at_start;  ///< rooms whose lamps are on at `from`, sorted
  std::vector<Switch> switches;

  friend bool operator==(const Plan&, const Plan&) = default;
};

/// Returns the plan with its lists sorted and contradictions removed: switches outside the day,
/// switches that change nothing, and all but the last of a room's switches at one instant. The last
/// step of every planner.
Plan in_order(Plan plan);

/// The planned state of a room at an instant. Requires: plan.from <= at < plan.until, and the plan
/// names the room.
OnOff state_at(const Plan& plan, const RoomName& room, Instant at);

/// The planned look of a room that is on at that instant; empty if the plan does not contain the
/// switch that turned it on. Requires: as for `state_at`.
Look look_at(const Plan& plan, const RoomName& room, Instant at);

}  // namespace lamplighter
