// SPDX-License-Identifier: Apache-2.0
#include "sky/day_zones.h"

#include <algorithm>
#include <array>

namespace lamplighter {
namespace {

constexpr int minutes_per_day = 24 * 60;
constexpr int evening_begins_before_sunset = 30;
constexpr int evening_lasts_after_sunset = 60;
constexpr int earliest_night = 21 * 60 + 30;

/// Appends a block, or lengthens the last one where it is of the same zone.
void append(std::vector<ZoneSpan>& spans, ZoneSpan span) {
  if (span.from >= span.until) return;
  if (!spans.empty() && spans.back().zone == span.zone) {
    spans.back().until = span.until;
  } else {
    spans.push_back(span);
  }
}

/// Appends the blocks of [from, until), in which the local clock runs evenly: `midnight` is where
/// it would have shown 00:00.
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
  // The rule's "<=" puts the limit itself into the earlier zone: the next one begins a minute on.
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
  // Clocks put back just after midnight show yesterday's date once more, in an hour that
  // `start_of_day` counts to the new date: then it is the day after that holds `at`.
  for (Date date = place_.zone.date_of(at); found == spans_.end(); date = plus_days(date, 1)) {
    spans_ = zone_spans(place_, date);
    found = std::find_if(spans_.begin(), spans_.end(), holds);
  }
  current_ = *found;
}

}  // namespace lamplighter
