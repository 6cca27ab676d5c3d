// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/on_off.h"
#include "core/result.h"

namespace lamplighter {

/// The lamps of the house, room by room.
class Lamps {
 public:
  virtual ~Lamps() = default;

  /// Switches a room's lamps. Errors: not_found for a room without lamps, unavailable when it may
  /// work later, refused when a person is needed (a key that is no longer accepted).
  virtual Result<void> set(const RoomName& room, OnOff to) = 0;

  /// What the room's lamps are now: on if any of them is. Errors: as for `set`.
  virtual Result<OnOff> state(const RoomName& room) = 0;
};

}  // namespace lamplighter
