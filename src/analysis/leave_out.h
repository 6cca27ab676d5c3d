// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_state.h"
#include "core/reading.h"
#include "core/series.h"

#include <span>
#include <vector>

namespace lamplighter {

/// From `from`, included, to `until`, not included.
struct TimeSpan {
  Instant from;
  Instant until;

  friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

/// Which states make a span: `on` of an absence, on and off of what a player told a room.
enum class Counts { on, on_and_off };

/// When the room of `changes` was in a state that counts. A span that no change ends lasts
/// `longest` at most. Sorted, apart from each other. Requires: sorted changes of one room.
std::vector<TimeSpan> spans_of(std::span<const Change> changes, Counts counts,
                               Instant::duration longest);

/// Sorted and apart from each other, whatever overlaps.
std::vector<TimeSpan> merged(std::vector<TimeSpan> spans);

/// Takes away the samples that lie in a span; gives how many. Requires: sorted samples, and spans
/// sorted and apart.
std::size_t leave_out(std::vector<Sample<Lux>>& samples, std::span<const TimeSpan> spans);

/// The changes with the room unknown during each span, and as it then is from the span's end.
/// Requires: sorted changes of one room, and spans sorted and apart.
std::vector<Change> leave_out(std::span<const Change> changes, std::span<const TimeSpan> spans);

}  // namespace lamplighter
