// SPDX-License-Identifier: Apache-2.0
#include "planning/house_calendar.h"

#include "planning/season.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace lamplighter {
namespace {

constexpr int longest_chain = 366;  // days
constexpr int block = 64;

int days_between(Date first, Date last) {
  return static_cast<int>((std::chrono::sys_days(last) - std::chrono::sys_days(first)).count());
}

/// The last multiple of `step` days from `first` on that is not after `date`.
Date multiple_before(Date date, Date first, int step) {
  const int days = days_between(first, date);
  const int over = ((days % step) + step) % step;
  return plus_days(date, -over);
}

}  // namespace

HouseCalendar::HouseCalendar(HouseHabits habits, const Place& place, const Secret& secret)
    : habits_(std::move(habits)), place_(place), secret_(secret) {}

Date HouseCalendar::first_of(Date date) const {
  const Date next = plus_days(habits_.days.back().date, 1);
  const bool is_near = date >= next && date < plus_days(next, longest_chain);
  return is_near ? next : multiple_before(date, next, block);
}

WatchedDay HouseCalendar::watched_day(Date date) {
  const Date first = first_of(plus_days(date, 1));
  HousePlanner& chain = chains_.try_emplace(first, habits_, place_).first->second;
  const auto place = static_cast<std::size_t>(days_between(first, date) + 1);
  while (chain.planned().size() <= place) {
    const Date next = plus_days(first, static_cast<int>(chain.planned().size()) - 1);
    chain.plan(next, secret_.chance(next, "house"));
  }
  return chain.planned()[place];
}

Plan HouseCalendar::plan(Date date) {
  std::erase_if(chains_, [&](const auto& chain) {
    return chain.first != first_of(date) && chain.first != first_of(plus_days(date, 1));
  });
  return plan_of(watched_day(plus_days(date, -1)), watched_day(date), habits_.rooms, place_.zone);
}

namespace {

using namespace std::chrono_literals;

constexpr double by_day_too = 0.5;

/// How long a room was lit at a stretch at most, over as many days as follow each other.
std::chrono::minutes longest_lived(const HouseHabits& habits, std::size_t room) {
  double longest = 0;
  double so_far = 0;  // of what was lit when the day before ended
  std::optional<Date> before;
  for (const HabitDay& day : habits.days) {
    if (!before || plus_days(*before, 1) != day.date) so_far = 0;
    before = day.date;
    double at_end = 0;
    for (const HabitSpan& span : day.rooms[room]) {
      const double length = span.length() + (span.on.at <= 0 ? so_far : 0);
      longest = std::max(longest, length);
      if (span.off.at >= watched_minutes) at_end = length;
    }
    so_far = at_end;
  }
  return std::chrono::minutes(static_cast<int>(std::ceil(longest)));
}

}  // namespace

Manners house_manners(const HouseHabits& habits) {
  Manners manners;
  manners.dark_by_sun = false;
  manners.shortest_on = 2s;
  manners.longest_on = 12h;
  manners.longest_after_midnight = 6h;
  manners.most_switches_an_hour = 60;
  for (std::size_t room = 0; room < habits.rooms.size(); ++room)  // limits take off up to an eighth
    manners.longest_lived[habits.rooms[room]] = longest_lived(habits, room) * 8 / 7;
  const std::vector<double> by_day = lit_by_day(habits);
  for (std::size_t i = 0; i < by_day.size(); ++i)
    if (by_day[i] > by_day_too) manners.lit_by_day.push_back(habits.rooms[i]);
  return manners;
}

}  // namespace lamplighter
