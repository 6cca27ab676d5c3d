// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_transition.h"

#include "analysis/wide.h"

namespace lamplighter {

LAMPLIGHTER_WIDE void LampTransition::forward(const float* before, float* after) const {
  const LevelMatrix& matrix = *moves.matrix;
  const std::size_t stride = matrix.stride();
  for (std::size_t j = 0; j < stride; ++j) after[j] = before[j] * stay[j];
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    const float* row = matrix.row(i);
    const float here = before[i] * moves.times;
    for (std::size_t j = 0; j < stride; ++j) after[j] += here * row[j];
  }
}

LAMPLIGHTER_WIDE void LampTransition::backward(const float* after, float* before) const {
  const LevelMatrix& matrix = *moves.matrix;
  for (std::size_t i = 0; i < matrix.size(); ++i) {
    before[i] =
        product_of(matrix.row(i), after, matrix.stride()) * moves.times + after[i] * stay[i];
  }
  for (std::size_t i = matrix.size(); i < matrix.stride(); ++i) before[i] = 0;
}

}  // namespace lamplighter
