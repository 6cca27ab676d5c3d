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

/// For rooms with a working sensor: when it detected dusk, or nothing if it has not yet.
using Dusks = std::map<RoomName, std::optional<Instant>>;

/// When a room became dark: the first moment at which its light had been below `dark_below` for ten
/// minutes without a gap of more than 240 s. `light`: from noon on, minus what the room's own lamps
/// add until that moment; later light has no effect. Requires: sorted.
std::optional<Instant> dusk_of(std::span<const Sample<Lux>> light, Lux dark_below);

/// A room's lamps are on from `from`, inclusive, to `until`, exclusive.
struct LitSpan {
  RoomName room;
  Instant from;
  Instant until;

  [[nodiscard]] std::chrono::microseconds length() const { return until - from; }
  friend bool operator==(const LitSpan&, const LitSpan&) = default;
};

/// The intervals in which a plan lights its rooms, sorted by room and time.
std::vector<LitSpan> lit_spans(const Plan& plan);

/// A plan for the same day and rooms with these intervals. Requires: the intervals lie within its
/// day and those of one room do not touch.
Plan lit_as(const std::vector<LitSpan>& spans, const Plan& like);

/// When a room is dark enough for its lamps on one day.
class Darkness {
 public:
  /// Draws the elevations of the sun at which the room's light goes on and off. Without `by_sun`,
  /// the morning counts as dark.
  Darkness(const Plan& plan, const Place& place, const RoomName& room, const Dusks& dusks, Rng& rng,
           bool by_sun = true);

  [[nodiscard]] bool operator()(Instant at) const;

  /// The dark parts of intervals. They begin and end at a random moment within the following
  /// minute. The number of random draws does not depend on the darkness.
  [[nodiscard]] std::vector<LitSpan> of(const std::vector<LitSpan>& spans, Rng& rng) const;

 private:
  const Place* place_;
  Instant noon_;
  double dawn_;  ///< degrees
  double dusk_;
  std::optional<Instant> seen_;
};

/// The first instant after the day's noon at which civil dusk is over; nothing if it never ends.
std::optional<Instant> end_of_civil_dusk(const Plan& plan, const Place& place);

}  // namespace lamplighter
