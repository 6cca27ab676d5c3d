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
  block.before = last_reached_;
  const std::size_t steps = block.until - block.from;
  for (auto* rows : {&block.fit, &block.stay, &block.forward}) rows->assign(steps * stride(), 0);
  block.moves.resize(steps);
  block.reached.resize(steps);
  for (std::size_t k = 0; k < steps; ++k) {
    const LightStep& step = light_.steps[block.from + k];
    float* forward = &block.forward[k * stride()];
    block.reached[k] = reached(block.from + k);
    const std::size_t levels = std::min(size, block.reached[k]);
    if (block.from + k == 0) {
      forward[0] = 0.5F;
      for (std::size_t j = 1; j < levels; ++j) {
        forward[j] = static_cast<float>(model_.weights[j] / 2);
      }
    } else {
      prepare_stay(step, {&block.stay[k * stride()], levels});
      block.moves[k] = quiet_.find(step).value_or(StepMoves{nullptr, 1});
      transition(block, block.from + k).forward(last_.data(), forward);
    }
    float* fit = &block.fit[k * stride()];
    emission_(step, {fit, levels});
    for (std::size_t j = 0; j < block.reached[k]; ++j) forward[j] *= fit[j];
    normalise(forward, levels);
    last_.assign(forward, forward + stride());
    last_reached_ = block.reached[k];
  }
  next_ = block.until;
}

std::size_t LampLattice::reached(std::size_t t) const {
  constexpr std::size_t around = 3;  // readings: a hand does not cover the sensor for longer
  double brightest = 0;
  const std::size_t last = std::min(light_.steps.size() - 1, t + around);
  for (std::size_t k = t - std::min(t, around); k <= last; ++k) {
    brightest = std::max(brightest, light_.steps[k].above_floor());
  }
  return padded(emission_.possible(light_.steps[t], brightest));
}

void LampLattice::prepare_stay(const LightStep& step, std::span<float> stay) const {
  daylight_(step, stay);
  const MoveRates rates = moves_.rates(step.minutes);
  for (std::size_t i = 0; i < stay.size(); ++i) stay[i] *= 1 - moves_.leave(i, rates);
}

LampTransition LampLattice::transition(const LatticeBlock& block, std::size_t t) {
  const std::size_t k = t - block.from;
  const std::size_t before = k == 0 ? block.before : block.reached[k - 1];
  const LightStep& step = light_.steps[t];
  StepMoves moves = block.moves[k];
  if (moves.matrix == nullptr) {
    moves_.weigh(moves_.rates(step.minutes), static_cast<float>(step.change), step.scale, before,
                 block.reached[k], computed_);
    moves.matrix = &computed_;
  }
  moves.times *= step.likeness;
  return {&block.stay[k * stride()], moves, before, block.reached[k]};
}

// While the lamps stay, a change of light d is one of three things:
//   noise     t4(d/σ)/σ with the typical change σ around it
//   drift     a cloud or a curtain changes daylight by a ratio: ln(D'/D) is normal, where D' is the
//             light without the lamps; more often by day than by night
//   a crowd   one of the many jumps that broken cloud causes, at their share of the minutes
namespace {

using detect_math::exp;
using detect_math::log;

/// Probability of a drift within the minutes of a step; rises smoothly with the height of the sun.
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

// If the lamps add L lux, then D = lux - L - floor is daylight. It is never negative, it is zero at
// night, and by day it is close to that of other days at the same time. Lamps do not have exactly
// the size of their level: everything is blurred by a tenth of L.
namespace {

constexpr float blur = 0.1F;

/// Readings close together are not independent: a reading has full weight if it stands for at least
/// `full` minutes.
float weight(const LightStep& step, double full) {
  return step.minutes == 0 ? 1.0F : static_cast<float>(std::min(1.0, step.minutes / full));
}

}  // namespace

LampEmission::LampEmission(const LampModel& model)
    : levels_(model.levels.begin(), model.levels.end()), noise_(model.noise) {}

namespace {

constexpr float most_against_dark = 10;  // as a logarithm: a hand may cover the sensor

}  // namespace

// Where D + 2τ = -√20 τ, the evidence against a level is at its maximum.
std::size_t LampEmission::possible(const LightStep& step, double above_floor) const {
  constexpr double taus = 6.4722;  // 2 + √20
  const double brightest = (above_floor + taus * noise_.of(step)) / (1 - taus * blur);
  const auto above = std::ranges::upper_bound(levels_, static_cast<float>(brightest));
  return std::max<std::size_t>(1, static_cast<std::size_t>(above - levels_.begin()));
}

LAMPLIGHTER_WIDE void LampEmission::operator()(const LightStep& step, std::span<float> fit) const {
  const auto noise = static_cast<float>(noise_.of(step));
  const auto light = static_cast<float>(step.above_floor());
  for (std::size_t j = 0; j < fit.size(); ++j) {
    const float tolerance = noise + blur * levels_[j];
    const float below = std::min(0.0F, light - levels_[j] + 2 * tolerance) / tolerance;
    fit[j] = -std::min(most_against_dark, 0.5F * below * below);
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
  constexpr float anything = 0.05F;  // headlights, the moon: light from no lamp of the room
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

namespace {

std::size_t block_length(const Light& light) {
  constexpr double four_days = 4 * 1440.0;
  constexpr double least = 2048;  // steps: with rare readings, a table must still pay off
  return static_cast<std::size_t>(std::max(least, four_days / std::max(light.spacing, 1e-3)));
}

/// The backward pass.
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
      const std::size_t day = length / 4;  // includes a night, in which much is certain
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
      if (answering) answer_at(t, block.forward_at(t), block.reached[t - block.from]);
      if (t == 0) break;
      const float* fit = block.fit_at(t);
      const LampTransition transition = lattice_.transition(block, t);
      for (std::size_t j = 0; j < transition.after; ++j) fitting_[j] = fit[j] * later_[j];
      transition.backward(fitting_.data(), later_.data());
      if (answering) {
        const float* before = t > block.from ? block.forward_at(t - 1) : before_block_.data();
        const float all = product_of(before, later_.data(), transition.before);
        switches_.add(t, before, transition, fitting_.data(), all, answer_);
      }
      normalise(later_.data(), std::min(model_.size(), transition.before));
    }
    if (answering) {
      const float* last = block.forward_at(block.until - 1);
      before_block_.assign(last, last + later_.size());
    }
  }

  void answer_at(std::size_t t, const float* forward, std::size_t reached) {
    for (std::size_t j = 0; j < reached; ++j) fitting_[j] = forward[j] * later_[j];
    const float all = sum_of(fitting_.data(), reached);
    answer_.on[t] = 1 - fitting_[0] / all;
    answer_.lux[t] = product_of(fitting_.data(), levels_.data(), reached) / all;
  }

  const Light& light_;
  const LampModel& model_;
  LampLattice lattice_;
  SwitchCount switches_;
  std::vector<float> levels_;
  std::vector<float> later_;         ///< backward sums
  std::vector<float> fitting_;       ///< backward sums times the emission
  std::vector<float> before_block_;  ///< forward sums of the last step of the previous block
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
  const std::size_t rows = std::min(model_.size(), transition.before);
  const std::size_t columns = std::min(model_.size(), transition.after);
  for (std::size_t i = 0; i < rows; ++i) {
    const float* row = transition.moves.matrix->row(i);
    const float here = before[i] * transition.moves.times / all;
    if (here * product_of(row, after, transition.after) < negligible) continue;
    for (std::size_t j = 0; j < columns; ++j) {
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
