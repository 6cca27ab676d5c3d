// SPDX-License-Identifier: Apache-2.0
#include "analysis/changes.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

class ChangesTest : public testing::Test {
 protected:
  Place place{37.3643427, -122.0080058, *TimeZone::find("America/Los_Angeles")};
  RoomName hall{"hall"};
  Instant noon = *parse_instant("2016-07-02T19:00:00Z");  // 12:00; zone day until 20:02

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

TEST_F(ChangesTest, WhatWasKnownForNoTimeAtAllIsNothing) {
  const ChangeRuns found = runs({{0min, LampState::off},
                                 {0min, LampState::unknown},
                                 {10min, LampState::on},
                                 {20min, LampState::on}});
  const auto& day = found.subsequences[index_of(Zone::day)];
  ASSERT_EQ(day.size(), 1U);
  EXPECT_EQ(day[0], (RunLengths{{OnOff::on, 10}}));
  EXPECT_EQ(found.samples, 10);
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
            2U);  // the rest of this day and part of the next morning
  EXPECT_EQ(found.subsequences[index_of(Zone::night)].size(), 1U);
  EXPECT_EQ(found.subsequences[index_of(Zone::morning)].size(), 1U);
}

TEST_F(ChangesTest, NoChangesAreNoSubsequences) {
  EXPECT_EQ(runs({}).samples, 0);
  EXPECT_EQ(runs({{0min, LampState::on}}).samples, 0);
}

}  // namespace

namespace {

const RoomName hall("hall");
const Instant noon = *parse_instant("2026-11-24T12:00:00Z");
constexpr auto on = LampState::on;
constexpr auto off = LampState::off;
constexpr auto unknown = LampState::unknown;

std::vector<Change> changes(std::initializer_list<std::pair<int, LampState>> minutes) {
  std::vector<Change> list;
  for (const auto& [minute, state] : minutes)
    list.push_back({noon + std::chrono::minutes(minute), hall, state});
  return list;
}

std::vector<TimeSpan> spans(std::initializer_list<std::pair<int, int>> minutes) {
  std::vector<TimeSpan> list;
  for (const auto& [from, until] : minutes)
    list.push_back({noon + std::chrono::minutes(from), noon + std::chrono::minutes(until)});
  return list;
}

TEST(LeaveOut, AnAbsenceIsFromOnToOffWhateverIsRepeated) {
  const auto rows = changes({{0, off}, {10, on}, {20, on}, {30, off}, {40, off}, {50, on}});
  EXPECT_EQ(spans_of(rows, Counts::on, 12h), spans({{10, 30}, {50, 50 + 720}}));
}

TEST(LeaveOut, APlayIsFromTheFirstCommandUntilTheLampsAreRestored) {
  const auto rows =
      changes({{10, on}, {20, off}, {30, on}, {40, unknown}, {50, on}, {55, unknown}});
  EXPECT_EQ(spans_of(rows, Counts::on_and_off, 12h), spans({{10, 40}, {50, 55}}));
}

TEST(LeaveOut, SpansThatOverlapOrTouchAreOne) {
  EXPECT_EQ(merged(spans({{20, 30}, {0, 10}, {10, 15}, {25, 27}, {40, 40}})),
            spans({{0, 15}, {20, 30}}));
}

TEST(LeaveOut, SamplesInASpanGoAndThoseOnItsEndStay) {
  std::vector<Sample<Lux>> samples;
  for (int minute = 0; minute < 60; minute += 5)
    samples.push_back({noon + std::chrono::minutes(minute), Lux(minute)});
  EXPECT_EQ(leave_out(samples, spans({{-9, -5}, {10, 20}, {22, 23}, {50, 999}})), 4U);
  std::vector<double> left;
  for (const auto& sample : samples) left.push_back(sample.value.value());
  EXPECT_EQ(left, (std::vector<double>{0, 5, 20, 25, 30, 35, 40, 45}));
}

struct Case {
  const char* what;
  std::vector<Change> rows;
  std::vector<TimeSpan> spans;
  std::vector<Change> left;
};

TEST(LeaveOut, ChangesInASpanAreUnknownAndTheStateComesBackAfterIt) {
  const Case table[] = {
      {"no span", changes({{0, on}, {10, off}}), {}, changes({{0, on}, {10, off}})},
      {"before and after", changes({{0, on}, {10, off}}), spans({{-5, -2}, {20, 30}}),
       changes({{0, on}, {10, off}})},
      {"inside a state", changes({{0, on}, {60, off}}), spans({{10, 20}}),
       changes({{0, on}, {10, unknown}, {20, on}, {60, off}})},
      {"over changes", changes({{0, on}, {12, off}, {14, on}, {16, off}, {60, on}}),
       spans({{10, 20}}), changes({{0, on}, {10, unknown}, {20, off}, {60, on}})},
      {"over the end", changes({{0, on}, {12, off}}), spans({{10, 20}}),
       changes({{0, on}, {10, unknown}})},
      {"a change on its end", changes({{0, on}, {20, off}, {30, on}}), spans({{10, 20}}),
       changes({{0, on}, {10, unknown}, {20, off}, {30, on}})},
      {"over the begin", changes({{0, on}, {60, off}}), spans({{-10, 20}}),
       changes({{20, on}, {60, off}})},
      {"of an unknown state", changes({{0, unknown}, {60, off}}), spans({{10, 20}}),
       changes({{0, unknown}, {60, off}})},
      {"nothing", {}, spans({{10, 20}}), {}},
  };
  for (const Case& c : table) EXPECT_EQ(leave_out(c.rows, c.spans), c.left) << c.what;
}

/// Reported lamp states count where they are known; elsewhere those detected in the light.
TEST(Overlaid, TakesTheBetterAccountWhereItIsKnown) {
  const auto base = changes({{0, off}, {10, on}, {20, off}, {60, unknown}});
  EXPECT_EQ(overlaid(base, changes({{12, off}, {15, unknown}, {30, on}, {60, on}, {70, unknown}})),
            changes({{0, off}, {10, on}, {12, off}, {15, on}, {20, off}, {30, on}, {70, unknown}}));
  EXPECT_EQ(overlaid(base, {}), base);
  EXPECT_EQ(overlaid({}, base), base);
}

class StuckLamp : public testing::Test {
 protected:
  RoomName hall{"hall"};
  Instant evening = *parse_instant("2026-10-20T17:00:00Z");
  std::vector<Change> changes;

  void lit(std::chrono::minutes from, std::chrono::minutes lasts) {
    changes.push_back({evening + from, hall, LampState::on});
    changes.push_back({evening + from + lasts, hall, LampState::off});
  }

  /// Evenings of four hours and a few minutes, on `count` days.
  void evenings(int first, int count) {
    for (int day = first; day < first + count; ++day) lit(day * 24h, 4h + day * 1min);
  }
};

TEST_F(StuckLamp, IsUnknownAfterTheLengthOfAnEvening) {
  evenings(0, 6);
  lit(6 * 24h, 28h);
  evenings(8, 3);
  const StuckStays found = doubt_stuck(changes);
  EXPECT_EQ(found.count, 1U);
  EXPECT_EQ(found.usual, 4h + 10min);
  ASSERT_EQ(found.changes.size(), changes.size() + 1);
  EXPECT_EQ(found.changes[13].state, LampState::unknown);
  EXPECT_EQ(found.changes[13].at, evening + 6 * 24h + 4h + 10min);
  EXPECT_EQ(found.changes[14].at, changes[13].at);
}

TEST_F(StuckLamp, IsNotSeenWhereEveningsAreFewOrLongOnesUsual) {
  evenings(0, 4);
  lit(6 * 24h, 28h);
  EXPECT_EQ(doubt_stuck(changes).count, 0U) << "four evenings";
  evenings(8, 1);
  EXPECT_EQ(doubt_stuck(changes).count, 1U);
  lit(10 * 24h, 17h);
  EXPECT_EQ(doubt_stuck(changes).count, 0U) << "one evening in six lasts 17 hours";
}

TEST_F(StuckLamp, IsNotARoomThatIsLitMostOfTheTime) {
  evenings(0, 5);
  lit(5 * 24h, 25 * 24h);
  const StuckStays found = doubt_stuck(changes);
  EXPECT_EQ(found.count, 0U);
  EXPECT_EQ(found.changes.size(), changes.size());
}

TEST_F(StuckLamp, IsNotALampThatIsOnNow) {
  evenings(0, 6);
  changes.push_back({evening + 6 * 24h, hall, LampState::on});
  EXPECT_EQ(doubt_stuck(changes).changes.size(), changes.size());
}

}  // namespace

}  // namespace lamplighter
