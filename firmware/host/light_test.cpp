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

}  // namespace
}  // namespace lamplighter::node_host
