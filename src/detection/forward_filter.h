// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/model.h"
#include "detection/transitions.h"

#include <span>

namespace lamplighter {

/// How likely the light changes as it did if the lamps stay at a level: a density per lux.
class DaylightChange {
 public:
  explicit DaylightChange(const LampModel& model);

  /// One number a level, of the first density.size() levels.
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

  /// One number a level into `fit`, of the first fit.size() levels; the best 1, none below e^-87.
  void operator()(const LightStep& step, std::span<float> fit) const;

  /// How many levels are not far too bright for a light of `above_floor` lux at this step.
  [[nodiscard]] std::size_t possible(const LightStep& step, double above_floor) const;

 private:
  void add_night(const LightStep& step, std::span<float> fit) const;
  void add_sky(const LightStep& step, std::span<float> fit) const;

  std::vector<float> levels_;
  LightNoise noise_;
};

/// A stretch of steps with the forward sums of each level, and what the way back needs again. Rows
/// are padded, one a step.
struct LatticeBlock {
  std::size_t from = 0;   ///< first step
  std::size_t until = 0;  ///< step behind the last
  std::size_t stride = 0;
  std::size_t before = 0;            ///< levels that could be reached before the first step
  std::vector<float> fit;            ///< emission
  std::vector<float> stay;           ///< diagonal of the transition into the step
  std::vector<float> forward;        ///< p(level | readings up to here); sum 1
  std::vector<std::size_t> reached;  ///< levels that can be reached, padded; the rest is 0
  std::vector<StepMoves> moves;      ///< no matrix: not quiet, to be computed

  [[nodiscard]] const float* forward_at(std::size_t t) const {
    return &forward[(t - from) * stride];
  }
  [[nodiscard]] const float* fit_at(std::size_t t) const { return &fit[(t - from) * stride]; }
};

/// Forward sums over the levels of the lamps, block after block. Levels that are far too bright for
/// this reading and for three on each side are left out: lamps cannot have been there.
class LampLattice {
 public:
  /// `light` and `model` outlive this; `light` may grow meanwhile. `table_bytes`: see QuietMoves.
  LampLattice(const Light& light, const LampModel& model,
              std::size_t table_bytes = QuietMoves::usual_bytes);

  [[nodiscard]] std::size_t stride() const { return computed_.stride(); }

  /// Fills `block` with the next `length` steps or what is left of them. The block before this one
  /// is still as it was filled.
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
  std::size_t last_reached_ = 0;  ///< levels that could be reached there
};

/// Scales a padded row of `size` numbers to the sum 1, then adds 1e-30 to each: nothing is ever
/// impossible, and the slow denormal numbers stay away.
void normalise(float* row, std::size_t size);

/// What the lamps did, given all readings. One entry a step unless said otherwise.
struct LampPosterior {
  std::vector<float> on;    ///< probability that any lamp is on
  std::vector<float> lux;   ///< expected lux of the lamps; off counts 0
  std::vector<float> rise;  ///< probability that they rose by two levels or more into this step
  std::vector<float> fall;  ///< and that they fell; both 0 where the light did not jump
  std::vector<double> switches;  ///< a level: expected number of switches of that size, counted
                                 ///< where it could be told from daylight
};

/// Scaled forward and backward sums over the levels of the lamps (Rabiner, "A tutorial on hidden
/// Markov models", 1989), in blocks of four days: the way back through a block starts a day later
/// with nothing known, which by then is forgotten. Memory does not grow with the levels.
/// Requires: a light with steps, measured by measure_noise and measure_changes.
LampPosterior infer_lamps(const Light& light, const LampModel& model);

/// Finds in the pair posterior of neighbouring steps what lamps were switched.
class SwitchCount {
 public:
  /// `light` and `model` outlive this.
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
