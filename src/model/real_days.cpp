// SPDX-License-Identifier: Apache-2.0
#include "model/real_days.h"

#include <algorithm>
#include <limits>
#include <map>

namespace lamplighter {
namespace {

constexpr double another_kind = 240;  // minutes that a weekend is from a weekday at least

using Lit = std::vector<LitMinutes>;

bool is_weekend(Date date) {
  const std::chrono::weekday day{std::chrono::sys_days(date)};
  return day == std::chrono::Saturday || day == std::chrono::Sunday;
}

std::map<Date, Lit> known_alone(const std::vector<Change>& changes, const TimeZone& zone) {
  std::map<Date, Lit> known;
  for (WatchedDay& day : watched_days({&changes, 1}, zone))
    known.emplace(day.date, std::move(day.rooms.front()));
  return known;
}

/// What a newer room is taken to have been on a day of the others.
Lit likest(const WatchedDay& day, const std::map<Date, Lit>& known,
           std::span<const WatchedDay> others) {
  const auto own = known.find(day.date);
  if (own != known.end()) return own->second;
  Lit lit;
  double least = std::numeric_limits<double>::infinity();
  for (const WatchedDay& other : others) {
    const auto there = known.find(other.date);
    if (there == known.end()) continue;
    const bool is_other_kind = is_weekend(other.date) != is_weekend(day.date);
    const double apart = minutes_apart(day, other) + (is_other_kind ? another_kind : 0);
    if (apart >= least) continue;
    least = apart;
    lit = there->second;
  }
  return lit;
}

}  // namespace

std::vector<WatchedDay> real_days(std::span<const std::vector<Change>> rooms,
                                  const TimeZone& zone) {
  std::vector<std::map<Date, Lit>> known;
  std::size_t most = 0;
  for (const std::vector<Change>& changes : rooms) {
    known.push_back(known_alone(changes, zone));
    most = std::max(most, known.back().size());
  }
  const auto is_newer = [&](std::size_t room) { return known[room].size() * 2 < most; };
  std::vector<std::vector<Change>> older;
  for (std::size_t room = 0; room < rooms.size(); ++room)
    if (!is_newer(room)) older.push_back(rooms[room]);
  const std::vector<WatchedDay> days = watched_days(older, zone);
  std::vector<WatchedDay> lived;
  for (const WatchedDay& day : days) {
    lived.push_back({day.date, {}});
    auto next = day.rooms.begin();
    for (std::size_t room = 0; room < rooms.size(); ++room)
      lived.back().rooms.push_back(is_newer(room) ? likest(day, known[room], days) : *next++);
  }
  return lived;
}

}  // namespace lamplighter
