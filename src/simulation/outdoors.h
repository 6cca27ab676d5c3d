// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/weather.h"
#include "sky/place.h"

#include <cstdint>
#include <vector>

namespace lamplighter::simulation {

/// Daylight outside at one instant.
struct Daylight {
  double east, north, up;  ///< unit vector to the sun
  double beam;             ///< lux of direct sun on a plane that faces it
  double sky;              ///< lux of the sky on level ground, without the direct sun
  double clouds;           ///< 0 = blue … 1 = overcast
};

/// Sun and clear sky at an elevation, in lux: the Illuminating Engineering Society's RP-21 (1984).
/// Below the horizon: the levels of twilight. Public for its tests.
struct ClearSky {
  double beam, clear, partly, overcast;
};
ClearSky sky_at(double elevation_degrees);

/// Daylight at a place over a span of time. Immutable; threads may share it.
class Outdoors {
 public:
  Outdoors(const Place& place, const Climate& climate, std::uint64_t seed, Instant from,
           Instant until);

  /// Requires: from <= at <= until.
  [[nodiscard]] Daylight at(Instant at) const;

 private:
  struct SunKnot {
    float east, north, up, beam, clear, partly, overcast;
    std::uint32_t first_cloud;  ///< index of the last cloud knot not after this instant
  };
  Instant from_;
  std::vector<CloudKnot> clouds_;
  std::vector<SunKnot> suns_;  ///< one every two minutes
};

}  // namespace lamplighter::simulation
