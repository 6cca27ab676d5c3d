// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_posterior.h"
#include "analysis/detect_transition.h"

namespace lamplighter {

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
