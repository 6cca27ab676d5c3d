// SPDX-License-Identifier: Apache-2.0
#include "analysis/subsequences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr OnOff on = OnOff::on;
constexpr OnOff off = OnOff::off;
constexpr Zone morning = Zone::morning;
constexpr Zone day = Zone::day;
constexpr Zone night = Zone::night;

TEST(Subsequences, AreCutAtGapsAndZoneChanges) {
  const std::vector<RunLengths> runs{{{off, 3}, {on, 5}, {off, 1}}, {{on, 2}}};
  const std::vector<std::vector<ZoneBlock>> blocks{{{morning, 2}, {day, 6}, {night, 1}},
                                                   {{day, 2}}};
  const ZoneSubsequences zones = subsequences(runs, blocks);
  EXPECT_THAT(zones[0], ElementsAre(RunLengths{{off, 2}}));
  EXPECT_THAT(zones[1], ElementsAre(RunLengths{{off, 1}, {on, 5}}, RunLengths{{on, 2}}));
  EXPECT_THAT(zones[2], IsEmpty());
  EXPECT_THAT(zones[3], ElementsAre(RunLengths{{off, 1}}));
}

TEST(WholeRuns, LeaveOutTheFirstAndTheLastOfEachSegment) {
  const std::vector<RunLengths> runs{{{off, 3}, {on, 5}, {off, 1}}, {{on, 2}}, {{off, 1}, {on, 1}}};
  const std::vector<std::vector<ZoneBlock>> blocks{
      {{morning, 2}, {day, 7}}, {{day, 2}}, {{night, 2}}};
  EXPECT_THAT(whole_runs(runs, blocks), ElementsAre(WholeRun{on, day, 5}));
}

TEST(WholeRuns, BelongToTheZoneOfTheirFirstSample) {
  const std::vector<RunLengths> runs{{{off, 2}, {on, 2}, {off, 9}, {on, 1}, {off, 1}}};
  const std::vector<std::vector<ZoneBlock>> blocks{{{morning, 3}, {day, 2}, {night, 10}}};
  EXPECT_THAT(whole_runs(runs, blocks),
              ElementsAre(WholeRun{on, morning, 2}, WholeRun{off, day, 9}, WholeRun{on, night, 1}));
}

TEST(WholeRuns, OfNothingAreNone) {
  EXPECT_THAT(whole_runs({}, {}), IsEmpty());
  EXPECT_THAT(subsequences({}, {})[0], IsEmpty());
}

}  // namespace
}  // namespace lamplighter
