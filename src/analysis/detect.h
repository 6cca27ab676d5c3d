// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_state.h"
#include "core/reading.h"
#include "core/series.h"
#include "sky/place.h"

#include <vector>

namespace lamplighter {

/// A stretch of time; `until` is not included.
struct Stretch {
  Instant from;
  Instant until;

  friend bool operator==(const Stretch&, const Stretch&) = default;
};

/// A stretch in which lamps were on and none was switched, or in which nobody can tell.
struct LitInterval {
  Instant from;
  Instant until;       ///< not included
  LampState state;     ///< on or unknown
  double probability;  ///< that a lamp was on; mean over the readings
  double lux;          ///< what the lamps add if they are on; mean over the readings
};

/// When a room's lamps were on, told from daylight.
struct Detection {
  std::size_t samples = 0;
  std::vector<double> lamps;      ///< sizes found, lux, rising
  std::vector<Stretch> observed;  ///< between gaps; rising
  std::vector<LitInterval>
      intervals;  ///< rising, each within one observed stretch; the rest of it is off
};

/// Works out from one sensor's readings when lamps were on: a hidden Markov model whose state is
/// how much light the lamps add, over the readings as they are, in two passes. The first learns
/// which lamps the room has and what daylight its days have, the second answers. Needs nothing but
/// the place. A year of readings a minute apart takes seconds; a day is little to learn from, three
/// weeks are good. docs/algorithms.md, "Telling lamps from daylight", has the formulas.
Detection detect_lamps(std::vector<Sample<Lux>> samples, const Place& place);

}  // namespace lamplighter
