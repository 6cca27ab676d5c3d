// SPDX-License-Identifier: Apache-2.0
#include "capturing/sensor_watch.h"

#include "testing/samples.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using testing::noon;

/// A watch that got `count` readings `spacing` apart, the first at noon.
SensorWatch regular(int count, std::chrono::seconds spacing) {
  SensorWatch watch;
  for (int i = 0; i < count; ++i) watch.heard(noon + i * spacing, noon + i * spacing);
  return watch;
}

TEST(SensorWatch, KnowsTheUsualSpacingAfterThree) {
  EXPECT_EQ(regular(3, 60s).usual_spacing(), std::nullopt);
  EXPECT_EQ(regular(4, 60s).usual_spacing(), 60s);
  EXPECT_EQ(regular(400, 60s).usual_spacing(), 60s);
}

TEST(SensorWatch, IsNotMisledByOneLongSpacing) {
  SensorWatch watch = regular(10, 60s);
  watch.heard(noon + 5h, noon + 5h);
  EXPECT_EQ(watch.usual_spacing(), 60s);
  EXPECT_EQ(watch.gaps(), 1u);
  EXPECT_EQ(watch.readings(), 11u);
}

TEST(SensorWatch, CallsASpacingAGapBeyondFourMinutes) {
  SensorWatch watch = regular(2, 240s);
  EXPECT_EQ(watch.gaps(), 0u);
  watch.heard(noon + 240s + 241s, noon + 240s + 241s);
  EXPECT_EQ(watch.gaps(), 1u);
}

TEST(SensorWatch, PassesOverReadingsThatCameInOneRush) {
  SensorWatch watch = regular(5, 60s);
  for (int i = 1; i <= 100; ++i) watch.heard(noon + 1h + i * 1ms, noon + 1h + i * 1ms);
  EXPECT_EQ(watch.usual_spacing(), 60s);
}

TEST(SensorWatch, ReportsASilenceOnceAndTheFirstReadingAfterItOnce) {
  SensorWatch watch = regular(10, 60s);
  const Instant last = noon + 9 * 60s;
  EXPECT_FALSE(watch.falls_silent(last + 300s));
  EXPECT_TRUE(watch.falls_silent(last + 301s));
  EXPECT_TRUE(watch.is_silent());
  EXPECT_FALSE(watch.falls_silent(last + 5h));
  EXPECT_FALSE(watch.speaks_again());
  watch.heard(last + 6h, last + 6h);
  EXPECT_FALSE(watch.is_silent());
  EXPECT_TRUE(watch.speaks_again());
  EXPECT_FALSE(watch.speaks_again());
  EXPECT_FALSE(watch.falls_silent(last + 6h + 300s));
  EXPECT_TRUE(watch.falls_silent(last + 6h + 301s));
}

TEST(SensorWatch, NeverReportsASensorWhoseHabitItDoesNotKnow) {
  SensorWatch watch = regular(2, 60s);
  EXPECT_FALSE(watch.falls_silent(noon + 24h));
  EXPECT_FALSE(SensorWatch().falls_silent(noon));
}

TEST(SensorWatch, MeasuresHabitByWhenReadingsWereTakenAndSilenceByWhenTheyCame) {
  SensorWatch watch;  // a node drains its queue: an hour of readings in one second
  for (int i = 0; i < 60; ++i) watch.heard(noon + i * 60s, noon + 1h + i * 16ms);
  EXPECT_EQ(watch.usual_spacing(), 60s);
  EXPECT_FALSE(watch.falls_silent(noon + 1h + 200s));
  EXPECT_TRUE(watch.falls_silent(noon + 1h + 302s));
}

/// Three readings within four minutes, then silence for `quiet`, repeated from noon on for `time`.
SensorWatch in_bursts(std::chrono::minutes quiet, std::chrono::hours time, Instant& last) {
  SensorWatch watch;
  for (Instant at = noon; at < noon + time; at += quiet) {
    for (const auto later : {0min, 2min, 4min}) {
      last = at + later;
      watch.heard(last, last);
    }
  }
  return watch;
}

TEST(SensorWatch, DoesNotCallASensorSilentThatReportsInBursts) {
  Instant last;
  SensorWatch young = in_bursts(60min, 5h, last);
  EXPECT_FALSE(young.falls_silent(last + 24h)) << "its quiet hours are not known yet";
  EXPECT_TRUE(young.falls_silent(last + 26h));
  SensorWatch known = in_bursts(60min, 48h, last);
  EXPECT_FALSE(known.falls_silent(last + 2h));
  EXPECT_TRUE(known.falls_silent(last + 3h));
}

TEST(SensorWatch, DoesNotTakeASilenceThatItReportedForAQuietHour) {
  Instant last;
  SensorWatch watch = in_bursts(60min, 48h, last);
  EXPECT_TRUE(watch.falls_silent(last + 20h));
  watch.heard(last + 30h, last + 30h);
  EXPECT_TRUE(watch.falls_silent(last + 30h + 3h));
}

TEST(SensorWatch, KnowsWhatWasWrongSinceTheLastReading) {
  SensorWatch watch = regular(2, 60s);
  watch.rejected(Rejection::malformed, noon + 3min);
  watch.rejected(Rejection::not_a_reading, noon + 4min);
  EXPECT_EQ(watch.not_understood(), Rejection::malformed);
  EXPECT_EQ(watch.rejections(), 1u);
  watch.heard(noon + 5min, noon + 5min);
  EXPECT_EQ(watch.not_understood(), std::nullopt);
}

}  // namespace
}  // namespace lamplighter
