// SPDX-License-Identifier: Apache-2.0
#include "views/day_marks.h"

#include <gtest/gtest.h>

namespace lamplighter::views {
namespace {

Place berlin() { return {52.52, 13.4, *TimeZone::find("Europe/Berlin")}; }

int minute(const TimeZone& zone, const std::optional<Instant>& at) {
  return at ? zone.minute_of_day(*at) : -1;
}

TEST(DayMarks, SunStandsWhereTheSunModuleSays) {
  const Place place = berlin();
  // A common day, the day of 23 hours and the day of 25.
  for (const char* text : {"2016-07-02", "2016-03-27", "2016-10-30"}) {
    const Date date = *parse_date(text);
    const Instant from = place.zone.start_of_day(date);
    const auto marks = day_marks(place, from, from + 1h);
    ASSERT_EQ(marks.size(), 1U) << text;
    const SunTimes times = sun(place, date);
    EXPECT_EQ(minute(place.zone, marks[0].sunrise), times.sunrise) << text;
    EXPECT_EQ(minute(place.zone, marks[0].sunset), times.sunset) << text;
    EXPECT_EQ(marks[0].zones, zone_spans(place, date)) << text;
  }
}

TEST(DayMarks, DaysFollowEachOtherOverAChangeOfClocks) {
  const Place place = berlin();
  const auto marks = day_marks(place, *parse_instant("2016-03-26T12:00:00Z"),
                               *parse_instant("2016-03-28T12:00:00Z"));
  ASSERT_EQ(marks.size(), 3U);
  EXPECT_EQ(marks[0].until, marks[1].from);
  EXPECT_EQ(marks[1].until - marks[1].from, 23h);
  EXPECT_EQ(marks[1].until, marks[2].from);
}

TEST(DayMarks, ThePolarSunNeitherRisesNorSets) {
  const Place place{78.2, 15.6, *TimeZone::find("Arctic/Longyearbyen")};
  const auto summer = day_marks(place, *parse_instant("2016-06-20T10:00:00Z"),
                                *parse_instant("2016-06-20T11:00:00Z"));
  ASSERT_EQ(summer.size(), 1U);
  EXPECT_TRUE(summer[0].is_up_all_day);
  EXPECT_FALSE(summer[0].sunrise || summer[0].sunset);
}

TEST(ClockMarks, TellEveryTurnOfTheClock) {
  const auto marks = clock_marks(berlin().zone, *parse_instant("2016-01-01T00:00:00Z"),
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
