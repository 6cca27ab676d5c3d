// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/names.h"
#include "core/plan.h"
#include "core/random.h"
#include "core/reading.h"
#include "core/series.h"
#include "sky/sun.h"

#include <map>
#include <optional>
#include <span>
#include <vector>

namespace lamplighter {

/// For rooms whose sensor works: when it saw dusk, or nothing while it did not yet.
using Dusks = std::map<RoomName, std::optional<Instant>>;

/// When it was dark in a room: the first moment at which its light had been below `dark_below` for
/// ten minutes without a gap of more than 240 s. `light`: from noon on, without what the
/// room's own lamps add until that moment; later light does not matter. Requires: sorted.
std::optional<Instant> dusk_of(std::span<const Sample<Lux>> light, Lux dark_below);

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

/// When a room is dark enough for its lamps on one day.
class Darkness {
 public:
  /// Draws the sun's elevation at which the room's light goes on and off. Unless `by_sun`, the
  /// morning counts as dark.
  Darkness(const Plan& plan, const Place& place, const RoomName& room, const Dusks& dusks, Rng& rng,
           bool by_sun = true);

  [[nodiscard]] bool operator()(Instant at) const;

  /// The parts of spans that are dark. They begin and end at a moment that chance chooses in the
  /// minute after. Draws as often whatever is dark.
  [[nodiscard]] std::vector<LitSpan> of(const std::vector<LitSpan>& spans, Rng& rng) const;

 private:
  const Place* place_;
  Instant noon_;
  double dawn_;  ///< degrees
  double dusk_;
  std::optional<Instant> seen_;
};

/// The first instant after the day's noon at which civil dusk is over; nothing where it never is.
std::optional<Instant> end_of_civil_dusk(const Plan& plan, const Place& place);

}  // namespace lamplighter
