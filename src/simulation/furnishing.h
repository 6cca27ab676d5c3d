// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/light_sensor.h"

namespace lamplighter::simulation {

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

}  // namespace lamplighter::simulation
