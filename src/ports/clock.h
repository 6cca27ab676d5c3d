// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <stop_token>

namespace lamplighter {

/// The source of time: the machine's clock, an accelerated one for the demo, or one that a test
/// sets.
class Clock {
 public:
  virtual ~Clock() = default;

  [[nodiscard]] virtual Instant now() const = 0;

  /// Waits until `at`, until a stop is requested, or until the clock is set; true if `at` was
  /// reached. Returns at once if `at` has passed.
  virtual bool sleep_until(Instant at, const std::stop_token& stop) = 0;
};

}  // namespace lamplighter
