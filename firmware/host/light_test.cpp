// SPDX-License-Identifier: Apache-2.0
#include "host/light.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

namespace lamplighter::node_host {
namespace {

const std::string header = "timestamp,datetime,sensor_id,value\n";

TEST(Light, AFileIsCutWhereTheNodeHadNoPower) {
  const testing::ScratchFolder folder;
  const std::string file = folder.write(
      "a.csv", header + "1000,x,a,1\n1060,x,a,2\n1300,x,a,3\n1541,x,a,4\n");  // 240 s and 241 s
  const auto series = read_light(file);
  ASSERT_TRUE(series.has_value());
  ASSERT_EQ(series->size(), 2U);
  EXPECT_EQ((*series)[0].size(), 3U);
  EXPECT_EQ((*series)[1].size(), 1U);
}

TEST(Light, NoReadingsOrTwoSensorsAreErrorsThatSaySo) {
  const testing::ScratchFolder folder;
  const auto empty = read_light(folder.write("a.csv", header));
  ASSERT_FALSE(empty.has_value());
  EXPECT_NE(empty.error().message.find("holds no reading"), std::string::npos);
  const auto two = read_light(
      folder.write("b.csv", header + "1000,x,a,1\n1000,x,b,2\n1060,x,a,1\n1060,x,b,2\n"));
  ASSERT_FALSE(two.has_value());
  EXPECT_NE(two.error().message.find("2 sensors"), std::string::npos);
  EXPECT_FALSE(read_light(folder.path("none.csv")).has_value());
}

TEST(Light, ASamplesLightLastsUntilTheNext) {
  const Instant start = from_epoch_seconds(1000);
  const std::vector<Sample<Lux>> segment{
      {start, *Lux::make(5)}, {start + 60s, *Lux::make(7)}, {start + 70s, *Lux::make(9)}};
  Light light(segment);
  EXPECT_EQ(light.at(start - 1s), 5);
  EXPECT_EQ(light.at(start + 59s), 5);
  EXPECT_EQ(light.at(start + 60s), 7);
  EXPECT_EQ(light.at(start + 100s), 9);
}

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
