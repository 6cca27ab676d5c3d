// SPDX-License-Identifier: Apache-2.0
#include "core/quantiles.h"

#include "core/require.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace lamplighter {

double quantile(std::vector<double>& values, double q) {
  require(!values.empty() && q >= 0 && q <= 1, "a quantile needs values and a share from 0 to 1");
  const double place = q * static_cast<double>(values.size() - 1);
  const auto below = static_cast<std::ptrdiff_t>(std::floor(place));
  std::ranges::nth_element(values, values.begin() + below);
  const double low = values[static_cast<std::size_t>(below)];
  if (below + 1 == std::ssize(values)) return low;
  const double high = *std::min_element(values.begin() + below + 1, values.end());
  return low + (place - static_cast<double>(below)) * (high - low);
}

double trimmed_mean(std::vector<double>& values, double share) {
  require(!values.empty(), "a mean needs at least one value");
  const auto kept =
      std::max<std::ptrdiff_t>(1, std::lround(share * static_cast<double>(values.size())));
  if (kept < std::ssize(values)) std::ranges::nth_element(values, values.begin() + kept);
  return std::accumulate(values.begin(), values.begin() + kept, 0.0) / static_cast<double>(kept);
}

double half_sample_mode(std::vector<double>& values) {
  require(!values.empty(), "a mode needs at least one value");
  std::ranges::sort(values);
  std::span<const double> rest(values);
  while (rest.size() > 3) {
    const std::size_t half = (rest.size() + 1) / 2;
    std::size_t best = 0;
    for (std::size_t i = 1; i + half <= rest.size(); ++i) {
      if (rest[i + half - 1] - rest[i] < rest[best + half - 1] - rest[best]) best = i;
    }
    rest = rest.subspan(best, half);
  }
  if (rest.size() == 3 && rest[1] - rest[0] > rest[2] - rest[1])
    rest = rest.subspan(1, 2);
  else if (rest.size() == 3 && rest[1] - rest[0] < rest[2] - rest[1])
    rest = rest.subspan(0, 2);
  return std::accumulate(rest.begin(), rest.end(), 0.0) / static_cast<double>(rest.size());
}

}  // namespace lamplighter
