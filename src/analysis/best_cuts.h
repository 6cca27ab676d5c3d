// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/cut_windows.h"
#include "analysis/value_counts.h"

#include <cstddef>
#include <vector>

namespace lamplighter {

/// Where to cut `values` into `count` levels so that their inertia is least: positions of the first
/// values of levels 1, 2, …, rising. With fewer than `count` distinct values every value is a
/// level. Requires: count >= 1.
std::vector<std::size_t> best_cuts(const ValueCounts& values, std::size_t count);

/// The same with each cut looked for in its window only. Requires: the windows are those of
/// `all_positions` or lie in them, ends rising; sums stand at the start.
std::vector<std::size_t> cuts_within(RunningSums sums, std::vector<CutWindow> windows);

}  // namespace lamplighter
