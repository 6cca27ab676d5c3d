// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <stop_token>

namespace lamplighter {

/// Where the time comes from: the machine's, one that runs fast for the demo, one that a test turns
/// by hand.
class Clock {
 public:
  virtual ~Clock() = default;

  [[nodiscard]] virtual Instant now() const = 0;

  /// Waits for `at`, for somebody who asks to stop or for the clock to be set; true if `at` was
  /// reached. Returns at once where `at` is past.
  virtual bool sleep_until(Instant at, const std::stop_token& stop) = 0;
};

}  // namespace lamplighter
