// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "detection/model.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace lamplighter {

/// Loops over rows process this many floats at a time: one or two vector registers.
inline constexpr std::size_t lanes = 8;

/// The next multiple of `lanes`.
constexpr std::size_t padded(std::size_t size) { return (size + lanes - 1) / lanes * lanes; }

/// A square matrix, row = from. Rows are padded with zeros to a multiple of `lanes`.
class LevelMatrix {
 public:
  explicit LevelMatrix(std::size_t size)
      : size_(size), stride_(padded(size)), cells_(size_ * stride_, 0.0F) {}

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t stride() const { return stride_; }
  [[nodiscard]] std::size_t bytes() const { return cells_.size() * sizeof(float); }

  [[nodiscard]] const float* row(std::size_t from) const { return &cells_[from * stride_]; }
  [[nodiscard]] float* row(std::size_t from) { return &cells_[from * stride_]; }
  [[nodiscard]] float at(std::size_t from, std::size_t to) const { return row(from)[to]; }
  float& at(std::size_t from, std::size_t to) { return row(from)[to]; }

 private:
  std::size_t size_;
  std::size_t stride_;
  std::vector<float> cells_;
};

/// Sum of a padded row, in vector steps.
inline float sum_of(const float* row, std::size_t stride) {
  float sums[lanes] = {};
  for (std::size_t j = 0; j < stride; j += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) sums[k] += row[j + k];
  }
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

/// Scalar product of two padded rows.
inline float product_of(const float* a, const float* b, std::size_t stride) {
  float sums[lanes] = {};
  for (std::size_t j = 0; j < stride; j += lanes) {
    for (std::size_t k = 0; k < lanes; ++k) sums[k] += a[j + k] * b[j + k];
  }
  float sum = 0;
  for (const float part : sums) sum += part;
  return sum;
}

/// Probability that a lamp is switched on, and off, between two readings.
struct MoveRates {
  float on;
  float off;
};

/// How lamps move between levels, and how much the light changes when they do.
class LampMoves {
 public:
  explicit LampMoves(const LampModel& model);

  [[nodiscard]] std::size_t size() const { return levels_.size(); }

  /// For two readings `minutes` apart.
  [[nodiscard]] MoveRates rates(double minutes) const;

  /// Probability that the lamps leave level `from`, at most .95.
  [[nodiscard]] float leave(std::size_t from, MoveRates rates) const {
    return std::min(0.95F, rates.on * up_sum_[from] + rates.off * down_sum_[from]);
  }

  /// For each move, its probability times the density of a change of light by `change`, where the
  /// typical change is `scale`, in the first `rows` rows and `columns` columns. The diagonal is
  /// zero.
  /// Requires: into.size() == size(); padded counts.
  void weigh(MoveRates rates, float change, float scale, std::size_t rows, std::size_t columns,
             LevelMatrix& into) const;

 private:
  std::vector<float> levels_;
  double on_rate_;
  LevelMatrix up_;        ///< target levels when a lamp is switched on; row sums at most 1
  LevelMatrix down_;      ///< target levels when a lamp is switched off
  LevelMatrix variance_;  ///< a lamp is not always exactly as bright
  std::vector<float> up_sum_;
  std::vector<float> down_sum_;
};

/// The moves of one step: the matrix multiplied by `times`.
struct StepMoves {
  const LevelMatrix* matrix;
  float times;
};

/// The moves of steps in which the light hardly changed, which are most steps: looked up at the
/// nearest grid point of a table over (change, scale, minutes) instead of being computed each time.
/// A test bounds the effect on the result by comparison with a double-precision version.
class QuietMoves {
 public:
  static constexpr std::size_t usual_bytes = std::size_t{8} << 20;

  /// `moves` must outlive this. `most_bytes`: limit for the size of the table.
  explicit QuietMoves(const LampMoves& moves, std::size_t most_bytes = usual_bytes)
      : moves_(moves), most_bytes_(most_bytes) {}

  /// Nothing for a step that is not quiet, or when the table is full. Valid as long as this object.
  std::optional<StepMoves> find(const LightStep& step);

 private:
  const LampMoves& moves_;
  std::size_t most_bytes_;
  std::unordered_map<std::uint64_t, LevelMatrix> table_;
};

/// Transition T of one step, p(level now, change of light | level before), row = from: the lamps
/// stay at their level, or they move. A view: the data it refers to must outlive it.
struct LampTransition {
  const float* stay;   ///< the diagonal, padded
  StepMoves moves;     ///< the rest
  std::size_t before;  ///< levels reachable before the step, padded
  std::size_t after;   ///< levels reachable after the step, padded

  /// to[j] = Σ_i from[i] T(i, j), 0 where unreachable. Requires: padded rows, `from` 0 where
  /// unreachable.
  void forward(const float* from, float* to) const;

  /// from[i] = Σ_j T(i, j) to[j], 0 where unreachable. Requires: as for `forward`.
  void backward(const float* to, float* from) const;
};

}  // namespace lamplighter
