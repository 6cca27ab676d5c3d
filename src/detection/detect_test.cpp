// SPDX-License-Identifier: Apache-2.0
#include "detection/detect.h"

#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

LampState state_at(const Detection& detection, Instant at) {
  for (const LitInterval& interval : detection.intervals) {
    if (interval.from <= at && at < interval.until) return interval.state;
  }
  return LampState::off;
}

struct Score {
  int right = 0;
  int wrong = 0;
  int unknown = 0;
};

Score score(const TestRoom& room, const Detection& detection) {
  Score result;
  for (Instant at = room.from; at < room.at(room.days, 0); at += 1min) {
    const LampState said = state_at(detection, at);
    const LampState truth = room.lit(at) ? LampState::on : LampState::off;
    ++(said == LampState::unknown ? result.unknown : said == truth ? result.right : result.wrong);
  }
  return result;
}

TEST(DetectLamps, ALivedInRoomIsToldRightMinuteByMinute) {
  const TestRoom room = lived_in_room();
  const Detection detection = detect_lamps(room.readings(), munich);
  EXPECT_EQ(detection.samples, 8u * 1440);
  const Score minutes = score(room, detection);
  EXPECT_EQ(minutes.right + minutes.wrong + minutes.unknown, 8 * 1440);
  EXPECT_LE(minutes.wrong, 12);
  EXPECT_LE(minutes.unknown, 300);
}

TEST(DetectLamps, IntervalsAreCutWhereASecondLampGoesOnAndKnowBothSizes) {
  TestRoom room;
  for (int day = 0; day < room.days; ++day) {
    room.light(day, 21, 23, 60);
    room.light(day, 21.5, 22, 25);
  }
  const Detection detection = detect_lamps(room.readings(), munich);
  std::vector<LitInterval> evening;
  for (const LitInterval& interval : detection.intervals) {
    if (interval.from >= room.at(4, 12) && interval.from < room.at(5, 0)) {
      evening.push_back(interval);
    }
  }
  ASSERT_EQ(evening.size(), 3u);
  EXPECT_EQ(evening[0].from, room.at(4, 21));
  EXPECT_EQ(evening[0].until, room.at(4, 21.5));
  EXPECT_EQ(evening[1].until, room.at(4, 22));
  EXPECT_EQ(evening[2].until, room.at(4, 23));
  EXPECT_NEAR(evening[0].lux, 60, 6);
  EXPECT_NEAR(evening[1].lux, 85, 9);
  for (const LitInterval& interval : evening) EXPECT_GT(interval.probability, 0.95);
}

TEST(DetectLamps, GapsAreNotObservedAndEndIntervals) {
  TestRoom room = lived_in_room();
  room.light(5, 20, 24, 60);
  std::vector<Sample<Lux>> samples = room.readings();
  std::erase_if(samples, [&](const Sample<Lux>& s) {
    return s.at > room.at(5, 21) && s.at < room.at(5, 21.5);
  });
  const Detection detection = detect_lamps(samples, munich);
  ASSERT_EQ(detection.observed.size(), 2u);
  EXPECT_EQ(detection.observed[0].from, room.at(0, 0));
  EXPECT_EQ(detection.observed[0].until, room.at(5, 21) + 1min);
  EXPECT_EQ(detection.observed[1].from, room.at(5, 21.5));
  for (const LitInterval& interval : detection.intervals) {
    const bool within = std::ranges::any_of(detection.observed, [&](const Stretch& stretch) {
      return stretch.from <= interval.from && interval.until <= stretch.until;
    });
    EXPECT_TRUE(within);
    EXPECT_LT(interval.from, interval.until);
  }
}

TEST(DetectLamps, AnOffsetOfTheSensorChangesNothing) {
  TestRoom room = lived_in_room();
  const Detection plain = detect_lamps(room.readings(), munich);
  room.offset = -5;
  const Detection shifted = detect_lamps(room.readings(), munich);
  ASSERT_EQ(plain.intervals.size(), shifted.intervals.size());
  for (std::size_t i = 0; i < plain.intervals.size(); ++i) {
    EXPECT_EQ(plain.intervals[i].from, shifted.intervals[i].from);
    EXPECT_EQ(plain.intervals[i].until, shifted.intervals[i].until);
    EXPECT_EQ(plain.intervals[i].state, shifted.intervals[i].state);
  }
}

TEST(DetectLamps, TheOrderAndRepetitionOfReadingsDoNotMatter) {
  TestRoom room = lived_in_room();
  room.days = 3;
  std::vector<Sample<Lux>> samples = room.readings();
  const Detection plain = detect_lamps(samples, munich);
  std::vector<Sample<Lux>> shuffled = samples;
  std::ranges::reverse(shuffled);
  shuffled.insert(shuffled.end(), samples.begin(), samples.begin() + 500);
  const Detection again = detect_lamps(shuffled, munich);
  ASSERT_EQ(plain.intervals.size(), again.intervals.size());
  for (std::size_t i = 0; i < plain.intervals.size(); ++i) {
    EXPECT_EQ(plain.intervals[i].from, again.intervals[i].from);
  }
}

TEST(DetectLamps, AlmostNoReadingsAreAnsweredWithoutFuss) {
  EXPECT_EQ(detect_lamps({}, munich).samples, 0u);
  const Instant at = *parse_instant("2016-09-01T12:00:00Z");
  for (const double lux : {0.0, 5.0, -3.0, 1e5}) {
    const Detection one = detect_lamps({{at, Lux(lux)}}, munich);
    EXPECT_EQ(one.samples, 1u);
    ASSERT_EQ(one.observed.size(), 1u);
    EXPECT_EQ(one.observed[0], (Stretch{at, at + 1min}));
    EXPECT_EQ(detect_lamps({{at, Lux(lux)}, {at + 1min, Lux(lux)}}, munich).samples, 2u);
  }
}

}  // namespace
}  // namespace lamplighter
