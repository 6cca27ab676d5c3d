// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_model.h"
#include "analysis/level_matrix.h"

#include <algorithm>

namespace lamplighter {

/// Chance that something goes on, and that something goes off, between two readings.
struct MoveRates {
  float on;
  float off;
};

/// How the lamps go from one level to another, and how much the light changes when they do.
class LampMoves {
 public:
  explicit LampMoves(const LampModel& model);

  [[nodiscard]] std::size_t size() const { return levels_.size(); }

  /// For two readings so many minutes apart.
  [[nodiscard]] MoveRates rates(double minutes) const;

  /// Chance that the lamps leave level `from`, at most .95.
  [[nodiscard]] float leave(std::size_t from, MoveRates rates) const {
    return std::min(0.95F, rates.on * up_sum_[from] + rates.off * down_sum_[from]);
  }

  /// For each move, its chance times the density of a change of light by `change` where the usual
  /// change is `scale`. The diagonal is zero. Requires: into.size() == size().
  void weigh(MoveRates rates, float change, float scale, LevelMatrix& into) const;

 private:
  std::vector<float> levels_;
  double on_rate_;
  LevelMatrix up_;        ///< where to, when something goes on; row sums at most 1
  LevelMatrix down_;      ///< and when something goes off
  LevelMatrix variance_;  ///< a lamp is not exactly as bright as last time
  std::vector<float> up_sum_;
  std::vector<float> down_sum_;
};

}  // namespace lamplighter
