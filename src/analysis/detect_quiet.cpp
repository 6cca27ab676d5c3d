// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_quiet.h"

#include <cmath>

namespace lamplighter {
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
               static_cast<float>(near_scale), matrix);
  return StepMoves{&table_.emplace(place.key(), std::move(matrix)).first->second, times};
}

}  // namespace lamplighter
