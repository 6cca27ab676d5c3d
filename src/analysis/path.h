// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/gaps.h"
#include "analysis/levels.h"
#include "analysis/smooth.h"
#include "analysis/subsequences.h"
#include "core/look.h"

#include <optional>
#include <vector>

namespace lamplighter {

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

}  // namespace lamplighter
