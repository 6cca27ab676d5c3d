// SPDX-License-Identifier: Apache-2.0
#include "system/clocks.h"

#include "core/require.h"

#include <algorithm>
#include <cmath>
#include <condition_variable>
#include <mutex>

namespace lamplighter::app {
namespace {

// Waits on a clock of the standard library; true if `until` was reached.
template <typename TimePoint>
bool wait_until(TimePoint until, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never_notified;
  std::unique_lock lock(mutex);
  never_notified.wait_until(lock, stop, until, [] { return false; });
  return !stop.stop_requested();
}

// Smaller differences are drift of the clock, or our own delay.
constexpr auto smallest_setting = 1s;

}  // namespace

Instant SystemClock::on_the_wall() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

// Uses the steady clock, which is never set: a wait on the wall clock would last hours longer if
// that was set back meanwhile.
bool SystemClock::sleep_until(Instant at, const std::stop_token& stop) {
  using Steady = std::chrono::steady_clock;
  const auto ahead = [this] { return now().time_since_epoch() - Steady::now().time_since_epoch(); };
  for (auto was_ahead = ahead();;) {
    const auto left = at - now();
    if (left <= left.zero()) return !stop.stop_requested();
    if (!wait_until(Steady::now() + std::min<Steady::duration>(left, glance_), stop)) return false;
    const auto is_ahead = ahead();
    if (std::chrono::abs(is_ahead - was_ahead) > smallest_setting) return now() >= at;
    was_ahead = is_ahead;
  }
}

FastClock::FastClock(Instant start, double speed)
    : start_(start), speed_(speed), began_(std::chrono::steady_clock::now()) {
  require(speed > 0, "the speed of a clock must be greater than 0");
}

Instant FastClock::now() const {
  const std::chrono::duration<double, std::micro> elapsed =
      std::chrono::steady_clock::now() - began_;
  return start_ + std::chrono::microseconds(std::llround(elapsed.count() * speed_));
}

bool FastClock::sleep_until(Instant at, const std::stop_token& stop) {
  const auto micros = static_cast<double>((at - start_).count()) / speed_;
  // One microsecond more, so that `now()` has reached `at` on waking.
  return wait_until(began_ + std::chrono::microseconds(std::llround(std::ceil(micros)) + 1), stop);
}

}  // namespace lamplighter::app
