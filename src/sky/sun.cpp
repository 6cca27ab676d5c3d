// SPDX-License-Identifier: Apache-2.0
// NOAA's solar calculator (gml.noaa.gov/grad/solcalc), which is the low-accuracy method of Meeus,
// "Astronomical Algorithms", chapters 25 and 28. With T in Julian centuries since J2000:
//
//   L0 = 280.46646 + 36000.76983 T + 0.0003032 T²           mean longitude of the sun
//   M  = 357.52911 + 35999.05029 T - 0.0001537 T²           mean anomaly
//   e  = 0.016708634 - 0.000042037 T - 0.0000001267 T²      eccentricity of the earth's orbit
//   λ  = L0 + C(M) - 0.00569 - 0.00478 sin Ω                apparent longitude
//   ε  = 23°26'21.448" - 46.815" T - … + 0.00256 cos Ω      obliquity
//   sin δ = sin ε sin λ                                     declination
//   y = tan²(ε/2);  E = y sin 2L0 - 2e sin M + 4ey sin M cos 2L0 - ½y² sin 4L0 - 1¼e² sin 2M
//   cos H = cos z / (cos φ cos δ) - tan φ tan δ             hour angle at zenith distance z
//   UTC minutes of sunrise, sunset = 720 - 4 (longitude ± H) - E
#include "sky/sun.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace lamplighter {
namespace {

constexpr double horizon_zenith = 90.833;
constexpr double minutes_per_degree = 4.0;

double radians(double degrees) { return degrees * std::numbers::pi / 180.0; }
double degrees(double radians) { return radians * 180.0 / std::numbers::pi; }

/// Geocentric position.
struct Sun {
  double declination;       ///< radians
  double equation_of_time;  ///< minutes that a sundial is ahead of the mean sun
};

Sun sun_at(Instant at) {
  constexpr double j2000_epoch_days = 10957.5;  // 2000-01-01T12:00Z
  const double days =
      std::chrono::duration<double, std::ratio<86400>>(at.time_since_epoch()).count();
  const double t = (days - j2000_epoch_days) / 36525.0;

  const double mean_longitude =
      radians(std::fmod(280.46646 + t * (36000.76983 + t * 0.0003032), 360.0));
  const double anomaly = radians(357.52911 + t * (35999.05029 - t * 0.0001537));
  const double eccentricity = 0.016708634 - t * (0.000042037 + t * 0.0000001267);
  const double centre = std::sin(anomaly) * (1.914602 - t * (0.004817 + t * 0.000014)) +
                        std::sin(2 * anomaly) * (0.019993 - t * 0.000101) +
                        std::sin(3 * anomaly) * 0.000289;
  const double node = radians(125.04 - 1934.136 * t);
  const double longitude = mean_longitude + radians(centre - 0.00569 - 0.00478 * std::sin(node));
  const double arc_seconds = 21.448 - t * (46.815 + t * (0.00059 - t * 0.001813));
  const double obliquity =
      radians(23.0 + (26.0 + arc_seconds / 60.0) / 60.0 + 0.00256 * std::cos(node));

  const double y = std::pow(std::tan(obliquity / 2), 2);
  const double equation = y * std::sin(2 * mean_longitude) - 2 * eccentricity * std::sin(anomaly) +
                          4 * eccentricity * y * std::sin(anomaly) * std::cos(2 * mean_longitude) -
                          0.5 * y * y * std::sin(4 * mean_longitude) -
                          1.25 * eccentricity * eccentricity * std::sin(2 * anomaly);
  return {std::asin(std::sin(obliquity) * std::sin(longitude)),
          minutes_per_degree * degrees(equation)};
}

/// Cosine of the hour angle at which the sun's upper limb touches the horizon; outside ±1 it never
/// does.
double cosine_at_horizon(double latitude, double declination) {
  const double phi = radians(latitude);
  return std::cos(radians(horizon_zenith)) / (std::cos(phi) * std::cos(declination)) -
         std::tan(phi) * std::tan(declination);
}

/// Minutes of the local clock from the midnight of `date` to `utc_minutes` after 00:00 UTC of that
/// date.
int local_minutes(const Place& place, Date date, double utc_minutes) {
  const Instant at = Instant(std::chrono::sys_days(date)) +
                     std::chrono::seconds(static_cast<int>(std::floor(utc_minutes * 60.0)));
  const auto since_midnight = place.zone.local(at) - LocalTime(LocalDay(date));
  return static_cast<int>(std::chrono::floor<std::chrono::minutes>(since_midnight).count());
}

}  // namespace

SunTimes sun(const Place& place, Date date) {
  const Sun sun = sun_at(std::chrono::sys_days(date));
  double noon = 720.0 - minutes_per_degree * place.longitude - sun.equation_of_time;
  // If local time is a day ahead of the meridian (Kiritimati has UTC+14 at 157° W), 00:00 UTC of
  // the date starts the wrong cycle of the sun: use the one whose noon is on the date.
  constexpr int day = 24 * 60;
  const int noon_minute = local_minutes(place, date, noon);
  if (noon_minute >= day) noon -= day;
  if (noon_minute < 0) noon += day;

  SunTimes times{Daylight::rises_and_sets, {}, {}, local_minutes(place, date, noon)};
  const double cosine = cosine_at_horizon(place.latitude, sun.declination);
  if (cosine < -1.0) {
    times.daylight = Daylight::up_all_day;
  } else if (cosine > 1.0) {
    times.daylight = Daylight::down_all_day;
  } else {
    const double half_day = minutes_per_degree * degrees(std::acos(cosine));
    times.sunrise = local_minutes(place, date, noon - half_day);
    times.sunset = local_minutes(place, date, noon + half_day);
  }
  return times;
}

SunPosition sun_position(double latitude, double longitude, Instant at) {
  const Sun sun = sun_at(at);
  const auto time_of_day = at - std::chrono::floor<std::chrono::days>(at);
  const double minutes = std::chrono::duration<double, std::ratio<60>>(time_of_day).count();
  const double hour_angle =
      radians((minutes + sun.equation_of_time) / minutes_per_degree + longitude - 180.0);
  const double phi = radians(latitude);
  const double sine = std::sin(phi) * std::sin(sun.declination) +
                      std::cos(phi) * std::cos(sun.declination) * std::cos(hour_angle);
  const double east = -std::cos(sun.declination) * std::sin(hour_angle);
  const double north = std::cos(phi) * std::sin(sun.declination) -
                       std::sin(phi) * std::cos(sun.declination) * std::cos(hour_angle);
  const double azimuth = degrees(std::atan2(east, north));
  return {degrees(std::asin(std::clamp(sine, -1.0, 1.0))), azimuth < 0 ? azimuth + 360.0 : azimuth};
}

double sun_elevation_degrees(double latitude, double longitude, Instant at) {
  return sun_position(latitude, longitude, at).elevation;
}

double sundial_minutes_ahead(double longitude, Instant at) {
  return minutes_per_degree * longitude + sun_at(at).equation_of_time;
}

namespace {

constexpr int minutes_per_day = 24 * 60;
constexpr int evening_begins_before_sunset = 30;
constexpr int evening_lasts_after_sunset = 60;
constexpr int earliest_night = 21 * 60 + 30;

/// Appends a block, or extends the last one if it has the same zone.
void append(std::vector<ZoneSpan>& spans, ZoneSpan span) {
  if (span.from >= span.until) return;
  if (!spans.empty() && spans.back().zone == span.zone) {
    spans.back().until = span.until;
  } else {
    spans.push_back(span);
  }
}

/// Appends the blocks of [from, until), a period without a clock change: `midnight` is when the
/// local clock would have shown 00:00.
void append_even_part(std::vector<ZoneSpan>& spans, const DayZones& zones, Instant midnight,
                      Instant from, Instant until) {
  const std::array<int, 4> begins{0, zones.day_from, zones.evening_from, zones.night_from};
  Instant at = from;
  for (const Zone zone : all_zones) {
    const std::size_t next = index_of(zone) + 1;
    const Instant end =
        next < begins.size() ? midnight + std::chrono::minutes(begins[next]) : until;
    append(spans, {zone, at, std::min(end, until)});
    at = std::clamp(end, at, until);
  }
}

}  // namespace

DayZones day_zones(const SunTimes& sun) {
  if (sun.daylight == Daylight::up_all_day) return {0, minutes_per_day, minutes_per_day};
  const int sunrise = sun.sunrise.value_or(sun.noon);
  const int sunset = sun.sunset.value_or(sun.noon);
  const auto within_day = [](int minute) { return std::clamp(minute, 0, minutes_per_day); };
  // The rule's "<=" assigns the limit itself to the earlier zone: the next one begins a minute
  // later.
  return {within_day(sunrise), within_day(sunset - evening_begins_before_sunset + 1),
          within_day(std::max(sunset + evening_lasts_after_sunset, earliest_night) + 1)};
}

std::vector<ZoneSpan> zone_spans(const Place& place, Date date) {
  const DayZones zones = day_zones(sun(place, date));
  const Instant end = place.zone.start_of_day(plus_days(date, 1));
  std::vector<ZoneSpan> spans;
  for (Instant at = place.zone.start_of_day(date); at < end;) {
    const OffsetSpan even = place.zone.offset_span(at);
    const Instant until = std::min(even.until, end);
    const Instant midnight(LocalTime(LocalDay(date)).time_since_epoch() - even.offset);
    append_even_part(spans, zones, midnight, at, until);
    at = until;
  }
  return spans;
}

void ZoneClock::turn_to(Instant at) {
  const auto holds = [at](const ZoneSpan& span) { return at >= span.from && at < span.until; };
  auto found = std::find_if(spans_.begin(), spans_.end(), holds);
  // Clocks put back just after midnight show the previous date again, in an hour that
  // `start_of_day` assigns to the new date: then `at` is in the following day.
  for (Date date = place_.zone.date_of(at); found == spans_.end(); date = plus_days(date, 1)) {
    spans_ = zone_spans(place_, date);
    found = std::find_if(spans_.begin(), spans_.end(), holds);
  }
  current_ = *found;
}

}  // namespace lamplighter
