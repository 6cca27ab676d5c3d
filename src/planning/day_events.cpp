// SPDX-License-Identifier: Apache-2.0
#include "planning/day_events.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <tuple>

namespace lamplighter {
namespace {

constexpr double brief = 30;  // minutes

void add_ends(const HabitSpan& span, std::size_t room, DayEvents& into) {
  const double both = span.length() <= brief ? std::min(span.on.spread, span.off.spread) : 20;
  const auto add = [&](const HabitSwitch& end, bool on) {
    into.events.push_back({end.at, room, on, 0, std::min(both, end.spread), end.keeps});
  };
  if (span.on.at <= 0) {
    into.lit_at_start |= bit_of(room);
  } else {
    add(span.on, true);
  }
  if (span.off.at < watched_minutes) add(span.off, false);
}

}  // namespace

DayEvents day_events(const HabitDay& day) {
  assert(day.rooms.size() <= most_rooms);
  DayEvents all;
  for (std::size_t room = 0; room < day.rooms.size(); ++room)
    for (const HabitSpan& span : day.rooms[room]) add_ends(span, room, all);
  std::sort(all.events.begin(), all.events.end(), [](const HouseEvent& a, const HouseEvent& b) {
    return std::tie(a.at, a.on, a.room) < std::tie(b.at, b.on, b.room);
  });
  RoomMask lit = all.lit_at_start;
  std::vector<double> last(day.rooms.size(), 0.0);
  for (HouseEvent& event : all.events) {
    lit = event.on ? lit | bit_of(event.room) : lit & ~bit_of(event.room);
    event.lit = lit;
    std::vector<float>& since = all.since.emplace_back();
    for (const double switched : last)
      since.push_back(std::log(static_cast<float>(event.at - switched + 4)));
    last[event.room] = event.at;
  }
  return all;
}

}  // namespace lamplighter
