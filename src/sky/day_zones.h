// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/zone.h"
#include "sky/sun.h"

#include <vector>

namespace lamplighter {

/// Where the zones of a local date begin, in minutes of the local clock, 0 … 1440. The morning
/// begins at 0; a zone that begins where the next one does, or after it, does not occur.
struct DayZones {
  int day_from;
  int evening_from;
  int night_from;

  friend bool operator==(const DayZones&, const DayZones&) = default;
};

/// The ancestor's rule. For minute m of the local clock: m < sunrise is morning;
/// m <= sunset - 30 day; m <= max(sunset + 60, 21:30) evening; later is night. Where the sun is up
/// all day, so is the day. Where it stays down, it counts as rising and setting at its noon: then
/// there is no day, and the evening follows the morning.
DayZones day_zones(const SunTimes& sun);

/// A contiguous block of one zone, as instants.
struct ZoneSpan {
  Zone zone;
  Instant from;   ///< included
  Instant until;  ///< not included

  friend bool operator==(const ZoneSpan&, const ZoneSpan&) = default;
};

/// The blocks of a local date in order: together they are the whole day, neighbours differ. Right
/// also on days of 23 and 25 hours, where a block can come twice, and empty for a date that the
/// place's calendar left out.
std::vector<ZoneSpan> zone_spans(const Place& place, Date date);

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
