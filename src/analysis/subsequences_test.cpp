// SPDX-License-Identifier: Apache-2.0
#include "analysis/subsequences.h"

#include "analysis/gaps.h"
#include "testing/samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using testing::off;
using testing::on;
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

namespace {

using Blocks = std::vector<ZoneBlock>;

/// A sample every hour in [from, until).
Series<Lux> hours(const char* from, const char* until) {
  std::vector<Sample<Lux>> samples;
  for (Instant at = *parse_instant(from); at < *parse_instant(until); at += 1h)
    samples.push_back({at, Lux(0)});
  return split_at_gaps(std::move(samples), 2h);
}

using testing::sunnyvale;
const Place tromso{69.6492, 18.9553, *TimeZone::find("Europe/Oslo")};

TEST(Zoning, ADayHasItsFourZonesInOrder) {
  const auto blocks =
      zoning(hours("2016-07-31T00:00:00-07:00", "2016-08-01T00:00:00-07:00"), sunnyvale);
  EXPECT_THAT(blocks, ElementsAre(Blocks{{Zone::morning, 7},   // 0:00 … 6:00, sunrise at 6:11
                                         {Zone::day, 13},      // 7:00 … 19:00
                                         {Zone::evening, 2},   // 20:00 and 21:00, from 19:48
                                         {Zone::night, 2}}));  // 22:00 and 23:00
}

TEST(Zoning, TheNightEndsAtMidnightBecauseTheMorningBeginsThere) {
  const auto blocks =
      zoning(hours("2016-07-31T22:00:00-07:00", "2016-08-01T02:00:00-07:00"), sunnyvale);
  EXPECT_THAT(blocks, ElementsAre(Blocks{{Zone::night, 2}, {Zone::morning, 2}}));
}

TEST(Zoning, UnderTheMidnightSunOneBlockGoesOnOverMidnight) {
  const auto blocks = zoning(hours("2016-06-20T12:00:00Z", "2016-06-23T12:00:00Z"), tromso);
  EXPECT_THAT(blocks, ElementsAre(Blocks{{Zone::day, 72}}));
}

TEST(Zoning, EachSegmentHasItsOwnBlocks) {
  std::vector<Sample<Lux>> samples;
  for (const char* at : {"2016-07-31T12:00:00-07:00", "2016-07-31T12:01:00-07:00",
                         "2016-07-31T15:00:00-07:00", "2016-07-31T23:00:00-07:00"})
    samples.push_back({*parse_instant(at), Lux(0)});
  EXPECT_THAT(
      zoning(split_at_gaps(std::move(samples), 240s), sunnyvale),
      ElementsAre(Blocks{{Zone::day, 2}}, Blocks{{Zone::day, 1}}, Blocks{{Zone::night, 1}}));
}

TEST(Zoning, OfNothingIsNothing) { EXPECT_TRUE(zoning({}, sunnyvale).empty()); }

}  // namespace

}  // namespace lamplighter
