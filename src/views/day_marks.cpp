// SPDX-License-Identifier: Apache-2.0
#include "views/day_marks.h"

#include <algorithm>

namespace lamplighter::views {
namespace {

/// The first instant of a day at which its clock shows `minute` or later.
Instant at_minute(const TimeZone& zone, Instant from, Instant until, int minute) {
  Instant at = from + std::chrono::minutes(minute);
  const auto off =
      std::chrono::minutes(minute) - std::chrono::floor<std::chrono::minutes>(
                                         zone.local(std::clamp(at, from, until - 1min)) -
                                         std::chrono::floor<std::chrono::days>(zone.local(from)));
  if (at > from && at < until) at += off;  // a clock that was turned between midnight and now
  return at;
}

}  // namespace

std::vector<DayMark> day_marks(const Place& place, Instant from, Instant until) {
  std::vector<DayMark> marks;
  Date date = place.zone.date_of(from);
  for (Instant begin = place.zone.start_of_day(date); begin < until;) {
    const Date next = plus_days(date, 1);
    const Instant end = place.zone.start_of_day(next);
    if (end > begin) {
      const SunTimes times = sun(place, date);
      DayMark mark{date,
                   begin,
                   end,
                   std::nullopt,
                   std::nullopt,
                   times.daylight == Daylight::up_all_day,
                   zone_spans(place, date)};
      if (times.sunrise) mark.sunrise = at_minute(place.zone, begin, end, *times.sunrise);
      if (times.sunset) mark.sunset = at_minute(place.zone, begin, end, *times.sunset);
      marks.push_back(std::move(mark));
    }
    date = next;
    begin = end;
  }
  return marks;
}

std::vector<ClockMark> clock_marks(const TimeZone& zone, Instant from, Instant until) {
  std::vector<ClockMark> marks;
  for (Instant at = from; at < until;) {
    const OffsetSpan span = zone.offset_span(at);
    marks.push_back({marks.empty() ? std::min(from, span.from) : span.from, span.offset});
    if (span.until <= at) break;
    at = span.until;
  }
  return marks;
}

}  // namespace lamplighter::views
