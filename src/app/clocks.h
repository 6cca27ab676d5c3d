// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"

#include <chrono>

namespace lamplighter::app {

/// The machine's own clock. Threads may share it.
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
  bool sleep_until(Instant at, const std::stop_token& stop) override;
};

/// A clock that starts at an instant of our choice and runs `speed` times as fast as the machine's.
/// Threads may share it.
class FastClock final : public Clock {
 public:
  /// Requires: speed > 0.
  FastClock(Instant start, double speed);

  [[nodiscard]] Instant now() const override;
  bool sleep_until(Instant at, const std::stop_token& stop) override;

 private:
  Instant start_;
  double speed_;
  std::chrono::steady_clock::time_point began_;
};

}  // namespace lamplighter::app
