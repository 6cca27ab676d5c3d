// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "analysis/subsequences.h"
#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/series.h"
#include "sky/sun.h"

#include <span>
#include <vector>

namespace lamplighter {

/// Training data from on/off changes.
struct ChangeRuns {
  ZoneSubsequences subsequences;
  std::int64_t samples = 0;          ///< minutes that are on or off
  std::int64_t unknown_minutes = 0;  ///< minutes left out: they are gaps
};

/// The subsequences of one room's changes: one sample per minute from each change on, split where
/// the room becomes unknown and where the zone changes. The last change is the end: its duration is
/// unknown. Requires: one room, sorted by time.
ChangeRuns change_runs(std::span<const Change> changes, const Place& place);

/// From `from` (inclusive) to `until` (exclusive).
struct TimeSpan {
  Instant from;
  Instant until;

  friend bool operator==(const TimeSpan&, const TimeSpan&) = default;
};

/// Which states form a span: only `on`, for absences; both, for commands of a player.
enum class Counts { on, on_and_off };

/// The spans in which the room of `changes` was in a state that counts. A span without an end lasts
/// for `longest` at most. Sorted and disjoint. Requires: sorted changes of one room.
std::vector<TimeSpan> spans_of(std::span<const Change> changes, Counts counts,
                               Instant::duration longest);

/// Sorted and disjoint; overlapping spans are merged.
std::vector<TimeSpan> merged(std::vector<TimeSpan> spans);

/// Removes the samples inside the spans; returns their number. Requires: sorted samples, and
/// sorted, disjoint spans.
std::size_t leave_out(std::vector<Sample<Lux>>& samples, std::span<const TimeSpan> spans);

/// The changes with the room unknown during each span, and in its then current state from the end
/// of the span. Requires: sorted changes of one room, and sorted, disjoint spans.
std::vector<Change> leave_out(std::span<const Change> changes, std::span<const TimeSpan> spans);

/// The result of `doubt_stuck`.
struct StuckStays {
  std::vector<Change> changes;   ///< with the room unknown in each doubted stay after `usual`
  std::size_t count = 0;         ///< implausible stays
  std::chrono::seconds usual{};  ///< the 90th percentile of the other stays
};

/// A lamp that was switched off at the wall keeps reporting "on", often until the evening of
/// another day. In a room with usual evenings, a stay of 18 hours or more that is three times as
/// long as they are is treated as such: the time beyond their length is unknown. A room that is lit
/// most of the time is unchanged. Requires: sorted changes of one room, as a lamp reported them.
StuckStays doubt_stuck(std::span<const Change> changes);

/// Combines two sources for a room: `better` where it is on or off, otherwise `base`. Adjacent
/// states differ. Requires: sorted changes of one room.
std::vector<Change> overlaid(std::span<const Change> base, std::span<const Change> better);

}  // namespace lamplighter
