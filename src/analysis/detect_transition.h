// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_quiet.h"

namespace lamplighter {

/// Transition T of one step, p(level now, change of light | level before), row = from: the lamps
/// stay where they are, or they move. A view: what it points to outlives it.
struct LampTransition {
  const float* stay;  ///< the diagonal, padded
  StepMoves moves;    ///< the rest

  /// after[j] = Σ_i before[i] T(i, j). Requires: padded rows.
  void forward(const float* before, float* after) const;

  /// before[i] = Σ_j T(i, j) after[j]. Requires: padded rows.
  void backward(const float* after, float* before) const;
};

}  // namespace lamplighter
