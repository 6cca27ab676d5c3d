// SPDX-License-Identifier: Apache-2.0
#include "page/homes.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <filesystem>

namespace lamplighter::app {
namespace {

const Instant now = *parse_instant("2026-11-30T12:00:00Z");

class HomesTest : public ::testing::Test {
 protected:
  /// Creates a day file of a sensor, last written that long ago.
  void store(const std::string& worker, const std::string& home, const std::string& sensor,
             const std::string& day, std::chrono::minutes ago) {
    const std::string file = folder.write(
        worker + "/homes/" + home + "/readings/" + sensor + "/" + sensor + "-" + day + ".csv",
        "timestamp,datetime,sensor_id,value\n");
    const auto at = std::chrono::file_clock::from_sys(now - ago);
    std::filesystem::last_write_time(file, at);
  }
  testing::ScratchFolder folder;
};

TEST_F(HomesTest, SaysWhenEachWasHeardByWhicheverWorker) {
  store("w1", "flat-1", "hall", "2026-11-30", std::chrono::minutes(9));
  store("w2", "flat-1", "hall", "2026-11-30", std::chrono::minutes(4));
  store("w2", "flat-1", "attic", "2026-10-01", std::chrono::hours(24 * 60));
  store("w2", "flat-2", "hall", "2026-11-29", std::chrono::hours(13));
  const auto homes =
      health_of_homes({folder.path("w1"), {folder.path("w2"), folder.path("w3")}}, now);
  ASSERT_EQ(homes.size(), 2u);
  EXPECT_EQ(homes[0].home, "flat-1");
  EXPECT_EQ(homes[0].sensors, 2u);
  EXPECT_EQ(homes[0].silent, 1u);
  EXPECT_EQ(homes[0].last_reading, now - std::chrono::minutes(4));
  EXPECT_EQ(homes[1].last_reading, now - std::chrono::hours(13));
  EXPECT_EQ(homes[1].silent, 0u);
  EXPECT_FALSE(homes[0].trained);
}

TEST_F(HomesTest, SaysWhetherTheLastTrainingWentWell) {
  store("w1", "a", "hall", "2026-11-30", std::chrono::minutes(1));
  store("w1", "b", "hall", "2026-11-30", std::chrono::minutes(1));
  static_cast<void>(folder.write("w1/homes/a/training.json",
                                 R"({"format":1,"at":"2026-11-30T03:00:00Z","trained":true})"));
  static_cast<void>(folder.write("w1/homes/b/training.json",
                                 R"({"format":1,"at":"2026-11-30T03:00:00Z","trained":false,)"
                                 R"("fault":"not_found","message":"nothing to learn from"})"));
  const auto homes = health_of_homes(folder.path("w1"), now);
  ASSERT_EQ(homes.size(), 2u);
  EXPECT_EQ(homes[0].trained, now - std::chrono::hours(9));
  EXPECT_EQ(homes[0].trouble, "");
  EXPECT_EQ(homes[1].trouble, "nothing to learn from");
}

}  // namespace
}  // namespace lamplighter::app
