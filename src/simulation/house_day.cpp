// SPDX-License-Identifier: Apache-2.0
#include "simulation/house_day.h"

#include "core/time_zone.h"
#include "simulation/chance.h"

#include <algorithm>

namespace lamplighter::simulation {
namespace {

using namespace std::chrono_literals;

/// Late evenings come in spells: a weighted sum of the last days' own draws, variance 1. A moving
/// sum needs no memory, so a date is the same whatever day the simulation begins on.
double mood(std::uint64_t seed, Date day) {
  constexpr std::array weights{0.85, 0.43, 0.3};
  double sum = 0.0;
  for (std::size_t back = 0; back < weights.size(); ++back) {
    Rng rng = chance_of(seed, Purpose::mood, plus_days(day, -static_cast<int>(back)));
    sum += weights[back] * rng.normal();
  }
  return sum;
}

/// Nights of a trip that departs on `day`, 0 for none.
int nights_of_trip(const House& house, std::uint64_t seed, Date day) {
  Rng rng = chance_of(seed, Purpose::trips, day);
  if (!happens(rng, house.trips_a_year / 365.0)) return 0;
  return 1 + static_cast<int>(rng.below(4));
}

Trip trip_on(const House& house, std::uint64_t seed, Date day) {
  if (house.trips_a_year <= 0.0) return Trip::none;
  for (int back = 4; back >= 1; --back) {  // a trip that is under way wins over a new one
    const int nights = nights_of_trip(house, seed, plus_days(day, -back));
    if (nights == back) return Trip::returns;
    if (nights > back) return Trip::away;
  }
  return nights_of_trip(house, seed, day) > 0 ? Trip::departs : Trip::none;
}

std::size_t cook_of(const House& house, Rng& rng) {
  const auto adults = std::count_if(house.people.begin(), house.people.end(),
                                    [](const Person& person) { return !person.child; });
  return adults > 0 ? rng.below(static_cast<std::uint64_t>(adults)) : 0;  // adults come first
}

}  // namespace

bool is_free(const House& house, Date day) {
  const unsigned weekday = weekday_of(day);
  return weekday == 0 || weekday == 6 ||
         std::find(house.holidays.begin(), house.holidays.end(), day) != house.holidays.end();
}

HouseDay house_day(const House& house, std::uint64_t seed, Date day) {
  Rng rng = chance_of(seed, Purpose::house_day, day);
  const bool free = is_free(house, day);
  const bool free_tomorrow = is_free(house, plus_days(day, 1));
  const Minutes late = 24min * mood(seed, day);
  const Minutes dinner = near(rng, free ? 18h + 55min : 18h + 35min, 18min) + 0.4 * late;
  const std::size_t cook = cook_of(house, rng);
  const double busy = house.company_a_week / 7.0 * (free_tomorrow ? 2.2 : 0.5);
  const bool company = happens(rng, busy);
  const Minutes until = near(rng, free_tomorrow ? 23h + 40min : 22h + 30min, 30min);
  return {.date = day,
          .free = free,
          .free_tomorrow = free_tomorrow,
          .late = late,
          .dinner = dinner,
          .cook = cook,
          .company_until = company ? std::optional(until) : std::nullopt,
          .trip = trip_on(house, seed, day)};
}

std::vector<Date> usual_holidays(Date from, int days) {
  constexpr std::array<std::pair<unsigned, unsigned>, 6> kept{
      {{1, 1}, {7, 4}, {12, 24}, {12, 25}, {12, 26}, {12, 31}}};
  std::vector<Date> holidays;
  for (int i = -3; i <= days + 3; ++i) {
    const Date day = plus_days(from, i);
    const std::pair<unsigned, unsigned> at{static_cast<unsigned>(day.month()),
                                           static_cast<unsigned>(day.day())};
    if (std::find(kept.begin(), kept.end(), at) != kept.end()) holidays.push_back(day);
  }
  return holidays;
}

Instant instant_at(const TimeZone& zone, Date day, Minutes clock) {
  const LocalTime wanted = LocalTime(LocalDay(day)) + to_time(clock);
  const Instant guess = zone.start_of_day(day) + to_time(clock);
  // A change of the clocks since midnight makes the guess show another time.
  const Instant corrected = guess - (zone.local(guess) - wanted);
  return zone.local(corrected) == wanted ? corrected : guess;
}

Minutes clock_at(const TimeZone& zone, Date day, Instant at) {
  return zone.local(at) - LocalTime(LocalDay(day));
}

unsigned weekday_of(Date day) { return std::chrono::weekday(LocalDay(day)).c_encoding(); }

}  // namespace lamplighter::simulation
