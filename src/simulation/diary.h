// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "simulation/house.h"
#include "sky/place.h"

#include <cstdint>
#include <vector>

namespace lamplighter::simulation {

/// What a person does in a room; it decides which lamps are wanted.
enum class Doing : std::uint8_t {
  sleep,
  bedtime,
  dress,
  wash,
  cook,
  eat,
  company,
  watch,
  read,
  work,
  chore,
  fetch,
  pass,
  go_out,
};

/// A person in one room, from reaching its switch to leaving it. Between two stays the person walks
/// or is out of the house.
struct Stay {
  std::size_t person;
  std::size_t room;
  Instant from;
  Instant until;
  Doing doing;
  bool back_soon;        ///< leaves for a moment only
  std::uint64_t chance;  ///< settles what the person does about the lamps

  friend bool operator==(const Stay&, const Stay&) = default;
};

/// Where everybody was: the stays of all people from `from` to `until`, sorted by their begin;
/// those of one person never overlap. It depends on seed, house and dates only, not on the light,
/// and a day in the middle does not depend on where the span begins. Requires: days > 0.
std::vector<Stay> live(const House& house, const Place& place, Date from, int days,
                       std::uint64_t seed);

}  // namespace lamplighter::simulation
