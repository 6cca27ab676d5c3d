// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/forward_filter.h"

#include <array>

namespace lamplighter {

/// Minimum and maximum log-daylight of other days at a solar time; unknown where low > high.
struct SkyRange {
  float low = 0;
  float high = -1;
};

/// One range per part of the solar day.
using SkyOfDay = std::array<SkyRange, sundial_parts>;

/// What measure_sky would return for the day after the last step. Requires: light not empty.
SkyOfDay sky_of_next_day(const Light& light, const LampPosterior& lamps, const LightNoise& noise);

/// Fills in each step's `sky_low` and `sky_high`: the range of daylight on other days at this solar
/// time, given the lamps found in the first pass. Unknown where fewer than four of the twenty days
/// on each side have readings.
void measure_sky(Light& light, const LampPosterior& lamps, const LightNoise& noise);

}  // namespace lamplighter
