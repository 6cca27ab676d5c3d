// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "simulation/simulation.h"

#include <string_view>
#include <vector>

namespace lamplighter::simulation {

/// Names of the rooms with sensors where nobody names any: five, with a kind each.
std::vector<RoomName> usual_rooms();

/// What kind of room a name tells ("kids-bedroom" is a bedroom, "front-room" a living room);
/// nothing where it tells none.
std::optional<RoomKind> kind_of(std::string_view name);

/// A house of one to four people with those rooms watched, and the rooms besides them that people
/// need. Seed and names settle everything: windows, lamps, sensors, habits. A room is the same
/// whatever other rooms are named. Climate, sensors and house are there to be changed (scenes.h).
/// Errors: bad_input for a name twice, or one that tells no kind.
Result<Settings> typical_settings(std::uint64_t seed, const Place& place, Date from, int days,
                                  const std::vector<RoomName>& rooms);

}  // namespace lamplighter::simulation
