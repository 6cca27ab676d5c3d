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

/// A room of that kind: lamps and a window such as such rooms have. Draws from `rng` only.
Room furnish(RoomName name, RoomKind kind, Rng& rng);

/// A sensor for the room: most give whole lux, some fractions, some are two-channel chips.
LightSensor hang_sensor(const RoomName& room, Rng& rng);

/// One to four people, adults first, with habits drawn around those of time-use surveys.
/// `bedrooms` are indices of rooms: the first is the adults'.
std::vector<Person> move_in(const std::vector<std::size_t>& bedrooms, Rng& rng);

/// Hours for a timer lamp: on between 16:00 and 19:00, off between 22:00 and 23:30.
TimerHours timer_hours(Rng& rng);

/// A spot of direct sun where the sun stands there, degrees.
SunPatch patch_at(double azimuth, double elevation, Rng& rng);

/// A named set of circumstances: one difficulty at a time, on a plain house.
struct Scene {
  std::string_view name;
  std::string_view says;  ///< one line for a person
};

/// All scenes, in the order to list them. "household" leaves a settings as it is; "plain" takes
/// every difficulty away; each of the others is "plain" with one thing changed.
const std::vector<Scene>& scenes();

/// Changes the settings to the scene's. Errors: not_found for another name, with the names there
/// are.
Result<void> apply_scene(std::string_view name, Settings& settings);

}  // namespace lamplighter::simulation
