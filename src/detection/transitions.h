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

/// Floats in one vector register or two: loops over rows go in these steps.
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

/// Chance that something goes on, and that something goes off, between two readings.
struct MoveRates {
  float on;
  float off;
};

/// How the lamps go from one level to another, and how much the light changes when they do.
class LampMoves {
 public:
  explicit LampMoves(const LampModel& model);

  [[nodiscard]] std::size_t size() const { return levels_.size(); }

  /// For two readings so many minutes apart.
  [[nodiscard]] MoveRates rates(double minutes) const;

  /// Chance that the lamps leave level `from`, at most .95.
  [[nodiscard]] float leave(std::size_t from, MoveRates rates) const {
    return std::min(0.95F, rates.on * up_sum_[from] + rates.off * down_sum_[from]);
  }

  /// For each move, its chance times the density of a change of light by `change` where the usual
  /// change is `scale`, in the first `rows` rows and `columns` columns. The diagonal is zero.
  /// Requires: into.size() == size(); padded counts.
  void weigh(MoveRates rates, float change, float scale, std::size_t rows, std::size_t columns,
             LevelMatrix& into) const;

 private:
  std::vector<float> levels_;
  double on_rate_;
  LevelMatrix up_;        ///< where to, when something goes on; row sums at most 1
  LevelMatrix down_;      ///< and when something goes off
  LevelMatrix variance_;  ///< a lamp is not exactly as bright as last time
  std::vector<float> up_sum_;
  std::vector<float> down_sum_;
};

/// The moves of one step: `times` the matrix.
struct StepMoves {
  const LevelMatrix* matrix;
  float times;
};

/// The moves of steps in which the light hardly changed, and that is most of them, from a table
/// over (change, scale, minutes), to the nearest of its grid, instead of computed each time. What
/// that does to the answer is bounded by a test against a plain version in double precision.
class QuietMoves {
 public:
  static constexpr std::size_t usual_bytes = std::size_t{8} << 20;

  /// `moves` outlives this. `most_bytes`: what the table may grow to.
  explicit QuietMoves(const LampMoves& moves, std::size_t most_bytes = usual_bytes)
      : moves_(moves), most_bytes_(most_bytes) {}

  /// Nothing for a step that is not quiet, or when the table is full. Valid as long as this.
  std::optional<StepMoves> find(const LightStep& step);

 private:
  const LampMoves& moves_;
  std::size_t most_bytes_;
  std::unordered_map<std::uint64_t, LevelMatrix> table_;
};

/// Transition T of one step, p(level now, change of light | level before), row = from: the lamps
/// stay where they are, or they move. A view: what it points to outlives it.
struct LampTransition {
  const float* stay;   ///< the diagonal, padded
  StepMoves moves;     ///< the rest
  std::size_t before;  ///< levels that can be reached before the step, padded
  std::size_t after;   ///< and behind it, padded

  /// to[j] = Σ_i from[i] T(i, j), 0 where it cannot be reached. Requires: padded rows, `from` 0
  /// where it cannot be reached.
  void forward(const float* from, float* to) const;

  /// from[i] = Σ_j T(i, j) to[j], 0 where it cannot be reached. Requires: likewise.
  void backward(const float* to, float* from) const;
};

}  // namespace lamplighter
