// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sky/day_zones.h"

namespace lamplighter {

/// Tells the zone of instants that mostly rise: computes the sun once a day and answers from the
/// block at hand. One thread.
class ZoneClock {
 public:
  explicit ZoneClock(const Place& place) : place_(place) {}

  /// The block around `at`.
  const ZoneSpan& span(Instant at) {
    if (at < current_.from || at >= current_.until) turn_to(at);
    return current_;
  }

  Zone zone(Instant at) { return span(at).zone; }

 private:
  void turn_to(Instant at);

  Place place_;
  std::vector<ZoneSpan> spans_;  ///< of the local date last asked for
  ZoneSpan current_{};           ///< empty until the first question
};

}  // namespace lamplighter
