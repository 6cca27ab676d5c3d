// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"

#include <cstdint>
#include <vector>

namespace lamplighter {

/// How a sensor averages before it reports, estimated from the shape of its jumps.
struct Averaging {
  enum class Kind : std::uint8_t { none, mean_of_two, exponential } kind = Kind::none;
  double share = 1;  ///< weight of the newest reading in an exponential average
};

/// Some sensors report the mean of the last two readings, or an exponential average; a lamp then
/// rises over several readings. Requires: samples in ascending order of time.
Averaging averaging_of(const std::vector<Sample<Lux>>& samples);

/// The light before averaging. Requires: samples in ascending order of time.
std::vector<Sample<Lux>> without_averaging(std::vector<Sample<Lux>> samples,
                                           const Averaging& averaging);

/// The same for readings as they arrive, from past readings only. Not thread-safe.
class LiveAveraging {
 public:
  explicit LiveAveraging(Averaging averaging) : averaging_(averaging) {}

  /// The light at a reading. Requires: `reading` is later than the previous one.
  Sample<Lux> undo(const Sample<Lux>& reading);

 private:
  Averaging averaging_;
  std::vector<Sample<Lux>> last_;  ///< as reported, since the last gap
};

}  // namespace lamplighter
