// SPDX-License-Identifier: Apache-2.0
#include "analysis/gaps.h"

#include <algorithm>

namespace lamplighter {

void remove_no_values(std::vector<Sample<Lux>>& samples) {
  std::erase_if(samples, [](const Sample<Lux>& sample) {
    return sample.value.value() == 65534 || sample.value.value() == 65535;
  });
}

Series<Lux> split_at_gaps(std::vector<Sample<Lux>> samples, std::chrono::seconds max_gap) {
  std::vector<std::size_t> begins;
  if (!samples.empty()) begins.push_back(0);
  for (std::size_t i = 1; i < samples.size(); ++i) {
    if (samples[i].at - samples[i - 1].at > max_gap) begins.push_back(i);
  }
  return {std::move(samples), std::move(begins)};
}

std::vector<Gap> gaps(const Series<Lux>& series) {
  std::vector<Gap> found;
  for (std::size_t i = 1; i < series.size(); ++i) {
    const Instant after = series[i - 1].back().at;
    const Instant before = series[i].front().at;
    found.push_back({after, before, missing_minutes(after, before)});
  }
  return found;
}

std::int64_t missing_minutes(Instant after, Instant before) {
  // k < minutes - 1, so the largest k is the next smaller integer.
  const auto minutes = std::chrono::ceil<std::chrono::minutes>(before - after).count();
  return std::max<std::int64_t>(0, minutes - 2);
}

}  // namespace lamplighter
