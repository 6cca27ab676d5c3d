// SPDX-License-Identifier: Apache-2.0
#include "simulation/wall_clock.h"

#include "simulation/chance.h"

namespace lamplighter::simulation {

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
