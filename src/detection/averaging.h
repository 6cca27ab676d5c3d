// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"

#include <cstdint>
#include <vector>

namespace lamplighter {

/// How a sensor averages before it reports, as the way that jumps arrive shows.
struct Averaging {
  enum class Kind : std::uint8_t { none, mean_of_two, exponential } kind = Kind::none;
  double share = 1;  ///< of an exponential average: the newest reading's
};

/// Some sensors report the mean of the last two readings, or an exponential average, and a lamp
/// then rises over several readings. Requires: samples rising in time.
Averaging averaging_of(const std::vector<Sample<Lux>>& samples);

/// The light before the averaging. Requires: samples rising in time.
std::vector<Sample<Lux>> without_averaging(std::vector<Sample<Lux>> samples,
                                           const Averaging& averaging);

/// The same for readings as they come, by what came before. One thread.
class LiveAveraging {
 public:
  explicit LiveAveraging(Averaging averaging) : averaging_(averaging) {}

  /// The light at a reading. Requires: later than the one before.
  Sample<Lux> undo(const Sample<Lux>& reading);

 private:
  Averaging averaging_;
  std::vector<Sample<Lux>> last_;  ///< as they were reported, since the last gap
};

}  // namespace lamplighter
