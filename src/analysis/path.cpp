// SPDX-License-Identifier: Apache-2.0
#include "analysis/path.h"

#include "analysis/subsequences.h"
#include "analysis/switching.h"
#include "analysis/value_counts.h"

namespace lamplighter {

Analysis analyse(std::vector<Sample<Lux>> samples, const Place& place,
                 const PathSettings& settings) {
  Analysis result;
  Series<Lux> series = split_at_gaps(std::move(samples), settings.max_gap);
  result.gaps = gaps(series);

  series = smooth(std::move(series), settings.smoothing);
  result.smoothed = summary(series);

  const auto values = value_counts(series.all());
  result.levels = settings.cuts.empty() ? best_levels(values, settings.level_count)
                                        : levels_at(values, settings.cuts);

  result.on_from = on_from(result.levels, settings.on_level);
  const auto runs = switching(series, result.on_from);
  result.on_samples = on_samples(runs);
  result.states = switching_states(series, runs);

  const auto blocks = zoning(series, place);
  result.whole_runs = whole_runs(runs, blocks);
  result.subsequences = subsequences(runs, blocks);
  return result;
}

}  // namespace lamplighter
