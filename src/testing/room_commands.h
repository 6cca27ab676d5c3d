// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/lamps.h"

#include <optional>

namespace lamplighter::testing {

/// Commands every lamp of a room. Errors: that of the first lamp if all fail; not_found for a room
/// without lamps.
inline Result<void> set_room(Lamps& lamps, const RoomName& room, OnOff to, const Look& look = {}) {
  const Result<HouseLook> house = lamps.look();
  if (!house) return house.error();
  LampRequests requests;
  for (const auto& [id, lamp] : *house) {
    if (lamp.rooms.contains(room)) requests[id] = {{to, look, {}}, false};
  }
  std::optional<Error> failure;
  bool any_done = false;
  for (const auto& [id, answer] : lamps.command(requests)) {
    any_done |= answer.done.has_value();
    if (!answer.done && !failure) failure = answer.done.error();
  }
  if (any_done) return {};
  return failure.value_or(Error{Fault::not_found, "no lamps"});
}

/// The current state of a room.
inline Result<OnOff> look_at_room(Lamps& lamps, const RoomName& room) {
  const Result<HouseLook> house = lamps.look();
  if (!house) return house.error();
  return room_state(*house, room);
}

}  // namespace lamplighter::testing
