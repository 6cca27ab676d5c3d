// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"

#include <cstdint>
#include <span>
#include <vector>

namespace lamplighter {

/// Distinct values in lux, rising, and how many samples have each.
struct ValueCounts {
  std::vector<double> values;
  std::vector<std::uint32_t> counts;  ///< empty where every value occurs once

  [[nodiscard]] std::size_t size() const { return values.size(); }
  [[nodiscard]] std::uint32_t count(std::size_t i) const { return counts.empty() ? 1 : counts[i]; }

  friend bool operator==(const ValueCounts&, const ValueCounts&) = default;
};

/// Counts the values of samples. One pass over whole lux of an indoor sensor's range (a histogram);
/// a sort where a value is fractional or brighter. Requires: fewer than 2^32 samples.
ValueCounts value_counts(std::span<const Sample<Lux>> samples);

}  // namespace lamplighter
