// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"
#include "core/series.h"
#include "views/light_summary.h"

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

namespace lamplighter::views {

/// All readings within one column of a drawing.
struct LightColumn {
  std::int64_t index;  ///< from 0 at the picture's begin
  float low;           ///< lux; the least and greatest reading are never lost
  float high;
  float mean;
};

/// A time from the last reading before it to the first one behind it.
struct LightGap {
  Instant after;
  Instant before;

  friend bool operator==(const LightGap&, const LightGap&) = default;
};

/// A room's light for a drawing of so many columns: the readings themselves where they are few, or
/// columns of them. Exactly one of `samples` and `columns` is filled, or none where there is no
/// reading.
struct LightPicture {
  Instant from;  ///< begin of column 0; at or before what was asked for
  Instant until;
  std::chrono::seconds step{0};  ///< width of a column
  std::vector<LightColumn> columns{};
  std::vector<Sample<Lux>> samples{};
  std::vector<double> smoothed{};  ///< of each sample: `smooth` with its defaults
  std::vector<LightGap> gaps{};    ///< rising; those inside, that a column's width shows
};

/// From readings, which rise in time. Those before `from` only lead in the smoothing.
/// A gap is more than four usual spacings of the readings, and four minutes at least.
/// Requires: from < until, width >= 1.
LightPicture picture_of(std::span<const Sample<Lux>> readings, Instant from, Instant until,
                        int width);

/// From a summary: columns are whole hours, and a gap is an hour without a reading.
LightPicture picture_of(std::span<const LightHour> hours, Instant from, Instant until, int width);

}  // namespace lamplighter::views
