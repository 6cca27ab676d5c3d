// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_model.h"

namespace lamplighter {

/// What the lamps did, given all readings. One entry a step unless said otherwise.
struct LampPosterior {
  std::vector<float> on;    ///< probability that any lamp is on
  std::vector<float> lux;   ///< expected lux of the lamps; off counts 0
  std::vector<float> rise;  ///< probability that they rose by two levels or more into this step
  std::vector<float> fall;  ///< and that they fell; both 0 where the light did not jump
  std::vector<double> switches;  ///< a level: expected number of switches of that size, counted
                                 ///< where it could be told from daylight
};

/// Scaled forward and backward sums over the levels of the lamps (Rabiner, "A tutorial on hidden
/// Markov models", 1989), in blocks of four days: the way back through a block starts a day later
/// with nothing known, which by then is forgotten. Memory does not grow with the levels.
/// Requires: a light with steps, measured by measure_noise and measure_changes.
LampPosterior infer_lamps(const Light& light, const LampModel& model);

}  // namespace lamplighter
