// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/running_sums.h"

#include <cstddef>
#include <vector>

namespace lamplighter {

/// Positions of a cut, both ends included.
struct CutWindow {
  std::size_t first;
  std::size_t last;

  [[nodiscard]] std::size_t size() const { return last - first + 1; }
};

/// For each cut between `levels` levels, in rising order, every position that leaves each level a
/// value. Requires: 2 <= levels <= size.
std::vector<CutWindow> all_positions(std::size_t size, std::size_t levels);

/// The same, narrowed where that pays: windows that surely hold the cuts of the least inertia.
/// Requires: 2 <= levels <= sums.size(), and sums stand at the start.
std::vector<CutWindow> cut_windows(RunningSums sums, std::size_t levels);

}  // namespace lamplighter
