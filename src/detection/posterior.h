// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/model.h"
#include "detection/transitions.h"

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

/// Finds in the pair posterior of neighbouring steps what lamps were switched.
class SwitchCount {
 public:
  /// `light` and `model` outlive this.
  SwitchCount(const Light& light, const LampModel& model);

  /// Adds step t to `into`. The posterior of going from level i to level j is
  /// before[i] T(i, j) after[j] divided by `all`.
  void add(std::size_t t, const float* before, const LampTransition& transition, const float* after,
           float all, LampPosterior& into) const;

 private:
  const Light& light_;
  const LampModel& model_;
  std::vector<std::size_t> size_index_;  ///< for each pair of levels, the level of their difference
};

}  // namespace lamplighter
