// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"

#include <cstdint>
#include <vector>

namespace lamplighter {

/// Two neighbours further apart than this are separated by a gap.
inline constexpr std::chrono::seconds default_max_gap{240};

/// Removes 65534 and 65535, Zigbee's codes for a missing value; files written by versions before
/// 2026-12 contain them.
void remove_no_values(std::vector<Sample<Lux>>& samples);

/// A period without readings.
struct Gap {
  Instant after;         ///< last reading before it
  Instant before;        ///< first reading after it
  std::int64_t missing;  ///< missing readings, at one per minute

  friend bool operator==(const Gap&, const Gap&) = default;
};

/// Splits samples into segments wherever two neighbours are more than `max_gap` apart. A single
/// sample can form a segment. Requires: `samples` sorted by time, one sensor.
Series<Lux> split_at_gaps(std::vector<Sample<Lux>> samples, std::chrono::seconds max_gap);

/// The gaps between the segments: one fewer than segments.
std::vector<Gap> gaps(const Series<Lux>& series);

/// The number of missing readings, at one per minute: the number of k >= 1 with before - (after + k
/// min) > 1 min.
std::int64_t missing_minutes(Instant after, Instant before);

}  // namespace lamplighter
