// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/value_counts.h"

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

/// Where to cut `values` into `count` levels so that their inertia is least: positions of the first
/// values of levels 1, 2, …, rising. With fewer than `count` distinct values every value is a
/// level. Requires: count >= 1.
std::vector<std::size_t> optimal_kmeans_1d(const ValueCounts& values, std::size_t count);

/// The same with each cut looked for in its window only. Requires: the windows are those of
/// `all_positions` or lie in them, ends rising; sums stand at the start.
std::vector<std::size_t> cuts_within(RunningSums sums, std::vector<CutWindow> windows);

}  // namespace lamplighter
