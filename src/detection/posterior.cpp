// SPDX-License-Identifier: Apache-2.0
#include "detection/posterior.h"

#include "detection/forward_filter.h"
#include "detection/model.h"

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

std::size_t block_length(const Light& light) {
  constexpr double four_days = 4 * 1440.0;
  constexpr double least = 2048;  // where readings are rare, a table of transitions must pay too
  return static_cast<std::size_t>(std::max(least, four_days / std::max(light.spacing, 1e-3)));
}

/// The way back.
class Inference {
 public:
  Inference(const Light& light, const LampModel& model)
      : light_(light),
        model_(model),
        lattice_(light, model),
        switches_(light, model),
        levels_(lattice_.stride()),
        later_(lattice_.stride()),
        fitting_(lattice_.stride()),
        before_block_(lattice_.stride()) {
    std::ranges::copy(model.levels, levels_.begin());
    const std::size_t count = light.steps.size();
    for (auto* row : {&answer_.on, &answer_.lux, &answer_.rise, &answer_.fall}) row->resize(count);
    answer_.switches.resize(model.size());
  }

  LampPosterior run() {
    const std::size_t length = block_length(light_);
    LatticeBlock block;
    LatticeBlock next;
    lattice_.advance(block, length);
    while (block.until < light_.steps.size()) {
      lattice_.advance(next, length);
      know_nothing();
      const std::size_t day = length / 4;  // a night in it, in which much is certain
      back_through(next, std::min(next.until, next.from + day), false);
      back_through(block, block.until, true);
      std::swap(block, next);
    }
    know_nothing();
    back_through(block, block.until, true);
    return std::move(answer_);
  }

 private:
  void know_nothing() { std::fill_n(later_.begin(), model_.size(), 1.0F); }

  void back_through(const LatticeBlock& block, std::size_t until, bool answering) {
    for (std::size_t t = until; t-- > block.from;) {
      if (answering) answer_at(t, block.forward_at(t));
      if (t == 0) break;
      const float* fit = block.fit_at(t);
      for (std::size_t j = 0; j < fitting_.size(); ++j) fitting_[j] = fit[j] * later_[j];
      const LampTransition transition = lattice_.transition(block, t);
      transition.backward(fitting_.data(), later_.data());
      if (answering) {
        const float* before = t > block.from ? block.forward_at(t - 1) : before_block_.data();
        const float all = product_of(before, later_.data(), later_.size());
        switches_.add(t, before, transition, fitting_.data(), all, answer_);
      }
      normalise(later_.data(), model_.size());
    }
    if (answering) {
      const float* last = block.forward_at(block.until - 1);
      before_block_.assign(last, last + later_.size());
    }
  }

  void answer_at(std::size_t t, const float* forward) {
    for (std::size_t j = 0; j < fitting_.size(); ++j) fitting_[j] = forward[j] * later_[j];
    const float all = sum_of(fitting_.data(), fitting_.size());
    answer_.on[t] = 1 - fitting_[0] / all;
    answer_.lux[t] = product_of(fitting_.data(), levels_.data(), fitting_.size()) / all;
  }

  const Light& light_;
  const LampModel& model_;
  LampLattice lattice_;
  SwitchCount switches_;
  std::vector<float> levels_;
  std::vector<float> later_;         ///< backward sums
  std::vector<float> fitting_;       ///< times the emission
  std::vector<float> before_block_;  ///< forward sums of the last step of the block answered before
  LampPosterior answer_;
};

}  // namespace

LampPosterior infer_lamps(const Light& light, const LampModel& model) {
  return Inference(light, model).run();
}

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
