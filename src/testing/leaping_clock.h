// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"

#include <mutex>
#include <vector>

namespace lamplighter::testing {

/// A clock that leaps to wherever somebody sleeps until, and remembers how long each sleep was.
/// Threads may share it.
class LeapingClock final : public Clock {
 public:
  explicit LeapingClock(Instant start) : now_(start) {}

  [[nodiscard]] Instant now() const override {
    const std::lock_guard lock(mutex_);
    return now_;
  }

  bool sleep_until(Instant at, const std::stop_token& stop) override {
    const std::lock_guard lock(mutex_);
    if (stop.stop_requested()) return false;
    if (at <= now_) return true;
    sleeps_.push_back(at - now_);
    now_ = at;
    return true;
  }

  /// Sets the time, also back.
  void turn_to(Instant at) {
    const std::lock_guard lock(mutex_);
    now_ = at;
  }

  [[nodiscard]] std::vector<std::chrono::microseconds> sleeps() const {
    const std::lock_guard lock(mutex_);
    return sleeps_;
  }

 private:
  mutable std::mutex mutex_;
  Instant now_;
  std::vector<std::chrono::microseconds> sleeps_;
};

}  // namespace lamplighter::testing
