// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <utility>

namespace lamplighter::testing {

/// A clock that leaps to wherever somebody sleeps until, but stops on its way at every instant for
/// which something is scripted, and does that first. One thread sleeps and scripts; any may ask for
/// the time.
class ScriptedClock final : public Clock {
 public:
  explicit ScriptedClock(Instant start) : now_(start.time_since_epoch()) {}

  [[nodiscard]] Instant now() const override { return Instant(now_.load()); }

  bool sleep_until(Instant at, const std::stop_token& stop) override {
    was_set_ = false;
    while (!stop.stop_requested() && !script_.empty() && script_.begin()->first <= at) {
      auto entry = script_.extract(script_.begin());
      now_ = std::max(now(), entry.key()).time_since_epoch();
      entry.mapped()();
      if (was_set_) return now() >= at;
    }
    if (stop.stop_requested()) return false;
    now_ = std::max(now(), at).time_since_epoch();
    return true;
  }

  /// Does `what` when the time is `at`.
  void when(Instant at, std::function<void()> what) { script_.emplace(at, std::move(what)); }

  /// Sets the time, also back; whoever sleeps wakes.
  void turn_to(Instant at) {
    was_set_ = true;
    now_ = at.time_since_epoch();
  }

 private:
  std::atomic<std::chrono::microseconds> now_;
  bool was_set_ = false;
  std::multimap<Instant, std::function<void()>> script_;
};

}  // namespace lamplighter::testing
