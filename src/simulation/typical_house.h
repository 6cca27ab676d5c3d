// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "simulation/simulation.h"

#include <string_view>
#include <vector>

namespace lamplighter::simulation {

/// Default names of the rooms with sensors: five, each of a different kind.
std::vector<RoomName> usual_rooms();

/// The kind of a room by its name ("kids-bedroom" is a bedroom, "front-room" a living room);
/// nothing if the name shows none.
std::optional<RoomKind> kind_of(std::string_view name);

/// A house of one to four people with sensors in those rooms, and the other rooms that people need.
/// Seed and names determine everything: windows, lamps, sensors, habits. A room does not depend on
/// the names of the others. Callers may change climate, sensors and house (scenes). Errors:
/// bad_input for a duplicate name, or one without a kind.
Result<Settings> typical_settings(std::uint64_t seed, const Place& place, Date from, int days,
                                  const std::vector<RoomName>& rooms);

/// A room of that kind, with typical lamps and a typical window. Uses random numbers from `rng`
/// only.
Room furnish(RoomName name, RoomKind kind, Rng& rng);

/// A sensor for the room: most report whole lux, some fractions, some are two-channel chips.
LightSensor hang_sensor(const RoomName& room, Rng& rng);

/// One to four people, adults first, with habits that vary around time-use surveys. `bedrooms` are
/// indices of rooms: the first is the adults'.
std::vector<Person> move_in(const std::vector<std::size_t>& bedrooms, Rng& rng);

/// Hours of a timer lamp: on between 16:00 and 19:00, off between 22:00 and 23:30.
TimerHours timer_hours(Rng& rng);

/// A patch of direct sun for a position of the sun, in degrees.
SunPatch patch_at(double azimuth, double elevation, Rng& rng);

/// A named variant: a simple house with one difficulty at a time.
struct Scene {
  std::string_view name;
  std::string_view says;  ///< one-line description
};

/// All scenes, in the order in which they are listed. "household" changes nothing; "plain" removes
/// every difficulty; each of the others is "plain" with one change.
const std::vector<Scene>& scenes();

/// Applies a scene to the settings. Errors: not_found for an unknown name, with the list of names.
Result<void> apply_scene(std::string_view name, Settings& settings);

}  // namespace lamplighter::simulation
