// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_state.h"

#include <cstdint>
#include <span>
#include <vector>

namespace lamplighter::views {

/// How much of one column a room was lit.
struct LampShare {
  std::int64_t index;  ///< from 0 at `from`
  double on;           ///< share of the column's time
  double unknown;
};

/// Columns of `step` from `from` until `until`; those in which nothing but `off` or `unknown` all
/// the time was, are left out. Requires: one room, sorted; step > 0.
std::vector<LampShare> lamp_shares(std::span<const Change> changes, Instant from, Instant until,
                                   std::chrono::seconds step);

}  // namespace lamplighter::views
