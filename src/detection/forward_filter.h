// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/model.h"
#include "detection/transitions.h"

#include <span>

namespace lamplighter {

/// The likelihood of a change of light if the lamps stay at their level: a density per lux.
class DaylightChange {
 public:
  explicit DaylightChange(const LampModel& model);

  /// Fills in one density per level, for the first density.size() levels.
  void operator()(const LightStep& step, std::span<float> density) const;

 private:
  std::vector<float> levels_;
  float noise_;
  float shift_;
  float crowd_minutes_;
};

/// How well a reading fits each level of the lamps: p(reading | level) up to a common factor.
class LampEmission {
 public:
  explicit LampEmission(const LampModel& model);

  /// Fills in one value per level, for the first fit.size() levels; the best is 1, none is below
  /// e^-87.
  void operator()(const LightStep& step, std::span<float> fit) const;

  /// The number of levels that are not far too bright for a light of `above_floor` lux at this
  /// step.
  [[nodiscard]] std::size_t possible(const LightStep& step, double above_floor) const;

 private:
  void add_night(const LightStep& step, std::span<float> fit) const;
  void add_sky(const LightStep& step, std::span<float> fit) const;

  std::vector<float> levels_;
  LightNoise noise_;
};

/// A stretch of steps with the forward sums of each level, and what the backward pass needs again.
/// Rows are padded, one per step.
struct LatticeBlock {
  std::size_t from = 0;   ///< first step
  std::size_t until = 0;  ///< one past the last step
  std::size_t stride = 0;
  std::size_t before = 0;            ///< levels reachable before the first step
  std::vector<float> fit;            ///< emission
  std::vector<float> stay;           ///< diagonal of the transition into the step
  std::vector<float> forward;        ///< p(level | readings up to here); sum 1
  std::vector<std::size_t> reached;  ///< number of reachable levels, padded; the rest is 0
  std::vector<StepMoves> moves;      ///< without a matrix if not quiet: computed when needed

  [[nodiscard]] const float* forward_at(std::size_t t) const {
    return &forward[(t - from) * stride];
  }
  [[nodiscard]] const float* fit_at(std::size_t t) const { return &fit[(t - from) * stride]; }
};

/// Forward sums over the lamp levels, block by block. Levels that are far too bright for a reading
/// and for the three on each side of it are skipped, because no lamp can have added so much.
class LampLattice {
 public:
  /// `light` and `model` must outlive this; `light` may grow meanwhile. `table_bytes`: see
  /// QuietMoves.
  LampLattice(const Light& light, const LampModel& model,
              std::size_t table_bytes = QuietMoves::usual_bytes);

  [[nodiscard]] std::size_t stride() const { return computed_.stride(); }

  /// Fills `block` with the next `length` steps, or with those that remain. Requires: the previous
  /// block has not been changed.
  void advance(LatticeBlock& block, std::size_t length);

  /// The transition into step t of a block; valid until the next call. Requires: t > 0.
  LampTransition transition(const LatticeBlock& block, std::size_t t);

 private:
  void prepare_stay(const LightStep& step, std::span<float> stay) const;
  [[nodiscard]] std::size_t reached(std::size_t t) const;

  const Light& light_;
  const LampModel& model_;
  LampEmission emission_;
  DaylightChange daylight_;
  LampMoves moves_;
  QuietMoves quiet_;
  LevelMatrix computed_;
  std::size_t next_ = 0;
  std::vector<float> last_;       ///< forward sums of the last step
  std::size_t last_reached_ = 0;  ///< levels reachable there
};

/// Scales a padded row of `size` numbers to sum 1, then adds 1e-30 to each: no state becomes
/// impossible, and slow denormal numbers are avoided.
void normalise(float* row, std::size_t size);

/// What the lamps did, given all readings. One entry per step unless stated otherwise.
struct LampPosterior {
  std::vector<float> on;         ///< probability that any lamp is on
  std::vector<float> lux;        ///< expected lux of the lamps; off counts as 0
  std::vector<float> rise;       ///< probability that they rose by two levels or more at this step
  std::vector<float> fall;       ///< probability that they fell; both 0 if the light did not jump
  std::vector<double> switches;  ///< per level: expected number of switches of that size, counted
                                 ///< where it can be distinguished from daylight
};

/// Scaled forward and backward sums over the lamp levels (Rabiner, "A tutorial on hidden Markov
/// models", 1989), in blocks of four days: the backward pass through a block starts a day after its
/// end with no information, which has no effect by then. Memory does not grow with the number of
/// levels.
/// Requires: a light with steps, after measure_noise and measure_changes.
LampPosterior infer_lamps(const Light& light, const LampModel& model);

/// Counts the lamps that were switched, from the pair posterior of neighbouring steps.
class SwitchCount {
 public:
  /// `light` and `model` must outlive this.
  SwitchCount(const Light& light, const LampModel& model);

  /// Adds step t to `into`. The posterior of going from level i to level j is
  /// before[i] T(i, j) after[j] divided by `all`.
  void add(std::size_t t, const float* before, const LampTransition& transition, const float* after,
           float all, LampPosterior& into) const;

 private:
  const Light& light_;
  const LampModel& model_;
  std::vector<std::size_t> size_index_;  ///< for each pair of levels, the level of their difference
};

}  // namespace lamplighter
