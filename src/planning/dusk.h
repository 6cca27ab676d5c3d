// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/reading.h"
#include "core/series.h"

#include <map>
#include <optional>
#include <span>

namespace lamplighter {

/// For rooms whose sensor works: when it saw dusk, or nothing while it did not yet.
using Dusks = std::map<RoomName, std::optional<Instant>>;

/// When it was dark in a room: the first moment at which its light had been below `dark_below` for
/// ten minutes without a gap of more than 240 s. `light`: from noon on, without what the
/// room's own lamps add until that moment; later light does not matter. Requires: sorted.
std::optional<Instant> dusk_of(std::span<const Sample<Lux>> light, Lux dark_below);

}  // namespace lamplighter
