// SPDX-License-Identifier: Apache-2.0
#include "simulation/diary.h"

#include "simulation/chance.h"
#include "simulation/diary_writer.h"
#include "simulation/house_day.h"
#include "simulation/person_day.h"
#include "simulation/wall_clock.h"

#include <algorithm>
#include <cassert>
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
  assert(days > 0);
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

}  // namespace lamplighter::simulation
