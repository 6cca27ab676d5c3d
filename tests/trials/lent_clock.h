// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/clock.h"

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>

namespace lamplighter::trials {

/// A clock in another process: the borrower, which may be killed, asks for the time and reports
/// until when it sleeps; time passes as the ClockLender at the other end lets it. One thread
/// sleeps; any thread may read the time.
class LentClock final : public Clock {
 public:
  /// `socket` is the lender's `theirs()`, inherited. `over` is called when the story ends.
  LentClock(int socket, std::function<void()> over);

  [[nodiscard]] Instant now() const override { return Instant(now_.load()); }
  bool sleep_until(Instant at, const std::stop_token& stop) override;

 private:
  friend class FollowingClock;

  int socket_;
  std::function<void()> over_;
  std::atomic<std::chrono::microseconds> now_{};
  std::mutex mutex_;  ///< held while now_ changes
  std::condition_variable_any changed_;
};

/// The same time for another thread than the one whose sleep is reported to the lender: it wakes
/// when that thread was woken late enough.
class FollowingClock final : public Clock {
 public:
  explicit FollowingClock(LentClock& clock) : clock_(clock) {}

  [[nodiscard]] Instant now() const override { return clock_.now(); }
  bool sleep_until(Instant at, const std::stop_token& stop) override;

 private:
  LentClock& clock_;
};

/// The other end, in the process that runs the story.
class ClockLender {
 public:
  ClockLender();
  ~ClockLender();
  ClockLender(const ClockLender&) = delete;
  ClockLender& operator=(const ClockLender&) = delete;

  /// The borrower's end: inherited by a child started now, then closed here.
  [[nodiscard]] int theirs() const { return theirs_; }
  void give_away();

  /// Until when the borrower sleeps; empty if its process has ended.
  std::optional<Instant> next_sleep();

  /// Whether the borrower was woken since `next_sleep`; waits that long for it, in real time.
  bool was_woken(std::chrono::milliseconds patience = {});

  /// Ends its sleep at the time `now`.
  void wake(Instant now);

  /// Ends its sleep and the story.
  void end(Instant now);

 private:
  int ours_ = -1;
  int theirs_ = -1;
  bool woken_ = false;
};

}  // namespace lamplighter::trials
