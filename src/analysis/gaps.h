// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"

#include <cstdint>
#include <vector>

namespace lamplighter {

/// Two neighbours further apart than this have a gap between them.
inline constexpr std::chrono::seconds default_max_gap{240};

/// What Zigbee sends where it has no value, 65534 or 65535, is not light; files of versions before
/// 2026-12 hold it as such.
void remove_no_values(std::vector<Sample<Lux>>& samples);

/// A stretch without readings.
struct Gap {
  Instant after;         ///< last reading before it
  Instant before;        ///< first reading behind it
  std::int64_t missing;  ///< readings, one a minute, that it swallowed

  friend bool operator==(const Gap&, const Gap&) = default;
};

/// Splits samples into segments wherever two neighbours are more than `max_gap` apart. A lone
/// sample makes a segment of one. Requires: `samples` sorted by time, one sensor.
Series<Lux> split_at_gaps(std::vector<Sample<Lux>> samples, std::chrono::seconds max_gap);

/// What lies between the segments: one less than there are.
std::vector<Gap> gaps(const Series<Lux>& series);

/// How many readings, one a minute, are missing: the number of k >= 1 with
/// before - (after + k min) > 1 min.
std::int64_t missing_minutes(Instant after, Instant before);

}  // namespace lamplighter
