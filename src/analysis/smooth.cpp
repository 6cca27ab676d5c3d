// SPDX-License-Identifier: Apache-2.0
#include "analysis/smooth.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace lamplighter {
namespace {

/// Nearest multiple of `resolution`, ties to the even one; never -0.
double rounded(double value, double resolution) {
  return std::nearbyint(value / resolution) * resolution + 0.0;
}

/// From the end to the start, so that the window of each sample still holds what was read.
void smooth_segment(std::span<Sample<Lux>> segment, const Smoothing& smoothing) {
  for (std::size_t i = segment.size(); i-- > 0;) {
    const std::size_t count = std::min(i + 1, smoothing.window);
    double sum = 0;
    for (std::size_t j = i + 1 - count; j <= i; ++j) sum += segment[j].value.value();
    const double mean = sum / static_cast<double>(count);
    segment[i].value = Lux(smoothing.resolution ? rounded(mean, *smoothing.resolution) : mean);
  }
}

}  // namespace

Series<Lux> smooth(Series<Lux> series, const Smoothing& smoothing) {
  assert(smoothing.window >= 1);
  assert(!smoothing.resolution || *smoothing.resolution > 0);
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

}  // namespace lamplighter
