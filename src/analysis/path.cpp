// SPDX-License-Identifier: Apache-2.0
#include "analysis/path.h"

#include "analysis/optimal_kmeans.h"
#include "analysis/subsequences.h"
#include "core/require.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace lamplighter {
namespace {

constexpr double greatest = std::numeric_limits<double>::max();

double mean(std::span<const Sample<Lux>> window) {
  const auto count = static_cast<double>(window.size());
  double sum = 0;
  for (const Sample<Lux>& sample : window) sum += sample.value.value();
  if (std::isfinite(sum)) return sum / count;
  sum = 0;  // the sum overflowed; no sensor sends such values, but a file may contain them
  for (const Sample<Lux>& sample : window) sum += sample.value.value() / count;
  return std::clamp(sum, -greatest, greatest);
}

/// The nearest multiple of `resolution`, ties to even; never -0.
double rounded(double value, double resolution) {
  const double multiple = std::nearbyint(value / resolution) * resolution + 0.0;
  return std::isfinite(multiple) ? multiple : value;
}

/// From the end to the start, so that the window of each sample still has the original values.
void smooth_segment(std::span<Sample<Lux>> segment, const Smoothing& smoothing) {
  for (std::size_t i = segment.size(); i-- > 0;) {
    const std::size_t count = std::min(i + 1, smoothing.window);
    const double value = mean(segment.subspan(i + 1 - count, count));
    segment[i].value = Lux(smoothing.resolution ? rounded(value, *smoothing.resolution) : value);
  }
}

}  // namespace

Series<Lux> smooth(Series<Lux> series, const Smoothing& smoothing) {
  require(smoothing.window >= 1, "the smoothing window must be at least 1");
  require(!smoothing.resolution || *smoothing.resolution > 0,
          "the resolution must be greater than 0");
  for (std::size_t i = 0; i < series.size(); ++i) smooth_segment(series[i], smoothing);
  return series;
}

Summary summary(const Series<Lux>& series) {
  Summary summary;
  if (series.empty()) return summary;
  summary.samples = sample_count(series);
  summary.min = summary.max = series.all().front().value.value();
  for (const Sample<Lux>& sample : series.all()) {
    const double value = sample.value.value();
    summary.min = std::min(summary.min, value);
    summary.max = std::max(summary.max, value);
    summary.sum += value;
  }
  return summary;
}

Analysis analyse(std::vector<Sample<Lux>> samples, const Place& place,
                 const PathSettings& settings) {
  remove_no_values(samples);
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

namespace {

RunLengths runs_of(Segment<Lux> segment, double threshold) {
  RunLengths runs;
  for (const Sample<Lux>& sample : segment) {
    const OnOff state = sample.value.value() >= threshold ? OnOff::on : OnOff::off;
    if (runs.empty() || runs.back().state != state) runs.push_back({state, 0});
    ++runs.back().length;
  }
  return runs;
}

}  // namespace

std::optional<double> on_from(const Levels& levels, int on_level) {
  require(on_level >= 1, "the first level that counts as on must be at least 1");
  const auto index = static_cast<std::size_t>(on_level) - 1;
  if (index >= levels.cuts.size()) return std::nullopt;
  return levels.cuts[index];
}

std::vector<RunLengths> switching(const Series<Lux>& series, std::optional<double> on_from) {
  const double threshold = on_from.value_or(std::numeric_limits<double>::infinity());
  std::vector<RunLengths> segments;
  segments.reserve(series.size());
  for (const Segment<Lux> segment : series) segments.push_back(runs_of(segment, threshold));
  return segments;
}

std::vector<Sample<LampState>> switching_states(const Series<Lux>& series,
                                                const std::vector<RunLengths>& segments) {
  std::vector<Sample<LampState>> states;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const Segment<Lux> segment = series[i];
    std::size_t first = 0;
    for (const Run& run : segments[i]) {
      states.push_back(
          {segment[first].at, run.state == OnOff::on ? LampState::on : LampState::off});
      first += static_cast<std::size_t>(run.length);
    }
    states.push_back({segment.back().at, LampState::unknown});
  }
  return states;
}

std::int64_t on_samples(const std::vector<RunLengths>& segments) {
  std::int64_t count = 0;
  for (const RunLengths& runs : segments) {
    for (const Run& run : runs) count += run.state == OnOff::on ? run.length : 0;
  }
  return count;
}

namespace {

/// Appends the level with the values [from, until).
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
  require(std::is_sorted(cuts.begin(), cuts.end()), "cuts between levels must be sorted");
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
