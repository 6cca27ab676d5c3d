// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_moves.h"

#include "analysis/detect_math.h"
#include "analysis/wide.h"

#include <cmath>
#include <numeric>

namespace lamplighter {
namespace {

constexpr double burning_minutes = 90;  // of a lamp, on average
constexpr double all_off = 0.75;        // of the times when something goes off
constexpr float most_leave = 0.95F;

/// How likely one lamp is the difference between two levels.
double weight_between(const LampModel& model, std::size_t low, std::size_t high) {
  return model.weights[nearest_level(model.levels, model.levels[high] - model.levels[low])];
}

float row_sum(const LevelMatrix& matrix, std::size_t from) {
  const float* row = matrix.row(from);
  return std::accumulate(row, row + matrix.size(), 0.0F);
}

void scale_row(LevelMatrix& matrix, std::size_t from, float factor) {
  float* row = matrix.row(from);
  for (std::size_t j = 0; j < matrix.size(); ++j) row[j] *= factor;
}

}  // namespace

LampMoves::LampMoves(const LampModel& model)
    : levels_(model.levels.begin(), model.levels.end()),
      on_rate_(model.on_rate),
      up_(model.size()),
      down_(model.size()),
      variance_(model.size()),
      up_sum_(model.size()),
      down_sum_(model.size()) {
  for (std::size_t i = 0; i < size(); ++i) {
    for (std::size_t j = 0; j < size(); ++j) {
      variance_.at(i, j) = 0.01F * (levels_[i] * levels_[i] + levels_[j] * levels_[j]);
      if (j > i) {
        up_.at(i, j) = static_cast<float>(i == 0 ? model.weights[j] : weight_between(model, i, j));
      } else if (j > 0 && j < i) {
        down_.at(i, j) = static_cast<float>(weight_between(model, j, i));
      }
    }
    scale_row(up_, i, 1 / std::max(1.0F, row_sum(up_, i)));
    const float partly = row_sum(down_, i);
    if (partly > 0) scale_row(down_, i, static_cast<float>(1 - all_off) / partly);
    if (i > 0) down_.at(i, 0) = all_off;
    up_sum_[i] = row_sum(up_, i);
    down_sum_[i] = row_sum(down_, i);
  }
}

MoveRates LampMoves::rates(double minutes) const {
  const double bounded = std::min(minutes, 720.0);
  return {.on = static_cast<float>(-std::expm1(-bounded * on_rate_)),
          .off = static_cast<float>(-std::expm1(-bounded / burning_minutes))};
}

LAMPLIGHTER_WIDE void LampMoves::weigh(MoveRates rates, float change, float scale,
                                       LevelMatrix& into) const {
  const float* levels = levels_.data();
  for (std::size_t i = 0; i < size(); ++i) {
    const float sum = rates.on * up_sum_[i] + rates.off * down_sum_[i];
    const float bound = sum > most_leave ? most_leave / sum : 1.0F;
    const float on = rates.on * bound;
    const float off = rates.off * bound;
    const float from = change + levels_[i];
    const float* up = up_.row(i);
    const float* down = down_.row(i);
    const float* variance = variance_.row(i);
    float* row = into.row(i);
    for (std::size_t j = 0; j < into.size(); ++j) {
      const float density = detect_math::student4(from - levels[j], scale * scale + variance[j]);
      row[j] = (on * up[j] + off * down[j]) * density;
    }
  }
}

}  // namespace lamplighter
