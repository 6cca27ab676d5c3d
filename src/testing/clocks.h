// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <utility>
#include <vector>

namespace lamplighter::testing {

/// A clock that jumps to the end of every sleep: a month passes in milliseconds. Single-threaded.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(Instant start) : now_(start) {}

  [[nodiscard]] Instant now() const override { return now_; }

  bool sleep_until(Instant at, const std::stop_token& stop) override {
    if (stop.stop_requested()) return false;
    if (at > now_) now_ = at;
    return true;
  }

  /// Sets the time, forward or back, as a late NTP response does.
  void turn_to(Instant at) { now_ = at; }

 private:
  Instant now_;
};

/// A clock that jumps to the end of every sleep, and records the length of each. Thread-safe.
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

  /// Sets the time, forward or back.
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

/// A clock that jumps to the end of every sleep, but stops at every scripted instant on the way and
/// runs its action first. One thread sleeps and scripts; any thread may read the time.
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

  /// Runs `what` when the time is `at`.
  void when(Instant at, std::function<void()> what) { script_.emplace(at, std::move(what)); }

  /// Sets the time, forward or back; wakes sleeping threads.
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
