// SPDX-License-Identifier: Apache-2.0
#include "analysis/levels.h"

#include "analysis/optimal_kmeans.h"

#include <algorithm>
#include <cassert>

namespace lamplighter {
namespace {

/// Appends the level that holds the values [from, until).
void append_level(Levels& levels, const ValueCounts& values, std::size_t from, std::size_t until) {
  std::int64_t count = 0;
  double sum = 0;
  for (std::size_t i = from; i < until; ++i) {
    count += values.count(i);
    sum += values.values[i] * values.count(i);
  }
  levels.counts.push_back(count);
  levels.centres.emplace_back();
  if (count == 0) return;
  const double centre = sum / static_cast<double>(count);
  levels.centres.back() = centre;
  for (std::size_t i = from; i < until; ++i) {
    const double distance = values.values[i] - centre;
    levels.inertia += distance * distance * values.count(i);
  }
}

}  // namespace

Levels best_levels(const ValueCounts& values, std::size_t count) {
  std::vector<double> cuts;
  for (const std::size_t position : optimal_kmeans_1d(values, count))
    cuts.push_back(values.values[position]);
  return levels_at(values, cuts);
}

Levels levels_at(const ValueCounts& values, const std::vector<double>& cuts) {
  assert(std::is_sorted(cuts.begin(), cuts.end()));
  Levels levels;
  levels.cuts = cuts;
  std::size_t from = 0;
  for (const double cut : cuts) {
    const auto found = std::lower_bound(values.values.begin(), values.values.end(), cut);
    const auto until = static_cast<std::size_t>(found - values.values.begin());
    append_level(levels, values, from, until);
    from = until;
  }
  append_level(levels, values, from, values.size());
  return levels;
}

}  // namespace lamplighter
