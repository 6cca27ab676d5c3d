// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "simulation/house.h"

namespace lamplighter::simulation {

/// What a source of chance is for. Each (seed, purpose, date, who) has its own, so that a day comes
/// out the same whatever day the simulation begins on. The order is part of what a seed means.
enum class Purpose : std::uint8_t {
  house,
  mood,
  house_day,
  person_day,
  lamps,
  weather,
  curtains,
  shadows,
  sensor,
  trips,
  shape,
};

/// The source for one day and one person, room or sensor.
Rng chance_of(std::uint64_t seed, Purpose purpose, Date day, std::size_t who = 0);

/// The source for what no day decides.
Rng chance_of(std::uint64_t seed, Purpose purpose, std::size_t who = 0);

bool happens(Rng& rng, double probability);

/// Normal around `centre`, cut at three standard deviations.
Minutes near(Rng& rng, Minutes centre, Minutes deviation);

/// Log-normal: half of all draws are below `median`; `spread` is the deviation of the logarithm,
/// cut at two and a half of them.
Minutes about(Rng& rng, Minutes median, double spread);

/// Exponential with this mean: how long until something that comes at random.
Minutes waiting(Rng& rng, Minutes mean);

/// The same to whole milliseconds, so that the last bit of a library's exp() cannot show.
std::chrono::microseconds to_time(Minutes minutes);

}  // namespace lamplighter::simulation
