// SPDX-License-Identifier: Apache-2.0
#include "detection/forward_filter.h"

#include "detection/model.h"

#include <algorithm>
#include <cmath>

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

// While the lamps stay, a change of light d is one of three things:
//   noise     t4(d/σ)/σ with the usual change σ around it
//   drift     a cloud or a curtain changes daylight by a ratio: ln(D'/D) is normal, and D' is what
//             remains of the light after the lamps; more often by day than by night
//   a crowd   one of the many jumps that broken cloud makes, in the share that they are of minutes
namespace {

using detect_math::exp;
using detect_math::log;

/// Chance of a drift within the minutes of a step; the sun's rise turns it on.
float drift_chance(const LightStep& step, float minutes) {
  return std::min(0.5F, minutes * (0.003F / (1 + exp(-1.5F * (step.sun + 3))) + 0.0002F));
}

}  // namespace

DaylightChange::DaylightChange(const LampModel& model)
    : levels_(model.levels.begin(), model.levels.end()),
      noise_(static_cast<float>(model.noise.day)),
      shift_(static_cast<float>(model.noise.log_shift())),
      crowd_minutes_(static_cast<float>(2 * model.crowd_reach.count())) {}

LAMPLIGHTER_WIDE void DaylightChange::operator()(const LightStep& step,
                                                 std::span<float> density) const {
  constexpr float root_two_pi = 2.50662827F;
  const auto change = static_cast<float>(step.change);
  const auto minutes = static_cast<float>(std::min(step.minutes, 30.0));
  const float drift = drift_chance(step, minutes);
  const float still = (1 - drift) * detect_math::student4(change, step.scale * step.scale);
  const auto light = static_cast<float>(step.above_floor());
  const float spread = 0.7F * exp(0.15F * log(std::clamp(minutes, 1.0F, 10.0F)));
  const float height = drift / (spread * root_two_pi);
  const float narrow = -0.5F / (spread * spread);
  for (std::size_t j = 0; j < density.size(); ++j) {
    const float after = std::max(light - levels_[j], 0.0F) + shift_;
    const float before = std::max(light - change - levels_[j], 0.0F) + shift_;
    const float r = log(after / before);
    density[j] = still + height / after * exp(narrow * r * r);
  }
  if (step.crowd == 0) return;
  const float crowd = std::min(0.5F, step.crowd * minutes / crowd_minutes_);
  const float factor = crowd / (1.5F * std::abs(change) + noise_);
  for (std::size_t j = 0; j < density.size(); ++j) {
    const float after = std::max(light - levels_[j], 0.0F) + shift_;
    const float before = std::max(light - change - levels_[j], 0.0F) + shift_;
    const float r = log(after / before);
    density[j] += factor * exp(-0.5F * r * r);
  }
}

// If the lamps add L lux, then D = lux - L - floor is daylight. Three things are known of it: it is
// not negative; there is none at night; by day it lies near what other days had at this time.
// Lamps are not exactly of their level's size: everything is blurred by a tenth of L.
namespace {

constexpr float blur = 0.1F;

/// Readings close together say the same thing: a reading that stands for `full` minutes or more has
/// full weight.
float weight(const LightStep& step, double full) {
  return step.minutes == 0 ? 1.0F : static_cast<float>(std::min(1.0, step.minutes / full));
}

}  // namespace

LampEmission::LampEmission(const LampModel& model)
    : levels_(model.levels.begin(), model.levels.end()), noise_(model.noise) {}

LAMPLIGHTER_WIDE void LampEmission::operator()(const LightStep& step, std::span<float> fit) const {
  constexpr float most_against = 10;
  const auto noise = static_cast<float>(noise_.of(step));
  const auto light = static_cast<float>(step.above_floor());
  for (std::size_t j = 0; j < fit.size(); ++j) {
    const float tolerance = noise + blur * levels_[j];
    const float below = std::min(0.0F, light - levels_[j] + 2 * tolerance) / tolerance;
    fit[j] = -std::min(most_against, 0.5F * below * below);
  }
  if (step.dark()) {
    add_night(step, fit);
  } else if (step.sky_low <= step.sky_high) {
    add_sky(step, fit);
  }
  const float best = *std::ranges::max_element(fit);
  for (float& value : fit) value = detect_math::exp(value - best);
}

LAMPLIGHTER_WIDE void LampEmission::add_night(const LightStep& step, std::span<float> fit) const {
  constexpr float anything = 0.05F;  // headlights, a moon: light that no lamp of the room made
  const auto light = static_cast<float>(step.above_floor());
  const auto spread = static_cast<float>(2 * noise_.dark + noise_.spread);
  const float share = weight(step, 5);
  const float largest = levels_.back();
  for (std::size_t j = 0; j < fit.size(); ++j) {
    const float lamp = blur * levels_[j];
    const float variance = spread * spread + lamp * lamp;
    const float width = variance * detect_math::inverse_sqrt(variance);
    const float near = detect_math::student4(light - levels_[j], variance);
    fit[j] += share * detect_math::log((1 - anything) * near + anything / (largest + width));
  }
}

LAMPLIGHTER_WIDE void LampEmission::add_sky(const LightStep& step, std::span<float> fit) const {
  constexpr float sky_spread = 0.4F;
  constexpr float most_against = 8;
  const auto light = static_cast<float>(step.above_floor());
  const auto shift = static_cast<float>(noise_.log_shift());
  const float share = weight(step, 30);
  for (std::size_t j = 0; j < fit.size(); ++j) {
    const float lamp = blur * levels_[j];
    const float most = detect_math::log(std::max(light - levels_[j] + lamp, 0.0F) + shift);
    const float least = detect_math::log(std::max(light - levels_[j] - lamp, 0.0F) + shift);
    const float outside = std::max(0.0F, std::max(step.sky_low - most, least - step.sky_high));
    const float z = outside / sky_spread;
    fit[j] -= share * std::min(most_against, 0.5F * z * z);
  }
}

}  // namespace lamplighter
