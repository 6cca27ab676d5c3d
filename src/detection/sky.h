// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/forward_filter.h"

#include <array>

namespace lamplighter {

/// Least and greatest log-daylight of other days at a time of the sun; unknown where low > high.
struct SkyRange {
  float low = 0;
  float high = -1;
};

/// One a part of the solar day.
using SkyOfDay = std::array<SkyRange, sundial_parts>;

/// What measure_sky would say of the day behind the last step. Requires: light not empty.
SkyOfDay sky_of_next_day(const Light& light, const LampPosterior& lamps, const LightNoise& noise);

/// Fills in each step's `sky_low` and `sky_high`: between which daylights other days had this time
/// of the sun, given what the first pass says of the lamps. Unknown where fewer than four days of
/// the twenty on each side were seen.
void measure_sky(Light& light, const LampPosterior& lamps, const LightNoise& noise);

}  // namespace lamplighter
