// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"

#include <chrono>
#include <functional>
#include <utility>

namespace lamplighter::app {

/// The machine's own clock. A sleep ends when the clock is set or the machine resumes from suspend,
/// at the latest `glance` later. Thread-safe.
class SystemClock final : public Clock {
 public:
  /// The wall clock of the machine.
  static Instant on_the_wall();

  /// Another `wall` is for tests.
  explicit SystemClock(std::function<Instant()> wall = on_the_wall,
                       std::chrono::milliseconds glance = std::chrono::seconds(10))
      : wall_(std::move(wall)), glance_(glance) {}

  [[nodiscard]] Instant now() const override { return wall_(); }
  bool sleep_until(Instant at, const std::stop_token& stop) override;

 private:
  std::function<Instant()> wall_;
  std::chrono::milliseconds glance_;
};

/// A clock that starts at a given instant and runs `speed` times as fast as the machine's.
/// Thread-safe.
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
