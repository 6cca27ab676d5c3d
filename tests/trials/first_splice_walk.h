// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "planning/splice.h"

#include <optional>
#include <vector>

namespace lamplighter::trials {

/// A day to take from, as it would be on the day to plan.
struct FirstSource {
  std::size_t name;  ///< its place in the habits
  double weight;
  DayEvents day;
};

/// How freely days are cut and joined.
struct FirstFreedom {
  double jump;                  ///< how likely after a switch
  double warp;                  ///< times the spread of a switch
  std::optional<double> quiet;  ///< mean minutes to a jump while all is dark
};

/// One day through others: begins with `lit` on the source at `first`, and goes on where the house
/// is in the same state on another.
std::vector<HouseEvent> first_walk(const std::vector<FirstSource>& sources, std::size_t first,
                                   RoomMask lit, const FirstFreedom& freedom, Rng& rng);

}  // namespace lamplighter::trials
