// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "planning/splice.h"

#include <optional>
#include <vector>

namespace lamplighter::trials {

/// A source day, shifted to the day to plan.
struct FirstSource {
  std::size_t name;  ///< its index in the habits
  double weight;
  DayEvents day;
};

/// How freely days are cut and joined.
struct FirstFreedom {
  double jump;                  ///< probability after a switch
  double warp;                  ///< factor of a switch's spread
  std::optional<double> quiet;  ///< mean minutes to a jump while all is dark
};

/// One day composed of others: begins with `lit` on the source at `first`, and continues on another
/// one where the house is in the same state.
std::vector<HouseEvent> first_walk(const std::vector<FirstSource>& sources, std::size_t first,
                                   RoomMask lit, const FirstFreedom& freedom, Rng& rng);

}  // namespace lamplighter::trials
