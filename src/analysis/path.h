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

/// How readings are smoothed; the defaults are the ancestor's.
struct Smoothing {
  std::size_t window = 5;                ///< readings that a mean is taken of; at least 1
  std::optional<double> resolution = 1;  ///< lux that a mean is rounded to; nothing for dim rooms
};

/// Replaces each value by the mean of the last `window` of its segment, itself among them (fewer at
/// the segment's start), rounded to the nearest multiple of `resolution`, ties to even.
Series<Lux> smooth(Series<Lux> series, const Smoothing& smoothing);

/// What a series' values come to.
struct Summary {
  std::size_t samples = 0;
  double min = 0;  ///< of no samples: 0
  double max = 0;
  double sum = 0;

  friend bool operator==(const Summary&, const Summary&) = default;
};

Summary summary(const Series<Lux>& series);

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

/// The choices along the way from light to runs; the defaults are the ancestor's.
struct PathSettings {
  std::chrono::seconds max_gap = default_max_gap;
  Smoothing smoothing;
  std::size_t level_count = default_level_count;
  std::vector<double> cuts;  ///< rising; empty: the best cuts are computed
  int on_level = 1;          ///< the lowest level at which the lamps count as on, 1 …
};

/// What each stage made of one room's readings.
struct Analysis {
  std::vector<Gap> gaps;
  Summary smoothed;
  Levels levels;
  std::optional<double> on_from;  ///< lux; nothing where the room has no level `on_level`
  std::int64_t on_samples = 0;
  std::vector<Sample<LampState>> states;  ///< as switching_states
  std::vector<WholeRun> whole_runs;
  ZoneSubsequences subsequences;
};

/// The ancestor's path: gaps, smooth, levels, switching, zones, runs and subsequences. Linear in
/// the number of samples; needs little memory beyond them. Requires: `samples` sorted by time, one
/// room.
Analysis analyse(std::vector<Sample<Lux>> samples, const Place& place,
                 const PathSettings& settings);

/// The light, in lux, from which on the lamps count as on: the lower end of level `on_level`.
/// Nothing where the room has no such level; then nothing is ever on. Requires: on_level >= 1.
std::optional<double> on_from(const Levels& levels, int on_level);

/// Each segment as runs: a sample of at least `on_from` lux is on, one below it is off.
std::vector<RunLengths> switching(const Series<Lux>& series, std::optional<double> on_from);

/// The same as the instants at which a state begins; unknown from the last sample of a segment on.
std::vector<Sample<LampState>> switching_states(const Series<Lux>& series,
                                                const std::vector<RunLengths>& segments);

/// Number of samples that are on.
std::int64_t on_samples(const std::vector<RunLengths>& segments);

}  // namespace lamplighter
