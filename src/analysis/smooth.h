// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"

#include <cstddef>
#include <optional>

namespace lamplighter {

/// How readings are smoothed; the defaults are the ancestor's.
struct Smoothing {
  std::size_t window = 5;                ///< readings that a mean is taken of; at least 1
  std::optional<double> resolution = 1;  ///< lux that a mean is rounded to; nothing for dim rooms
};

/// Replaces each value by the mean of the last `window` of its segment, itself among them (fewer at
/// the segment's start), rounded to the nearest multiple of `resolution`, ties to even.
Series<Lux> smooth(Series<Lux> series, const Smoothing& smoothing);

/// What a series' values come to.
struct Summary {
  std::size_t samples = 0;
  double min = 0;  ///< of no samples: 0
  double max = 0;
  double sum = 0;

  friend bool operator==(const Summary&, const Summary&) = default;
};

Summary summary(const Series<Lux>& series);

}  // namespace lamplighter
