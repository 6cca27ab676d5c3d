// SPDX-License-Identifier: Apache-2.0
#include "detection/transitions.h"

#include "detection/model.h"

#include <cmath>
#include <numeric>

namespace lamplighter {
namespace {

constexpr double burning_minutes = 90;  // average time that a lamp is on
constexpr double all_off = 0.75;        // share of the switch-offs in which all lamps go off
constexpr float most_leave = 0.95F;

/// How likely the difference between two levels is a single lamp.
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

LAMPLIGHTER_WIDE void LampMoves::weigh(MoveRates rates, float change, float scale, std::size_t rows,
                                       std::size_t columns, LevelMatrix& into) const {
  const float* levels = levels_.data();
  for (std::size_t i = 0; i < std::min(size(), rows); ++i) {
    const float sum = rates.on * up_sum_[i] + rates.off * down_sum_[i];
    const float bound = sum > most_leave ? most_leave / sum : 1.0F;
    const float on = rates.on * bound;
    const float off = rates.off * bound;
    const float from = change + levels_[i];
    const float* up = up_.row(i);
    const float* down = down_.row(i);
    const float* variance = variance_.row(i);
    float* row = into.row(i);
    for (std::size_t j = 0; j < std::min(size(), columns); ++j) {
      const float density = detect_math::student4(from - levels[j], scale * scale + variance[j]);
      row[j] = (on * up[j] + off * down[j]) * density;
    }
  }
}

namespace {

constexpr double quiet_changes = 3;   // |change| in scales
constexpr double change_step = 0.25;  // in scales
constexpr double log_scale_step = 0.1;
constexpr double log_minutes_step = 0.2;
constexpr double most_minutes = 60;

/// A point of the grid.
struct GridPoint {
  std::int64_t change;
  std::int64_t scale;
  std::int64_t minutes;

  [[nodiscard]] std::uint64_t key() const {
    constexpr std::int64_t middle = 1 << 15;
    return static_cast<std::uint64_t>(((change + middle) << 32) | ((scale + middle) << 16) |
                                      (minutes + middle));
  }
};

double value(std::int64_t place, double step) { return static_cast<double>(place) * step; }

}  // namespace

std::optional<StepMoves> QuietMoves::find(const LightStep& step) {
  const auto scale = static_cast<double>(step.scale);
  const double changes = step.change / scale;
  if (std::abs(changes) > quiet_changes || step.minutes > most_minutes) return std::nullopt;
  const GridPoint place{std::llrint(changes / change_step),
                        std::llrint(std::log(scale) / log_scale_step),
                        std::llrint(std::log(std::max(step.minutes, 1e-3)) / log_minutes_step)};
  const double near_minutes = std::exp(value(place.minutes, log_minutes_step));
  const auto times = static_cast<float>(step.minutes / near_minutes);
  const auto found = table_.find(place.key());
  if (found != table_.end()) return StepMoves{&found->second, times};

  LevelMatrix matrix(moves_.size());
  if ((table_.size() + 1) * matrix.bytes() > most_bytes_) return std::nullopt;
  const double near_scale = std::exp(value(place.scale, log_scale_step));
  const double near_change = value(place.change, change_step) * near_scale;
  moves_.weigh(moves_.rates(near_minutes), static_cast<float>(near_change),
               static_cast<float>(near_scale), matrix.stride(), matrix.stride(), matrix);
  return StepMoves{&table_.emplace(place.key(), std::move(matrix)).first->second, times};
}

LAMPLIGHTER_WIDE void LampTransition::forward(const float* from, float* to) const {
  const LevelMatrix& matrix = *moves.matrix;
  for (std::size_t j = 0; j < after; ++j) to[j] = from[j] * stay[j];
  for (std::size_t j = after; j < matrix.stride(); ++j) to[j] = 0;
  for (std::size_t i = 0; i < std::min(before, matrix.size()); ++i) {
    const float* row = matrix.row(i);
    const float here = from[i] * moves.times;
    for (std::size_t j = 0; j < after; ++j) to[j] += here * row[j];
  }
}

LAMPLIGHTER_WIDE void LampTransition::backward(const float* to, float* from) const {
  const LevelMatrix& matrix = *moves.matrix;
  const std::size_t rows = std::min(before, matrix.size());
  for (std::size_t i = 0; i < rows; ++i)
    from[i] = product_of(matrix.row(i), to, after) * moves.times + to[i] * stay[i];
  for (std::size_t i = rows; i < matrix.stride(); ++i) from[i] = 0;
}

}  // namespace lamplighter
