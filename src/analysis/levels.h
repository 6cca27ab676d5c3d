// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/value_counts.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lamplighter {

/// How many levels of brightness a room is sorted into.
inline constexpr std::size_t default_level_count = 4;

/// Levels of brightness, darkest first: the number of a level is its place in that order.
struct Levels {
  std::vector<std::optional<double>> centres;  ///< mean value in lux; nothing for an empty level
  std::vector<std::int64_t> counts;            ///< samples of each level
  std::vector<double> cuts;  ///< smallest value of level 1, 2, …: one less than there are levels
  double inertia = 0;        ///< sum of squared distances from the centres, lux²

  friend bool operator==(const Levels&, const Levels&) = default;
};

/// The `count` levels with the least inertia there can be: 1-D k-means, solved exactly. The same
/// values give the same levels always. Fewer levels where there are fewer distinct values.
/// Requires: count >= 1.
Levels best_levels(const ValueCounts& values, std::size_t count);

/// The levels that given cuts make. Requires: `cuts` rise.
Levels levels_at(const ValueCounts& values, const std::vector<double>& cuts);

}  // namespace lamplighter
