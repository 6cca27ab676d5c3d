// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_noise.h"

#include <cstddef>
#include <vector>

namespace lamplighter {

/// What is known of a room's lamps before a reading is looked at: which sizes they have and how
/// often they go on. A value, learned from past readings; it can be stored and used on new ones.
struct LampModel {
  std::vector<double> levels;   ///< lux that lamps may add, rising; levels[0] = 0 is off
  std::vector<double> weights;  ///< of each size of a switch-on; weights[0] = 0, sum 1
  double on_rate;               ///< switch-ons a minute
  double seen;                  ///< switches that the weights were learned from, expected number
  LightNoise noise;
  Minutes crowd_reach;  ///< within which `LightStep::crowd` was counted

  [[nodiscard]] std::size_t size() const { return levels.size(); }

  /// Half of the switch-ons are of this size or smaller, lux.
  [[nodiscard]] double median_size() const;
};

/// The level above off that is nearest to `lux`. Requires: two levels at least.
std::size_t nearest_level(const std::vector<double>& levels, double lux);

/// The model before anything is learned: levels from what just stands out of the noise to the
/// brightest reading, 64 at most, each 1.2 times the one below or, where that is too many, a little
/// more; all equally likely, and a lamp goes on every four hours. Requires: measure_noise was here.
LampModel first_model(const Light& light, const LightNoise& noise);

}  // namespace lamplighter
