// SPDX-License-Identifier: Apache-2.0
#include "system/clocks.h"
#include "system/signals.h"

#include <gtest/gtest.h>

#include <signal.h>
#include <unistd.h>

#include <atomic>
#include <thread>

namespace lamplighter::app {
namespace {

TEST(FastClock, AnHourPassesInMilliseconds) {
  const Instant start = *parse_instant("2016-07-31T20:00:00Z");
  FastClock clock(start, 1e6);
  EXPECT_TRUE(clock.sleep_until(start + 1h, {}));
  EXPECT_GE(clock.now(), start + 1h);
}

TEST(FastClock, ReturnsAtOnceForWhatIsPast) {
  FastClock clock(*parse_instant("2016-07-31T20:00:00Z"), 1);
  EXPECT_TRUE(clock.sleep_until(*parse_instant("2016-07-31T19:00:00Z"), {}));
}

TEST(SystemClock, ASleepOfYearsEndsWhenAskedTo) {
  SystemClock clock;
  std::stop_source stop;
  std::jthread asker([&] { stop.request_stop(); });
  EXPECT_FALSE(clock.sleep_until(clock.now() + std::chrono::hours(100000), stop.get_token()));
}

/// A machine whose wall clock is changed by `by` during a sleep.
bool sleep_for_an_hour_while_set(std::chrono::hours by) {
  std::atomic<int> looks = 0;
  SystemClock clock(
      [&] { return SystemClock::on_the_wall() + (++looks > 10 ? by : std::chrono::hours(0)); },
      std::chrono::milliseconds(1));
  return clock.sleep_until(clock.now() + 1h, {});
}

TEST(SystemClock, ASleepEndsWhereTheClockIsSetBack) {
  EXPECT_FALSE(sleep_for_an_hour_while_set(std::chrono::hours(-5)));
}

TEST(SystemClock, ASleepEndsWhereTheClockIsSetAheadOrTheMachineWasSuspended) {
  EXPECT_TRUE(sleep_for_an_hour_while_set(std::chrono::hours(5)));
}

TEST(SystemClock, ASleepOfManyGlancesLastsUntilItsEnd) {
  SystemClock clock(SystemClock::on_the_wall, std::chrono::milliseconds(1));
  const Instant end = clock.now() + 50ms;
  EXPECT_TRUE(clock.sleep_until(end, {}));
  EXPECT_GE(clock.now(), end);
}

TEST(Signals, TerminateStopsASleepAndHangupIsACall) {
  std::atomic<int> hangups = 0;
  Signals signals([&] { ++hangups; });
  SystemClock clock;
  ::kill(::getpid(), SIGHUP);
  while (hangups == 0) std::this_thread::yield();
  EXPECT_FALSE(signals.token().stop_requested());
  ::kill(::getpid(), SIGTERM);
  EXPECT_FALSE(clock.sleep_until(clock.now() + std::chrono::hours(1), signals.token()));
}

}  // namespace
}  // namespace lamplighter::app
