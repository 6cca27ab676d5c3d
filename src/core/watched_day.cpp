// SPDX-License-Identifier: Apache-2.0
#include "core/watched_day.h"

#include <algorithm>

namespace lamplighter {
namespace {

using Minutes = std::chrono::duration<double, std::ratio<60>>;

constexpr auto begins = std::chrono::hours(4);  // after midnight, when most households sleep
constexpr auto longest_gap = std::chrono::minutes(144);  // a tenth of a day

LocalTime clock_start(Date date) { return LocalTime(LocalDay(date)) + begins; }

/// The position of an instant in the local day of a date, to the nearest second.
double minute_within(const TimeZone& zone, Date date, Instant at) {
  const auto second = std::chrono::round<std::chrono::seconds>(at);
  return Minutes(zone.steady_local(second) - clock_start(date)).count();
}

/// Calls `see(date, from, until)` for each day that the period touches, in minutes of that day.
void for_each_day(const TimeZone& zone, Instant from, Instant until, auto see) {
  for (Date date = watched_date(zone, from);; date = plus_days(date, 1)) {
    const double first = std::max(0.0, minute_within(zone, date, from));
    const double last = std::min(watched_minutes, minute_within(zone, date, until));
    if (last <= 0) return;
    if (first < last) see(date, first, last);
  }
}

/// When lamps that are on from that change on are assumed to go off: a gap does not end it.
Instant lit_until(std::span<const Change> changes, std::size_t i) {
  if (i + 1 == changes.size()) return changes[i].at + longest_gap;
  if (changes[i + 1].state != LampState::unknown) return changes[i + 1].at;
  const Instant until = changes[i + 1].at + longest_gap;
  return i + 2 == changes.size() ? until : std::min(until, changes[i + 2].at);
}

/// Appends a span that begins no earlier than the existing ones.
void add(LitMinutes span, std::vector<LitMinutes>& spans) {
  const bool goes_on = !spans.empty() && spans.back().until >= span.from;
  if (goes_on) spans.back().until = span.until;
  if (!goes_on) spans.push_back(span);
}

double overlap(std::span<const LitMinutes> one, std::span<const LitMinutes> other) {
  double sum = 0;
  for (std::size_t i = 0, j = 0; i < one.size() && j < other.size();) {
    sum += std::max(0.0,
                    std::min(one[i].until, other[j].until) - std::max(one[i].from, other[j].from));
    one[i].until < other[j].until ? ++i : ++j;
  }
  return sum;
}

double length(std::span<const LitMinutes> lit) {
  double sum = 0;
  for (const LitMinutes& span : lit) sum += span.until - span.from;
  return sum;
}

}  // namespace

double RoomDay::known_minutes() const { return length(known); }

std::map<Date, RoomDay> room_days(std::span<const Change> changes, const TimeZone& zone) {
  std::map<Date, RoomDay> days;
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    if (changes[i].state == LampState::unknown) continue;
    for_each_day(zone, changes[i].at, changes[i + 1].at, [&](Date date, double from, double until) {
      add({from, until}, days[date].known);
    });
  }
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (changes[i].state != LampState::on) continue;
    for_each_day(zone, changes[i].at, lit_until(changes, i),
                 [&](Date date, double from, double until) {
                   const auto day = days.find(date);
                   if (day != days.end()) add({from, until}, day->second.lit);
                 });
  }
  return days;
}

std::vector<WatchedDay> watched_days(std::span<const std::vector<Change>> rooms,
                                     const TimeZone& zone, double known) {
  std::vector<std::map<Date, RoomDay>> by_room;
  for (const std::vector<Change>& changes : rooms) by_room.push_back(room_days(changes, zone));
  std::vector<WatchedDay> days;
  if (by_room.empty()) return days;
  for (const auto& [date, first] : by_room.front()) {
    WatchedDay day{date, {}};
    for (auto& room : by_room) {
      const auto found = room.find(date);
      if (found == room.end() || found->second.known_minutes() < known * watched_minutes) break;
      day.rooms.push_back(found->second.lit);
    }
    if (day.rooms.size() == rooms.size()) days.push_back(std::move(day));
  }
  return days;
}

Instant watched_instant(const TimeZone& zone, Date date, double minutes) {
  return zone.instant_of(clock_start(date) + std::chrono::seconds(whole_seconds(minutes)));
}

Instant watched_start(const TimeZone& zone, Date date) {
  return zone.instant_of(clock_start(date));
}

Date watched_date(const TimeZone& zone, Instant at) {
  Date date(std::chrono::floor<std::chrono::days>(zone.steady_local(at) - begins));
  while (watched_start(zone, plus_days(date, 1)) <= at) date = plus_days(date, 1);
  return date;
}

std::vector<Change> changes_of(std::span<const WatchedDay> days, std::size_t room,
                               const RoomName& name, const TimeZone& zone) {
  std::vector<Change> changes;
  const auto say = [&](Instant at, LampState state) {
    if (!changes.empty() && changes.back().at >= at) changes.pop_back();
    if (changes.empty() || changes.back().state != state) changes.push_back({at, name, state});
  };
  for (const WatchedDay& day : days) {
    const auto at = [&](double minutes) { return watched_instant(zone, day.date, minutes); };
    say(at(0), LampState::off);
    for (const LitMinutes& lit : day.rooms[room]) {
      say(at(lit.from), LampState::on);
      say(at(lit.until), LampState::off);
    }
    say(at(watched_minutes), LampState::unknown);
  }
  return changes;
}

double minutes_apart(std::span<const LitMinutes> one, std::span<const LitMinutes> other) {
  return length(one) + length(other) - 2 * overlap(one, other);
}

double minutes_apart(const WatchedDay& one, const WatchedDay& other) {
  double sum = 0;
  for (std::size_t room = 0; room < one.rooms.size(); ++room)
    sum += minutes_apart(one.rooms[room], other.rooms[room]);
  return sum;
}

}  // namespace lamplighter
