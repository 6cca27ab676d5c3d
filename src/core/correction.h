// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/look.h"

#include <optional>

namespace lamplighter {

/// What a person says of a room's lamps from `from` until `until`, which is not included, whatever
/// a detector makes of its light. One row of the corrections file.
struct Correction {
  Instant from;
  Instant until;
  RoomName room;
  std::optional<LampState> state;  ///< absent: what the detector says, after all

  friend bool operator==(const Correction&, const Correction&) = default;
};

}  // namespace lamplighter
