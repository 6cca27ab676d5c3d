// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/time_zone.h"
#include "core/zone.h"

#include <optional>
#include <vector>

namespace lamplighter {

/// The location of the house and its time zone.
struct Place {
  double latitude;   ///< degrees, north positive, -90 … 90
  double longitude;  ///< degrees, east positive, -180 … 180
  TimeZone zone;
};

/// The sun's behaviour on a day: it rises and sets, or it is one of the two polar cases.
enum class Daylight { rises_and_sets, up_all_day, down_all_day };

/// Sunrise and sunset of a local date, in whole minutes of local time after its midnight,
/// truncated. Near the polar circle sunset may be after the next midnight (1440 or more) and
/// sunrise before this one (negative).
struct SunTimes {
  Daylight daylight;
  std::optional<int> sunrise;  ///< empty unless the sun rises and sets
  std::optional<int> sunset;   ///< likewise
  int noon;                    ///< when the sun is highest; defined on every day

  friend bool operator==(const SunTimes&, const SunTimes&) = default;
};

/// When the sun rises and sets: upper limb on the horizon, mean refraction (zenith 90.833 degrees).
/// NOAA's solar equations (after Meeus, "Astronomical Algorithms", chapter 25), evaluated once, at
/// 00:00 UTC of the date, as in the original library; accurate to about a minute below 60 degrees.
SunTimes sun(const Place& place, Date date);

/// The position of the sun's centre, without refraction.
struct SunPosition {
  double elevation;  ///< degrees above the horizon, -90 … 90; about -0.833 at sunrise and sunset
  double azimuth;    ///< degrees clockwise from north, 0 … 360
};

/// The sun at an instant, by the same equations; accurate to 0.02 degrees in this century.
SunPosition sun_position(double latitude, double longitude, Instant at);

/// The elevation of `sun_position` alone.
double sun_elevation_degrees(double latitude, double longitude, Instant at);

/// How far a sundial at this longitude is ahead of UTC: UTC plus this many minutes is 12:00 when
/// the sun is highest.
double sundial_minutes_ahead(double longitude, Instant at);

/// When the zones of a local date begin, in minutes of the local clock, 0 … 1440. The morning
/// begins at 0; a zone that does not begin before the next one does not occur.
struct DayZones {
  int day_from;
  int evening_from;
  int night_from;

  friend bool operator==(const DayZones&, const DayZones&) = default;
};

/// The original rule. For minute m of the local clock: m < sunrise is morning; m <= sunset - 30
/// day; m <= max(sunset + 60, 21:30) evening; later is night. If the sun is up all day, so is the
/// zone day. If it stays down, sunrise and sunset are taken to be at its noon: then there is no
/// day, and the evening follows the morning.
DayZones day_zones(const SunTimes& sun);

/// A contiguous block of one zone, as instants.
struct ZoneSpan {
  Zone zone;
  Instant from;   ///< inclusive
  Instant until;  ///< exclusive

  friend bool operator==(const ZoneSpan&, const ZoneSpan&) = default;
};

/// The blocks of a local date in order: together they cover the whole day, and adjacent ones
/// differ. Correct also for days of 23 and 25 hours, on which a block can occur twice, and empty
/// for a date that the place's calendar skipped.
std::vector<ZoneSpan> zone_spans(const Place& place, Date date);

/// Finds the zone of mostly ascending instants: computes the sun once per day and caches the
/// current block. Single-threaded.
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
  std::vector<ZoneSpan> spans_;  ///< of the last requested local date
  ZoneSpan current_{};           ///< empty before the first request
};

}  // namespace lamplighter
