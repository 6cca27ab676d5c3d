// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"

namespace lamplighter::testing {

/// A clock that jumps to wherever somebody sleeps until: a month passes in milliseconds. One
/// thread.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}

  [[nodiscard]] Instant now() const override { return now_; }

  bool sleep_until(Instant at, const std::stop_token& stop) override {
    if (stop.stop_requested()) return false;
    if (at > now_) now_ = at;
    return true;
  }

  /// Sets the time, also back: what a late NTP answer does.
  void turn_to(Instant at) { now_ = at; }

 private:
  Instant now_;
};

}  // namespace lamplighter::testing
