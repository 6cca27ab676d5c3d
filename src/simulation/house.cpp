// SPDX-License-Identifier: Apache-2.0
#include "simulation/house.h"

#include <algorithm>
#include <cmath>

namespace lamplighter::simulation {

Rng chance_of(std::uint64_t seed, Purpose purpose, Date day, std::size_t who) {
  const auto days = static_cast<std::uint64_t>(LocalDay(day).time_since_epoch().count());
  return chance_of(seed, purpose, who).fork(days);
}

Rng chance_of(std::uint64_t seed, Purpose purpose, std::size_t who) {
  return Rng(seed).fork(static_cast<std::uint64_t>(purpose)).fork(who);
}

bool happens(Rng& rng, double probability) { return rng.uniform() < probability; }

Minutes near(Rng& rng, Minutes centre, Minutes deviation) {
  return centre + deviation * std::clamp(rng.normal(), -3.0, 3.0);
}

Minutes about(Rng& rng, Minutes median, double spread) {
  return median * std::exp(spread * std::clamp(rng.normal(), -2.5, 2.5));
}

Minutes waiting(Rng& rng, Minutes mean) { return mean * -std::log1p(-rng.uniform()); }

std::chrono::microseconds to_time(Minutes minutes) {
  return std::chrono::milliseconds(std::llround(minutes.count() * 60'000.0));
}

}  // namespace lamplighter::simulation
