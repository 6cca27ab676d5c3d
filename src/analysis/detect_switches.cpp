// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_switches.h"

#include "analysis/wide.h"

#include <algorithm>
#include <cmath>

namespace lamplighter {

SwitchCount::SwitchCount(const Light& light, const LampModel& model)
    : light_(light), model_(model), size_index_(model.size() * model.size()) {
  for (std::size_t i = 0; i < model.size(); ++i) {
    for (std::size_t j = 0; j < model.size(); ++j) {
      const double size = std::abs(model.levels[i] - model.levels[j]);
      size_index_[i * model.size() + j] = nearest_level(model.levels, size);
    }
  }
}

LAMPLIGHTER_WIDE void SwitchCount::add(std::size_t t, const float* before,
                                       const LampTransition& transition, const float* after,
                                       float all, LampPosterior& into) const {
  constexpr float negligible = 1e-6F;
  const LightStep& step = light_.steps[t];
  if (std::abs(step.change) < static_cast<double>(step.scale) && !step.after_gap) return;
  const bool close = step.minutes < 5 * light_.spacing;
  for (std::size_t i = 0; i < model_.size(); ++i) {
    const float* row = transition.moves.matrix->row(i);
    const float here = before[i] * transition.moves.times / all;
    if (here * product_of(row, after, transition.moves.matrix->stride()) < negligible) continue;
    for (std::size_t j = 0; j < model_.size(); ++j) {
      const float posterior = here * row[j] * after[j];
      if (posterior < negligible) continue;
      if (j >= i + 2) into.rise[t] += posterior;
      if (i >= j + 2) into.fall[t] += posterior;
      const bool one_step_dimmer = i > 0 && j > 0 && (i > j ? i - j : j - i) < 2;
      if (!close || one_step_dimmer) continue;
      const double size = std::abs(model_.levels[i] - model_.levels[j]);
      const double daylight = std::max(step.above_floor() - model_.levels[j], 0.0);
      if (step.dark() || size >= 3 * daylight) {
        into.switches[size_index_[i * model_.size() + j]] += static_cast<double>(posterior);
      }
    }
  }
}

}  // namespace lamplighter
