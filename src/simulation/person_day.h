// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/time_zone.h"
#include "simulation/diary.h"
#include "simulation/house.h"
#include "sky/sun.h"

#include <optional>

namespace lamplighter::simulation {

enum class Trip : std::uint8_t { none, departs, away, returns };

/// What the people of a house share on one day: how late it gets is felt in every room.
struct HouseDay {
  Date date;
  bool free;  ///< weekend or holiday
  bool free_tomorrow;
  Minutes late;      ///< how much later than usual everybody's evening runs; may be negative
  Minutes dinner;    ///< on the wall clock
  std::size_t cook;  ///< index of the person who cooks
  std::optional<Minutes> company_until;  ///< guests for dinner, until then
  Trip trip;
};

/// Saturdays, Sundays and the house's holidays.
bool is_free(const House& house, Date day);

/// The day of that date; it depends on nothing but seed, house and date.
HouseDay house_day(const House& house, std::uint64_t seed, Date day);

/// The dates kept as holidays where nobody names others: New Year's Day, 4 July, 24 to 26 and 31
/// December (chosen by us, because every calendar differs).
std::vector<Date> usual_holidays(Date from, int days);

/// When the wall clock shows `clock` counted from the midnight that begins `day`; 25 h is 01:00 of
/// the next day. Where the hour comes twice, its first time; where it does not exist, as long after
/// midnight as the clock would say.
Instant instant_at(const TimeZone& zone, Date day, Minutes clock);

/// What the wall clock shows, in minutes since the midnight that begins `day`; may be above 24 h.
Minutes clock_at(const TimeZone& zone, Date day, Instant at);

/// 0 for Sunday … 6 for Saturday.
unsigned weekday_of(Date day);

/// From leaving the house to coming back.
struct Outing {
  Instant leaves;
  Instant returns;
};

/// When one person does what on one day; what lies between is free time.
struct PersonDay {
  HouseDay shared;
  Date date;
  std::size_t person;
  Instant wake;
  std::optional<Outing> work;
  std::optional<Outing> night_out;
  bool works_at_home;
  int errands;
  Instant dinner;
  Instant bed;
};

/// The appointments of that day. Draws from `rng` only.
PersonDay person_day(const House& house, const Place& place, const HouseDay& shared,
                     const HouseDay& yesterday, std::size_t person, Rng& rng);

/// Lives the day: from waking to falling asleep. `place` is for clock times in between.
void write_day(DiaryWriter& writer, const House& house, const Place& place, const PersonDay& day);

/// Sleeps until `wake`, with a visit to the bath in some nights.
void write_night(DiaryWriter& writer, const House& house, std::size_t person, Instant wake);

}  // namespace lamplighter::simulation
