// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/time_zone.h"
#include "core/zone.h"

#include <optional>
#include <vector>

namespace lamplighter {

/// Where the house stands and which clock hangs on its wall.
struct Place {
  double latitude;   ///< degrees, north positive, -90 … 90
  double longitude;  ///< degrees, east positive, -180 … 180
  TimeZone zone;
};

/// What the sun does on a day: it rises and sets, or it is one of the two polar cases.
enum class Daylight { rises_and_sets, up_all_day, down_all_day };

/// Sunrise and sunset of a local date, in whole minutes of the local clock after its midnight,
/// truncated. Near the polar circle sunset may fall after the next midnight (1440 or more) and
/// sunrise before this one (negative).
struct SunTimes {
  Daylight daylight;
  std::optional<int> sunrise;  ///< nothing unless the sun rises and sets
  std::optional<int> sunset;   ///< likewise
  int noon;                    ///< when the sun is highest, on every day

  friend bool operator==(const SunTimes&, const SunTimes&) = default;
};

/// When the sun rises and sets: upper limb on the horizon, mean refraction (zenith 90.833 degrees).
/// NOAA's solar equations (after Meeus, "Astronomical Algorithms", chapter 25), evaluated once, at
/// 00:00 UTC of the date, as the ancestor's library did; good to about a minute below 60 degrees.
SunTimes sun(const Place& place, Date date);

/// Where the sun's centre stands, without refraction.
struct SunPosition {
  double elevation;  ///< degrees above the horizon, -90 … 90; about -0.833 at sunrise and sunset
  double azimuth;    ///< degrees from north over east, 0 … 360
};

/// The sun at an instant, by the same equations; within 0.02 degrees for this century.
SunPosition sun_position(double latitude, double longitude, Instant at);

/// The elevation of `sun_position` alone.
double sun_elevation_degrees(double latitude, double longitude, Instant at);

/// How far a sundial at this longitude is ahead of UTC: UTC plus this many minutes is 12:00 when
/// the sun is highest.
double sundial_minutes_ahead(double longitude, Instant at);

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
