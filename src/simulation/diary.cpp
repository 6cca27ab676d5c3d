// SPDX-License-Identifier: Apache-2.0
#include "simulation/diary.h"

#include "core/require.h"
#include "simulation/chance.h"
#include "simulation/person_day.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

/// A day needs at most this many before it to come out as it always does.
constexpr int days_before = 2;

struct Agenda {
  PersonDay day;
  Rng rng;  ///< as it is after the appointments were drawn
};

Agenda agenda(const House& house, const Place& place, Date date, std::size_t person,
              std::uint64_t seed) {
  Rng rng = chance_of(seed, Purpose::person_day, date, person);
  const HouseDay today = house_day(house, seed, date);
  const HouseDay yesterday = house_day(house, seed, plus_days(date, -1));
  PersonDay day = person_day(house, place, today, yesterday, person, rng);
  return {day, rng};
}

bool nobody_sleeps_here(Trip trip) { return trip == Trip::departs || trip == Trip::away; }

void live_one(const House& house, const Place& place, Date from, int days, std::uint64_t seed,
              std::size_t person, std::vector<Stay>& stays) {
  DiaryWriter writer(house, person, stays);
  Agenda today = agenda(house, place, plus_days(from, -days_before), person, seed);
  writer.out_until(today.day.wake);
  for (int i = -days_before; i < days; ++i) {
    Agenda tomorrow = agenda(house, place, plus_days(from, i + 1), person, seed);
    writer.use(today.rng);
    write_day(writer, house, place, today.day);
    if (nobody_sleeps_here(today.day.shared.trip)) {
      writer.out_until(tomorrow.day.wake);
    } else {
      const Instant rested = writer.now() + (tomorrow.day.shared.free ? 5h + 30min : 3h + 30min);
      write_night(writer, house, person, std::max(tomorrow.day.wake, rested));
    }
    today = tomorrow;
  }
}

}  // namespace

std::vector<Stay> live(const House& house, const Place& place, Date from, int days,
                       std::uint64_t seed) {
  require(days > 0, "a simulation needs at least one day");
  const Instant begin = place.zone.start_of_day(from);
  const Instant end = place.zone.start_of_day(plus_days(from, days));
  std::vector<Stay> stays;
  for (std::size_t person = 0; person < house.people.size(); ++person) {
    live_one(house, place, from, days, seed, person, stays);
  }
  std::erase_if(stays, [&](const Stay& s) { return s.until <= begin || s.from >= end; });
  for (Stay& stay : stays) {
    stay.from = std::max(stay.from, begin);
    stay.until = std::min(stay.until, end);
  }
  std::sort(stays.begin(), stays.end(), [](const Stay& a, const Stay& b) {
    return std::tie(a.from, a.person) < std::tie(b.from, b.person);
  });
  return stays;
}

namespace {

constexpr Minutes worth_breaking = 15min;  ///< shorter stays are not interrupted

/// Short visits from a longer stay. Chosen by us, so that a waking day at home has four to seven
/// bathroom visits and about as many to the kitchen.
struct VisitHabit {
  RoomKind to;
  double weight;
  Minutes median;
  double spread;
};
constexpr std::array<VisitHabit, 5> visit_habits{{
    {RoomKind::bath, 0.35, 3min, 0.5},
    {RoomKind::kitchen, 0.38, 2.6min, 0.8},
    {RoomKind::hall, 0.10, 0.8min, 0.6},
    {RoomKind::bedroom, 0.11, 1.6min, 0.7},
    {RoomKind::living, 0.06, 2min, 0.7},
}};
constexpr Minutes between_visits = 72min;

/// Seconds from one room's switch to the next one's.
Minutes a_walk(Rng& rng) { return about(rng, 0.11min, 0.4); }

}  // namespace

DiaryWriter::DiaryWriter(const House& house, std::size_t person, std::vector<Stay>& stays)
    : house_(house), person_(person), stays_(stays) {}

void DiaryWriter::out_until(Instant at) {
  now_ = std::max(now_, at);
  here_.reset();
}

void DiaryWriter::stay(std::size_t room, Minutes how_long, Doing doing) {
  walk_to(room);
  add(room, now_ + to_time(how_long), doing, false);
}

void DiaryWriter::stay_put_until(std::size_t room, Instant until, Doing doing) {
  if (until <= now_) return;
  walk_to(room);
  add(room, until, doing, false);
}

void DiaryWriter::stay_until(std::size_t room, Instant until, Doing doing) {
  while (now_ < until) {
    walk_to(room);
    const Instant leave = now_ + to_time(waiting(rng_, between_visits));
    if (until - now_ < worth_breaking || leave + worth_breaking / 3 > until) {
      add(room, until, doing, false);
      return;
    }
    add(room, leave, doing, true);
    visit();
  }
}

void DiaryWriter::visit() {
  std::array<double, visit_habits.size()> weights{};
  std::transform(visit_habits.begin(), visit_habits.end(), weights.begin(),
                 [](const VisitHabit& habit) { return habit.weight; });
  const VisitHabit& habit = visit_habits[rng_.pick(weights)];
  const std::size_t there = room(habit.to);
  if (here_ == there) return;
  stay(there, about(rng_, habit.median, habit.spread), Doing::fetch);
}

std::size_t DiaryWriter::room(RoomKind kind) {
  if (kind == RoomKind::bedroom) return house_.people[person_].bedroom;
  std::vector<std::size_t> rooms = rooms_of(kind);
  if (rooms.empty()) rooms = rooms_of(RoomKind::living);
  if (rooms.empty()) return 0;
  return rooms.size() == 1 ? rooms.front() : rooms[rng_.below(rooms.size())];
}

std::vector<std::size_t> DiaryWriter::rooms_of(RoomKind kind) const {
  std::vector<std::size_t> rooms;
  for (std::size_t i = 0; i < house_.rooms.size(); ++i) {
    if (house_.rooms[i].kind == kind) rooms.push_back(i);
  }
  return rooms;
}

void DiaryWriter::walk_to(std::size_t room) {
  if (here_ == room) return;
  const bool came_in = !here_.has_value();
  here_ = room;
  now_ += to_time(a_walk(rng_));
  const std::vector<std::size_t> halls = rooms_of(RoomKind::hall);
  const bool through_hall = !halls.empty() && halls.front() != room && !came_in;
  if (!through_hall || !happens(rng_, 0.4)) return;
  add(halls.front(), now_ + to_time(about(rng_, 0.2min, 0.6)), Doing::pass, false);
  now_ += to_time(a_walk(rng_));
}

void DiaryWriter::add(std::size_t room, Instant until, Doing doing, bool back_soon) {
  if (until <= now_) return;
  stays_.push_back({.person = person_,
                    .room = room,
                    .from = now_,
                    .until = until,
                    .doing = doing,
                    .back_soon = back_soon,
                    .chance = rng_.bits()});
  now_ = until;
}

}  // namespace lamplighter::simulation
