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

/// What on/off changes come to for training.
struct ChangeRuns {
  ZoneSubsequences subsequences;
  std::int64_t samples = 0;          ///< minutes that are on or off
  std::int64_t unknown_minutes = 0;  ///< minutes left out: they are gaps
};

/// The subsequences of one room's changes: a sample a minute from each change on, cut where the
/// room becomes unknown and where the zone changes. The last change is the end: how long it holds
/// is not known. Requires: one room, sorted by time.
ChangeRuns change_runs(std::span<const Change> changes, const Place& place);

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

/// What `doubt_stuck` found.
struct StuckStays {
  std::vector<Change> changes;   ///< with the room unknown in each of them after `usual`
  std::size_t count = 0;         ///< stays that no household has
  std::chrono::seconds usual{};  ///< what nine of ten of the others last at most
};

/// A lamp that a wall switch put out goes on saying "on", often until the evening of another day.
/// Where evenings are usual in a room, a stay of 18 hours or more that is three times as long as
/// they are is taken for that: of what lies beyond their length nothing is known. A room that is
/// lit most of the time stays as it is. Requires: sorted changes of one room, as a lamp reported
/// them.
StuckStays doubt_stuck(std::span<const Change> changes);

/// What is known of a room by two accounts: that of `better` where it is on or off, else that of
/// `base`. Neighbours differ. Requires: sorted changes of one room.
std::vector<Change> overlaid(std::span<const Change> base, std::span<const Change> better);

}  // namespace lamplighter
