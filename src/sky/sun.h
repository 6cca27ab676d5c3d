// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time_zone.h"

#include <optional>

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

}  // namespace lamplighter
