// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/on_off.h"

#include <compare>
#include <cstdint>
#include <vector>

namespace lamplighter {

/// Equal symbols in a row: a state and how many samples it lasted. Requires: length >= 1.
struct Run {
  OnOff state;
  std::int64_t length;

  friend auto operator<=>(const Run&, const Run&) = default;
};

/// One subsequence as runs; neighbours have opposite states. What training reads instead of
/// minutes.
using RunLengths = std::vector<Run>;

/// Number of samples that the runs stand for.
constexpr std::int64_t sample_count(const RunLengths& runs) {
  std::int64_t count = 0;
  for (const Run& run : runs) count += run.length;
  return count;
}

}  // namespace lamplighter
