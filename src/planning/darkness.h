// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"
#include "core/random.h"
#include "planning/dusk.h"
#include "planning/lit_spans.h"
#include "sky/place.h"

#include <optional>
#include <vector>

namespace lamplighter {

/// When a room is dark enough for its lamps on one day.
class Darkness {
 public:
  /// Draws the sun's elevation at which the room's light goes on and off. Unless `by_sun`, the
  /// morning counts as dark.
  Darkness(const Plan& plan, const Place& place, const RoomName& room, const Dusks& dusks,
           Rng& chance, bool by_sun = true);

  [[nodiscard]] bool operator()(Instant at) const;

  /// The parts of spans that are dark. They begin and end at a moment that chance chooses in the
  /// minute after. Draws as often whatever is dark.
  [[nodiscard]] std::vector<LitSpan> of(const std::vector<LitSpan>& spans, Rng& chance) const;

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
