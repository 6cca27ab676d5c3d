// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_posterior.h"

namespace lamplighter {

/// Fills in each step's `sky_low` and `sky_high`: between which daylights other days had this time
/// of the sun, given what the first pass says of the lamps. Unknown where fewer than four days of
/// the twenty on each side were seen.
void measure_sky(Light& light, const LampPosterior& lamps, const LightNoise& noise);

}  // namespace lamplighter
