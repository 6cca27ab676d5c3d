// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/names.h"

#include <vector>

namespace lamplighter {

/// One lamp movement: at `at`, the lamps of `room` go `to`, and look so.
struct Switch {
  Instant at;
  RoomName room;
  OnOff to;
  Look look = {};  ///< of lamps that go on; what is absent is left to them

  friend bool operator==(const Switch&, const Switch&) = default;
};

/// What the lamps of the house do in one local day: printable before a lamp moves.
/// Switches are sorted by (at, room); each one changes its room's state.
struct Plan {
  Date date;
  Instant from;                       ///< first instant of the day, included
  Instant until;                      ///< first instant of the next day, not included
  std::vector<RoomName> rooms;        ///< every room the plan speaks of, sorted
  std::vector<RoomName> on_at_start;  ///< rooms whose lamps are on at `from`, sorted
  std::vector<Switch> switches;

  friend bool operator==(const Plan&, const Plan&) = default;
};

/// A plan put in order: its lists sorted, and what contradicts it left out: switches outside of the
/// day, those that change nothing, and all but the last of a room's switches at one instant. The
/// last step of whoever makes a plan, so that none contradicts itself.
Plan in_order(Plan plan);

/// What the plan says of a room at an instant. Requires: plan.from <= at < plan.until, and the plan
/// names the room.
OnOff state_at(const Plan& plan, const RoomName& room, Instant at);

/// How the plan has a room look that it says is on then; nothing known where the plan does not say
/// when it went on. Requires: as for `state_at`.
Look look_at(const Plan& plan, const RoomName& room, Instant at);

}  // namespace lamplighter
