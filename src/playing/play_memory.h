// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/names.h"
#include "core/on_off.h"

#include <map>
#include <optional>

namespace lamplighter {

/// What a player must still know of a room after a crash.
struct RoomMemory {
  std::optional<OnOff> before = std::nullopt;        ///< what its lamps were before the play
  std::optional<OnOff> told = std::nullopt;          ///< our last command; absent: none
  std::optional<Instant> left_until = std::nullopt;  ///< somebody touched it: not before this

  friend bool operator==(const RoomMemory&, const RoomMemory&) = default;
};

using PlayMemory = std::map<RoomName, RoomMemory>;

}  // namespace lamplighter
