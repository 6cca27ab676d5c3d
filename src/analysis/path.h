// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/gaps.h"
#include "analysis/optimal_kmeans.h"
#include "analysis/subsequences.h"
#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/series.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lamplighter {

/// How readings are smoothed; the defaults are those of the original algorithm.
struct Smoothing {
  std::size_t window = 5;                ///< readings per mean; at least 1
  std::optional<double> resolution = 1;  ///< lux that a mean is rounded to; none for dim rooms
};

/// Replaces each value by the mean of the last `window` values of its segment, including itself
/// (fewer at the segment's start), rounded to the nearest multiple of `resolution`, ties to even.
Series<Lux> smooth(Series<Lux> series, const Smoothing& smoothing);

/// Summary statistics of a series.
struct Summary {
  std::size_t samples = 0;
  double min = 0;  ///< 0 if there are no samples
  double max = 0;
  double sum = 0;

  friend bool operator==(const Summary&, const Summary&) = default;
};

Summary summary(const Series<Lux>& series);

/// The default number of brightness levels per room.
inline constexpr std::size_t default_level_count = 4;

/// Levels of brightness, darkest first: the number of a level is its index.
struct Levels {
  std::vector<std::optional<double>> centres;  ///< mean value in lux; empty for an empty level
  std::vector<std::int64_t> counts;            ///< samples of each level
  std::vector<double> cuts;  ///< smallest value of level 1, 2, …: one fewer than levels
  double inertia = 0;        ///< sum of squared distances from the centres, lux²

  friend bool operator==(const Levels&, const Levels&) = default;
};

/// The `count` levels with the least possible inertia: 1-D k-means, solved exactly and
/// deterministically. Fewer levels if there are fewer distinct values. Requires: count >= 1.
Levels best_levels(const ValueCounts& values, std::size_t count);

/// The levels between given cuts. Requires: `cuts` ascend.
Levels levels_at(const ValueCounts& values, const std::vector<double>& cuts);

/// The settings of the path from light to runs; the defaults are those of the original algorithm.
struct PathSettings {
  std::chrono::seconds max_gap = default_max_gap;
  Smoothing smoothing;
  std::size_t level_count = default_level_count;
  std::vector<double> cuts;  ///< ascending; empty: the best cuts are computed
  int on_level = 1;          ///< the lowest level at which the lamps count as on, 1 …
};

/// The result of each stage for one room's readings.
struct Analysis {
  std::vector<Gap> gaps;
  Summary smoothed;
  Levels levels;
  std::optional<double> on_from;  ///< lux; empty if the room has no level `on_level`
  std::int64_t on_samples = 0;
  std::vector<Sample<LampState>> states;  ///< as returned by switching_states
  std::vector<WholeRun> whole_runs;
  ZoneSubsequences subsequences;
};

/// The published path: gaps, smoothing, levels, switching, zones, runs and subsequences. Linear in
/// the number of samples; needs little additional memory. Requires: `samples` sorted by time, one
/// room.
Analysis analyse(std::vector<Sample<Lux>> samples, const Place& place,
                 const PathSettings& settings);

/// The illuminance, in lux, from which the lamps count as on: the lower end of level `on_level`.
/// Empty if the room has no such level; then nothing is ever on. Requires: on_level >= 1.
std::optional<double> on_from(const Levels& levels, int on_level);

/// Each segment as runs: a sample of at least `on_from` lux is on, any other is off.
std::vector<RunLengths> switching(const Series<Lux>& series, std::optional<double> on_from);

/// The same as the instants at which a state begins; unknown from the last sample of a segment on.
std::vector<Sample<LampState>> switching_states(const Series<Lux>& series,
                                                const std::vector<RunLengths>& segments);

/// The number of samples that are on.
std::int64_t on_samples(const std::vector<RunLengths>& segments);

}  // namespace lamplighter
