// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <cstddef>
#include <vector>

namespace lamplighter {

/// A value at an instant.
template <typename T>
struct Sample {
  Instant at;
  T value;

  friend bool operator==(const Sample&, const Sample&) = default;
};

/// Samples of one room in rising time order without a gap between neighbours. Never empty inside a
/// Series.
template <typename T>
using Segment = std::vector<Sample<T>>;

/// What was observed of one room: segments in rising time order. What lies between two segments is
/// a gap: structure, never a NaN.
template <typename T>
using Series = std::vector<Segment<T>>;

/// Number of samples in all segments.
template <typename T>
std::size_t sample_count(const Series<T>& series) {
  std::size_t count = 0;
  for (const Segment<T>& segment : series) count += segment.size();
  return count;
}

}  // namespace lamplighter
