// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/detect_moves.h"

#include <cstdint>
#include <optional>
#include <unordered_map>

namespace lamplighter {

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
  static constexpr std::size_t usual_bytes = std::size_t{24} << 20;

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

}  // namespace lamplighter
