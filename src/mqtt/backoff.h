// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace lamplighter::mqtt {

struct BackoffLimits {
  std::chrono::milliseconds first{1000};
  std::chrono::milliseconds longest{60000};
};

/// How long to wait before the next attempt: twice as long each time up to a limit, and then a
/// random half to whole of it, so that a house full of clients does not knock at the same moment
/// after the broker's restart.
class Backoff {
 public:
  Backoff(BackoffLimits limits, Rng chance) : limits_(limits), chance_(chance) {}

  std::chrono::milliseconds next() {
    const auto whole = std::min(limits_.longest, limits_.first * (std::int64_t{1} << doublings_));
    if (whole < limits_.longest) ++doublings_;
    const double share = chance_.uniform(0.5, 1.0);
    return std::chrono::milliseconds(
        static_cast<std::int64_t>(static_cast<double>(whole.count()) * share));
  }

  void reset() { doublings_ = 0; }

 private:
  BackoffLimits limits_;
  Rng chance_;
  int doublings_ = 0;
};

}  // namespace lamplighter::mqtt
