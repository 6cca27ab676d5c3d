// SPDX-License-Identifier: Apache-2.0
#include "host/pace.h"

#include <gtest/gtest.h>

namespace lamplighter::node_host {
namespace {

using std::chrono::milliseconds;

const Pace::Clock::time_point start{};

TEST(Pace, RunsAsManyTimesAsFastAsAskedFor) {
  Pace pace(100, start);
  pace.run_to(60'000, true, start + milliseconds(200));
  EXPECT_EQ(pace.now_ms(), 20'000U);
  EXPECT_EQ(pace.until(60'000), milliseconds(400));
}

TEST(Pace, StopsAtTheTargetAndCatchesUpAfterwards) {
  Pace pace(100, start);
  pace.run_to(1'000, true, start + milliseconds(200));
  EXPECT_EQ(pace.now_ms(), 1'000U);
  EXPECT_EQ(pace.until(5'000), milliseconds(0));
  pace.run_to(20'000, true, start + milliseconds(200));
  EXPECT_EQ(pace.now_ms(), 20'000U);
}

TEST(Pace, DoesNotRaceAfterALongStop) {
  Pace pace(100, start);
  pace.run_to(1, true, start + std::chrono::hours(1));
  pace.run_to(1'000'000'000, true, start + std::chrono::hours(1));
  EXPECT_EQ(pace.now_ms(), 100'000U) << "one second of the machine's time, not an hour";
}

TEST(Pace, TimeInWhichItMayNotRunIsNotMadeUpFor) {
  Pace pace(100, start);
  pace.run_to(60'000, false, start + milliseconds(500));
  EXPECT_EQ(pace.now_ms(), 0U);
  pace.run_to(60'000, true, start + milliseconds(510));
  EXPECT_EQ(pace.now_ms(), 1'000U);
}

TEST(Pace, WithoutASpeedItIsThereAtOnceAndNeverGoesBack) {
  Pace pace(std::nullopt, start);
  pace.run_to(60'000, true, start);
  EXPECT_EQ(pace.now_ms(), 60'000U);
  pace.run_to(50'000, true, start);
  EXPECT_EQ(pace.now_ms(), 60'000U);
  pace.run_to(70'000, false, start);
  EXPECT_EQ(pace.now_ms(), 60'000U);
  EXPECT_EQ(pace.until(70'000), milliseconds(0));
}

}  // namespace
}  // namespace lamplighter::node_host
