// SPDX-License-Identifier: Apache-2.0
#include "views/house_past.h"

#include "sky/sun.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

namespace lamplighter::views {
namespace {

HousePast as_past(std::map<RoomName, std::vector<Change>> rooms) {
  HousePast past;
  for (auto& [room, changes] : rooms) past.push_back({room, std::move(changes)});
  return past;
}

/// Adds the part of one room's past in a day; `next` is the position in `changes` after the
/// previous day.
void add_room(const RoomPast& past, HouseDay& day, std::size_t& next) {
  const auto& changes = past.changes;
  while (next + 1 < changes.size() && changes[next + 1].at <= day.from) ++next;
  Instant::duration unknown{0};
  Instant known_from = day.from;
  for (std::size_t i = next; i < changes.size() && changes[i].at < day.until; ++i) {
    const Instant from = std::max(day.from, changes[i].at);
    const Instant until =
        i + 1 < changes.size() ? std::min(day.until, changes[i + 1].at) : day.until;
    unknown += std::max(Instant::duration{0}, from - known_from);
    known_from = std::max(known_from, until);
    const bool is_last = i + 1 == changes.size();
    if (changes[i].state == LampState::unknown || is_last) unknown += until - from;
    if (changes[i].state == LampState::on && !is_last) day.lit.push_back({past.room, from, until});
  }
  unknown += day.until - known_from;
  day.unknown = std::max(day.unknown, unknown);
}

/// The first and last instant that are known for every room.
std::optional<std::pair<Instant, Instant>> common_span(const HousePast& past) {
  std::optional<std::pair<Instant, Instant>> span;
  for (const RoomPast& room : past) {
    if (room.changes.empty()) return std::nullopt;
    const Instant first = room.changes.front().at;
    const Instant last = room.changes.back().at;
    span = span ? std::pair(std::max(span->first, first), std::min(span->second, last))
                : std::pair(first, last);
  }
  return span;
}

}  // namespace

HousePast past_of(std::span<const Change> changes) {
  std::map<RoomName, std::vector<Change>> rooms;
  for (const Change& change : changes) rooms[change.room].push_back(change);
  return as_past(std::move(rooms));
}

HousePast past_of(std::span<const Plan> plans) {
  std::map<RoomName, std::vector<Change>> rooms;
  for (std::size_t i = 0; i < plans.size(); ++i) {
    const Plan& plan = plans[i];
    const bool goes_on = i > 0 && plans[i - 1].until == plan.from;
    const bool ends = i + 1 == plans.size() || plans[i + 1].from != plan.until;
    for (const RoomName& room : plan.rooms) {
      const auto state = static_cast<LampState>(state_at(plan, room, plan.from));
      auto& changes = rooms[room];
      if (!goes_on || changes.empty() || changes.back().state != state) {
        changes.push_back({plan.from, room, state});
      }
    }
    for (const Switch& change : plan.switches) {
      auto& changes = rooms[change.room];
      const auto state = static_cast<LampState>(change.to);
      if (changes.empty() || changes.back().at < change.at) {
        changes.push_back({change.at, change.room, state});
      } else {
        changes.back().state = state;
      }
    }
    for (const RoomName& room : plan.rooms) {
      if (ends) rooms[room].push_back({plan.until, room, LampState::unknown});
    }
  }
  return as_past(std::move(rooms));
}

std::vector<HouseDay> days_of(const HousePast& past, const TimeZone& zone) {
  std::vector<HouseDay> days;
  const auto span = common_span(past);
  if (!span || span->second <= span->first) return days;
  std::vector<std::size_t> next(past.size(), 0);
  for (Date date = zone.date_of(span->first); zone.start_of_day(date) < span->second;
       date = plus_days(date, 1)) {
    HouseDay day{date, zone.start_of_day(date), zone.start_of_day(plus_days(date, 1)), {}, {}};
    if (day.until <= day.from) continue;
    for (std::size_t i = 0; i < past.size(); ++i) add_room(past[i], day, next[i]);
    days.push_back(std::move(day));
  }
  return days;
}

namespace {

std::size_t bin_of(Instant::duration stay) {
  const double minutes = std::chrono::duration<double, std::ratio<60>>(stay).count();
  const auto above = std::upper_bound(dwell_bins.begin() + 1, dwell_bins.end(), minutes,
                                      [](double value, int bin) { return value < bin; });
  return static_cast<std::size_t>(above - dwell_bins.begin()) - 1;
}

/// Adds [from, until) to the local hours that it touches. UTC offsets are multiples of a quarter of
/// an hour, so a quarter is always within one hour.
void add_hours(Habits& habits, const TimeZone& zone, Instant from, Instant until, bool is_on) {
  constexpr std::chrono::minutes quarter{15};
  while (from < until) {
    const auto since = from.time_since_epoch();
    const Instant end = std::min(until, Instant((since / quarter + 1) * quarter));
    const auto hour = static_cast<std::size_t>(zone.minute_of_day(from) / 60);
    const double hours = std::chrono::duration<double, std::ratio<3600>>(end - from).count();
    habits.known[hour] += hours;
    if (is_on) habits.on[hour] += hours;
    from = end;
  }
}

}  // namespace

Habits habits_of(const RoomPast& past, const Place& place) {
  Habits habits;
  ZoneClock zones(place);
  const auto& changes = past.changes;
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    const Change& change = changes[i];
    if (change.state == LampState::unknown) continue;
    add_hours(habits, place.zone, change.at, changes[i + 1].at, change.state == LampState::on);
    const bool begin_is_known = i > 0 && changes[i - 1].state != LampState::unknown;
    const bool end_is_known = changes[i + 1].state != LampState::unknown;
    if (!begin_is_known || !end_is_known) continue;
    auto& counts = habits.dwell[index_of(zones.zone(change.at))];
    ++counts[static_cast<std::size_t>(change.state)][bin_of(changes[i + 1].at - change.at)];
  }
  return habits;
}

namespace {

/// The first instant of a day at which local time is `minute` or later.
Instant at_minute(const TimeZone& zone, Instant from, Instant until, int minute) {
  Instant at = from + std::chrono::minutes(minute);
  const auto off =
      std::chrono::minutes(minute) - std::chrono::floor<std::chrono::minutes>(
                                         zone.local(std::clamp(at, from, until - 1min)) -
                                         std::chrono::floor<std::chrono::days>(zone.local(from)));
  if (at > from && at < until) at += off;  // the clocks changed between midnight and now
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
