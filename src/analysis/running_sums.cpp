// SPDX-License-Identifier: Apache-2.0
#include "analysis/running_sums.h"

#include <cmath>

namespace lamplighter {
namespace {

/// A power of two that brings every value to ±1.
double scale_for(const std::vector<double>& values) {
  const double greatest = std::max(std::abs(values.front()), std::abs(values.back()));
  return greatest > 0 ? std::ldexp(1.0, -1 - std::ilogb(greatest)) : 1.0;
}

/// The value next above the mean of all samples.
double value_near_mean(const ValueCounts& values, double scale) {
  double n = 0;
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    n += values.count(i);
    sum += values.values[i] * scale * values.count(i);
  }
  const double mean = sum / n;
  return *std::partition_point(values.values.begin(), values.values.end() - 1,
                               [&](double value) { return value * scale < mean; });
}

}  // namespace

RunningSums::RunningSums(const ValueCounts& values) : values_(&values) {
  if (values.size() == 0) return;
  scale_ = scale_for(values.values);
  middle_ = value_near_mean(values, scale_) * scale_;
}

}  // namespace lamplighter
