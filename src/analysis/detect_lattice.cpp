// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_lattice.h"

namespace lamplighter {

void normalise(float* row, std::size_t size) {
  const float scale = 1 / sum_of(row, padded(size));
  for (std::size_t j = 0; j < size; ++j) row[j] = row[j] * scale + 1e-30F;
}

LampLattice::LampLattice(const Light& light, const LampModel& model, std::size_t table_bytes)
    : light_(light),
      model_(model),
      emission_(model),
      daylight_(model),
      moves_(model),
      quiet_(moves_, table_bytes),
      computed_(model.size()),
      last_(stride()) {}

void LampLattice::advance(LatticeBlock& block, std::size_t length) {
  const std::size_t size = model_.size();
  block.from = next_;
  block.until = std::min(next_ + length, light_.steps.size());
  block.stride = stride();
  const std::size_t steps = block.until - block.from;
  for (auto* rows : {&block.fit, &block.stay, &block.forward}) rows->resize(steps * stride());
  block.moves.resize(steps);
  for (std::size_t k = 0; k < steps; ++k) {
    const LightStep& step = light_.steps[block.from + k];
    float* forward = &block.forward[k * stride()];
    if (block.from + k == 0) {
      forward[0] = 0.5F;
      for (std::size_t j = 1; j < size; ++j) forward[j] = static_cast<float>(model_.weights[j] / 2);
    } else {
      prepare_stay(step, &block.stay[k * stride()]);
      block.moves[k] = quiet_.find(step).value_or(StepMoves{nullptr, 1});
      transition(block, block.from + k).forward(last_.data(), forward);
    }
    float* fit = &block.fit[k * stride()];
    emission_(step, {fit, size});
    for (std::size_t j = 0; j < stride(); ++j) forward[j] *= fit[j];
    normalise(forward, size);
    last_.assign(forward, forward + stride());
  }
  next_ = block.until;
}

void LampLattice::prepare_stay(const LightStep& step, float* stay) const {
  daylight_(step, {stay, model_.size()});
  const MoveRates rates = moves_.rates(step.minutes);
  for (std::size_t i = 0; i < model_.size(); ++i) stay[i] *= 1 - moves_.leave(i, rates);
}

LampTransition LampLattice::transition(const LatticeBlock& block, std::size_t t) {
  const std::size_t k = t - block.from;
  StepMoves moves = block.moves[k];
  if (moves.matrix == nullptr) {
    const LightStep& step = light_.steps[t];
    moves_.weigh(moves_.rates(step.minutes), static_cast<float>(step.change), step.scale,
                 computed_);
    moves.matrix = &computed_;
  }
  return {&block.stay[k * stride()], moves};
}

}  // namespace lamplighter
