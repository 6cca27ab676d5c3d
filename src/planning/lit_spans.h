// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"

#include <vector>

namespace lamplighter {

/// A room's lamps are on from `from`, included, to `until`, not included.
struct LitSpan {
  RoomName room;
  Instant from;
  Instant until;

  [[nodiscard]] std::chrono::microseconds length() const { return until - from; }
  friend bool operator==(const LitSpan&, const LitSpan&) = default;
};

/// A plan as the stretches in which its rooms are lit, room by room in order of time.
std::vector<LitSpan> lit_spans(const Plan& plan);

/// The plan of the same day and rooms that is lit so. Requires: the spans lie in its day and those
/// of one room do not touch.
Plan lit_as(const std::vector<LitSpan>& spans, const Plan& like);

}  // namespace lamplighter
