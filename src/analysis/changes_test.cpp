// SPDX-License-Identifier: Apache-2.0
#include "analysis/changes.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

class ChangesTest : public testing::Test {
 protected:
  Place place{37.3643427, -122.0080058, *TimeZone::find("America/Los_Angeles")};
  RoomName hall{"hall"};
  Instant noon = *parse_instant("2016-07-02T19:00:00Z");  // 12:00, in the zone day until 20:02

  ChangeRuns runs(std::initializer_list<std::pair<std::chrono::minutes, LampState>> changes) {
    std::vector<Change> list;
    for (const auto& [after, state] : changes) list.push_back({noon + after, hall, state});
    return change_runs(list, place);
  }
};

TEST_F(ChangesTest, AreASampleAMinuteUntilTheLastOne) {
  const ChangeRuns found = runs({{0min, LampState::off},
                                 {30min, LampState::on},
                                 {41min, LampState::off},
                                 {60min, LampState::off}});
  const auto& day = found.subsequences[index_of(Zone::day)];
  ASSERT_EQ(day.size(), 1U);
  EXPECT_EQ(day[0], (RunLengths{{OnOff::off, 30}, {OnOff::on, 11}, {OnOff::off, 19}}));
  EXPECT_EQ(found.samples, 60);
  EXPECT_EQ(found.unknown_minutes, 0);
}

TEST_F(ChangesTest, UnknownIsAGap) {
  const ChangeRuns found = runs({{0min, LampState::on},
                                 {10min, LampState::unknown},
                                 {25min, LampState::off},
                                 {30min, LampState::on}});
  const auto& day = found.subsequences[index_of(Zone::day)];
  ASSERT_EQ(day.size(), 2U);
  EXPECT_EQ(day[0], (RunLengths{{OnOff::on, 10}}));
  EXPECT_EQ(day[1], (RunLengths{{OnOff::off, 5}}));
  EXPECT_EQ(found.unknown_minutes, 15);
}

TEST_F(ChangesTest, AreCutWhereTheZoneChanges) {
  const ChangeRuns found = runs({{0min, LampState::on}, {24h, LampState::off}});
  std::int64_t samples = 0;
  for (const auto& zone : found.subsequences) {
    for (const RunLengths& run : zone) samples += sample_count(run);
  }
  EXPECT_EQ(samples, 24 * 60);
  EXPECT_EQ(found.subsequences[index_of(Zone::day)].size(),
            2U);  // the rest of this day and the next morning's part
  EXPECT_EQ(found.subsequences[index_of(Zone::night)].size(), 1U);
  EXPECT_EQ(found.subsequences[index_of(Zone::morning)].size(), 1U);
}

TEST_F(ChangesTest, NoChangesAreNoSubsequences) {
  EXPECT_EQ(runs({}).samples, 0);
  EXPECT_EQ(runs({{0min, LampState::on}}).samples, 0);
}

}  // namespace
}  // namespace lamplighter
