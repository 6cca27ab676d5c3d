// SPDX-License-Identifier: Apache-2.0
#include "views/house_past.h"

#include "testing/samples.h"
#include "views/readings_view.h"

#include <gtest/gtest.h>

#include <numeric>

namespace lamplighter::views {
namespace {

const TimeZone zone = *TimeZone::find("Europe/Berlin");
using testing::berlin;
using testing::hall;
const RoomName study("study");

Instant local(const char* text) { return *parse_instant(std::string(text) + "+02:00"); }

Plan plan(const char* date, std::vector<RoomName> on_at_start, std::vector<Switch> switches) {
  const Date day = *parse_date(date);
  return {day,           zone.start_of_day(day), zone.start_of_day(plus_days(day, 1)),
          {hall, study}, std::move(on_at_start), std::move(switches)};
}

std::vector<Change> evening() {
  return {{local("2016-07-02T00:00:00"), hall, LampState::off},
          {local("2016-07-02T20:00:00"), hall, LampState::on},
          {local("2016-07-03T01:00:00"), hall, LampState::off},
          {local("2016-07-03T08:00:00"), hall, LampState::unknown},
          {local("2016-07-03T09:00:00"), hall, LampState::off},
          {local("2016-07-04T00:00:00"), hall, LampState::unknown}};
}

TEST(HousePast, DaysAreCutAtLocalMidnight) {
  const auto days = days_of(past_of(evening()), zone);
  ASSERT_EQ(days.size(), 2U);
  ASSERT_EQ(days[0].lit.size(), 1U);
  EXPECT_EQ(days[0].lit[0],
            (LitSpan{hall, local("2016-07-02T20:00:00"), local("2016-07-03T00:00:00")}));
  EXPECT_EQ(days[0].unknown, 0min);
  ASSERT_EQ(days[1].lit.size(), 1U);
  EXPECT_EQ(days[1].lit[0],
            (LitSpan{hall, local("2016-07-03T00:00:00"), local("2016-07-03T01:00:00")}));
  EXPECT_EQ(days[1].unknown, 60min);
}

TEST(HousePast, ADayThatBeginsLateIsUnknownUntilThen) {
  auto changes = evening();
  changes.front().at = local("2016-07-02T06:00:00");
  const auto days = days_of(past_of(changes), zone);
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0].unknown, 6h);
}

TEST(HousePast, OfPlansThatFollowEachOtherJoinsAtMidnight) {
  const std::vector<Plan> plans{
      plan("2016-07-02", {}, {{local("2016-07-02T22:00:00"), hall, OnOff::on}}),
      plan("2016-07-03", {hall}, {{local("2016-07-03T00:30:00"), hall, OnOff::off}}),
      plan("2016-07-09", {study}, {})};
  const HousePast past = past_of(plans);
  ASSERT_EQ(past.size(), 2U);
  ASSERT_EQ(past[0].room, hall);
  const auto& changes = past[0].changes;
  ASSERT_EQ(changes.size(), 6U);
  EXPECT_EQ(changes[0].state, LampState::off);
  EXPECT_EQ(changes[1], (Change{local("2016-07-02T22:00:00"), hall, LampState::on}));
  EXPECT_EQ(changes[2], (Change{local("2016-07-03T00:30:00"), hall, LampState::off}));
  EXPECT_EQ(changes[3], (Change{local("2016-07-04T00:00:00"), hall, LampState::unknown}));
  EXPECT_EQ(changes[4].at, local("2016-07-09T00:00:00"));
  EXPECT_EQ(changes[5].state, LampState::unknown);
}

TEST(Habits, AStayOfFiveHoursIsCountedInItsZoneAndHours) {
  const Habits habits = habits_of(past_of(evening())[0], berlin);
  const auto& on = habits.dwell[index_of(Zone::day)][1];  // the sun sets at 21:32
  EXPECT_EQ(on[9], 1);                                    // 240 to 480 minutes
  std::int64_t stays = 0;
  for (const auto& zone_counts : habits.dwell) {
    for (const auto& counts : zone_counts)
      stays += std::accumulate(counts.begin(), counts.end(), std::int64_t{0});
  }
  EXPECT_EQ(stays, 1);  // all off stays border on unknown time or on the beginning
  EXPECT_DOUBLE_EQ(habits.on[20], 1);
  EXPECT_DOUBLE_EQ(habits.known[20], 2);
  EXPECT_DOUBLE_EQ(habits.on[0], 1);
  EXPECT_DOUBLE_EQ(habits.on[1], 0);
  EXPECT_DOUBLE_EQ(habits.known[8], 1);
}

TEST(LampShares, AreTimeOnAndUnknownOfEachColumn) {
  const auto shares =
      lamp_shares(evening(), local("2016-07-02T00:00:00"), local("2016-07-04T00:00:00"), 24h);
  ASSERT_EQ(shares.size(), 2U);
  EXPECT_EQ(shares[0].index, 0);
  EXPECT_DOUBLE_EQ(shares[0].on, 4.0 / 24);
  EXPECT_DOUBLE_EQ(shares[1].on, 1.0 / 24);
  EXPECT_DOUBLE_EQ(shares[1].unknown, 1.0 / 24);
}

int minute(const std::optional<Instant>& at) { return at ? zone.minute_of_day(*at) : -1; }

TEST(DayMarks, SunStandsWhereTheSunModuleSays) {
  // An ordinary day, the day of 23 hours and the day of 25.
  for (const char* text : {"2016-07-02", "2016-03-27", "2016-10-30"}) {
    const Date date = *parse_date(text);
    const Instant from = berlin.zone.start_of_day(date);
    const auto marks = day_marks(berlin, from, from + 1h);
    ASSERT_EQ(marks.size(), 1U) << text;
    const SunTimes times = sun(berlin, date);
    EXPECT_EQ(minute(marks[0].sunrise), times.sunrise) << text;
    EXPECT_EQ(minute(marks[0].sunset), times.sunset) << text;
    EXPECT_EQ(marks[0].zones, zone_spans(berlin, date)) << text;
  }
}

TEST(DayMarks, DaysFollowEachOtherOverAChangeOfClocks) {
  const auto marks = day_marks(berlin, *parse_instant("2016-03-26T12:00:00Z"),
                               *parse_instant("2016-03-28T12:00:00Z"));
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_EQ(marks[0].until, marks[1].from);
  EXPECT_EQ(marks[1].until - marks[1].from, 23h);
  EXPECT_EQ(marks[1].until, marks[2].from);
}

TEST(DayMarks, ThePolarSunNeitherRisesNorSets) {
  const Place arctic{78.2, 15.6, *TimeZone::find("Arctic/Longyearbyen")};
  const auto summer = day_marks(arctic, *parse_instant("2016-06-20T10:00:00Z"),
                                *parse_instant("2016-06-20T11:00:00Z"));
  ASSERT_EQ(summer.size(), 1U);
  EXPECT_TRUE(summer[0].is_up_all_day);
  EXPECT_FALSE(summer[0].sunrise || summer[0].sunset);
}

TEST(ClockMarks, TellEveryTurnOfTheClock) {
  const auto marks = clock_marks(berlin.zone, *parse_instant("2016-01-01T00:00:00Z"),
                                 *parse_instant("2017-01-01T00:00:00Z"));
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_LE(marks[0].from, *parse_instant("2016-01-01T00:00:00Z"));
  EXPECT_EQ(marks[0].offset, 3600s);
  EXPECT_EQ(marks[1].from, *parse_instant("2016-03-27T01:00:00Z"));
  EXPECT_EQ(marks[1].offset, 7200s);
  EXPECT_EQ(marks[2].from, *parse_instant("2016-10-30T01:00:00Z"));
  EXPECT_EQ(marks[2].offset, 3600s);
}

}  // namespace

}  // namespace lamplighter::views
