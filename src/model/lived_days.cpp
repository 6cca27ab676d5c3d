// SPDX-License-Identifier: Apache-2.0
// In a real house some room is always missing: a battery is empty, a lamp was bought last week, the
// recorder was off for an hour. If only days counted of which every room is known, a house of
// twelve rooms would have none. So a day counts from half of what it could tell on, and each hole
// is filled with stays of the same room, whole ones, from the day that was most like this one.
#include "model/lived_days.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>

namespace lamplighter {
namespace {

constexpr double enough_known = 0.5;  // of a day, to learn from it
constexpr double some_known = 0.25;   // likewise, while there are no better days
constexpr std::size_t few = 2;
constexpr double well_known = 0.9;      // of a room's day, to fill those of others from it
constexpr double another_kind = 240;    // minutes that a weekend is from a weekday at least
constexpr double a_day_later = 1;       // minutes that each day between two sets them apart
constexpr double nothing_common = 480;  // minutes between days of which no room tells both

using Lit = std::vector<LitMinutes>;
using Room = std::map<Date, RoomDay>;

bool is_weekend(Date date) {
  const std::chrono::weekday day{std::chrono::sys_days(date)};
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

double share_known(const Room& room, Date date) {
  const auto day = room.find(date);
  return day == room.end() ? 0 : day->second.known_minutes() / watched_minutes;
}

double days_known(const Room& room) {
  double sum = 0;
  for (const auto& [date, day] : room) sum += day.known_minutes() / watched_minutes;
  return sum;
}

/// Those that are not newer than others.
std::vector<const Room*> older(const std::vector<Room>& rooms) {
  double most = 0;
  for (const Room& room : rooms) most = std::max(most, days_known(room));
  std::vector<const Room*> kept;
  for (const Room& room : rooms)
    if (days_known(room) > 0 && days_known(room) * 2 >= most) kept.push_back(&room);
  return kept;
}

/// The dates of which at least that share is known of those rooms together.
std::vector<Date> dates_known(const std::vector<const Room*>& rooms, double least) {
  std::set<Date> all;
  for (const Room* room : rooms)
    for (const auto& [date, day] : *room) all.insert(date);
  std::vector<Date> dates;
  for (const Date date : all) {
    double sum = 0;
    for (const Room* room : rooms) sum += share_known(*room, date);
    if (sum >= least * static_cast<double>(rooms.size())) dates.push_back(date);
  }
  return dates;
}

/// How far two days are apart, in minutes of a room, by the rooms that are well known on both.
double apart(const std::vector<Room>& rooms, Date one, Date other) {
  double minutes = 0;
  int common = 0;
  for (const Room& room : rooms) {
    if (share_known(room, one) < well_known || share_known(room, other) < well_known) continue;
    minutes += minutes_apart(room.at(one).lit, room.at(other).lit);
    ++common;
  }
  const double days = std::abs(
      static_cast<double>((std::chrono::sys_days(other) - std::chrono::sys_days(one)).count()));
  return (common > 0 ? minutes / common : nothing_common) + a_day_later * days +
         (is_weekend(one) != is_weekend(other) ? another_kind : 0);
}

/// The day of a room to fill another one from; nothing where it has none that is well known.
const RoomDay* likest(const std::vector<Room>& rooms, const Room& room, Date date) {
  const RoomDay* found = nullptr;
  double least = std::numeric_limits<double>::infinity();
  for (const auto& [other, day] : room) {
    if (other == date || day.known_minutes() < well_known * watched_minutes) continue;
    const double far = apart(rooms, date, other);
    if (far >= least) continue;
    least = far;
    found = &day;
  }
  return found;
}

/// Whether a stay lies in what is not known of a day: with its begin and its end, so that none is
/// longer than one that was lived.
bool is_free(const LitMinutes& stay, const RoomDay& day) {
  const auto touches = [&](const LitMinutes& span) {
    return span.from <= stay.until && stay.from <= span.until;
  };
  return std::ranges::none_of(day.known, touches) && std::ranges::none_of(day.lit, touches);
}

/// What the room is taken to have done that day.
Lit filled(const std::vector<Room>& rooms, const Room& room, Date date) {
  const auto own = room.find(date);
  const RoomDay day = own == room.end() ? RoomDay{} : own->second;
  if (day.known_minutes() >= well_known * watched_minutes) return day.lit;
  const RoomDay* like = likest(rooms, room, date);
  if (like == nullptr) return day.lit;
  Lit lit = day.lit;
  std::ranges::copy_if(like->lit, std::back_inserter(lit),
                       [&](const LitMinutes& stay) { return is_free(stay, day); });
  std::ranges::sort(lit, {}, &LitMinutes::from);
  return lit;
}

}  // namespace

std::vector<WatchedDay> lived_days(std::span<const std::vector<Change>> changes,
                                   const TimeZone& zone) {
  std::vector<Room> rooms;
  for (const std::vector<Change>& room : changes) rooms.push_back(room_days(room, zone));
  const std::vector<const Room*> counted = older(rooms);
  std::vector<Date> dates = dates_known(counted, enough_known);
  if (dates.size() < few) dates = dates_known(counted, some_known);
  std::vector<WatchedDay> days;
  for (const Date date : dates) {
    WatchedDay& day = days.emplace_back(WatchedDay{date, {}});
    for (const Room& room : rooms) day.rooms.push_back(filled(rooms, room, date));
  }
  return days;
}

}  // namespace lamplighter
