// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/diary.h"
#include "simulation/house_day.h"
#include "sky/sun.h"

#include <optional>

namespace lamplighter::simulation {

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
