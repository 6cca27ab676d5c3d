// SPDX-License-Identifier: Apache-2.0
#include "analysis/smooth.h"

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
  sum = 0;  // what no sensor sends, but a file may hold: a sum beyond the greatest double
  for (const Sample<Lux>& sample : window) sum += sample.value.value() / count;
  return std::clamp(sum, -greatest, greatest);
}

/// Nearest multiple of `resolution`, ties to the even one; never -0.
double rounded(double value, double resolution) {
  const double multiple = std::nearbyint(value / resolution) * resolution + 0.0;
  return std::isfinite(multiple) ? multiple : value;
}

/// From the end to the start, so that the window of each sample still holds what was read.
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

}  // namespace lamplighter
