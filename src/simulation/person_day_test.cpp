// SPDX-License-Identifier: Apache-2.0
#include "simulation/person_day.h"

#include <gtest/gtest.h>

namespace lamplighter::simulation {
namespace {

const TimeZone los_angeles = *TimeZone::find("America/Los_Angeles");

TEST(WallClock, AnOrdinaryDayCountsFromItsMidnight) {
  const Date day = *parse_date("2016-07-02");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, day, 18h + 30min)),
            "2016-07-02T18:30:00-07:00");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, day, 25h)), "2016-07-03T01:00:00-07:00");
}

TEST(WallClock, AfterTheClocksChangeTheWallStillShowsTheTimeAskedFor) {
  const Date longer = *parse_date("2016-11-06");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, longer, 18h)), "2016-11-06T18:00:00-08:00");
  const Date shorter = *parse_date("2016-03-13");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, shorter, 18h)), "2016-03-13T18:00:00-07:00");
  const Date before = *parse_date("2016-11-05");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, before, 27h)), "2016-11-06T03:00:00-08:00");
}

TEST(WallClock, TheHourThatComesTwiceIsItsFirstAndTheMissingOneIsCountedThrough) {
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, *parse_date("2016-11-06"), 1h + 30min)),
            "2016-11-06T01:30:00-07:00");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, *parse_date("2016-03-13"), 2h + 30min)),
            "2016-03-13T03:30:00-07:00");
}

TEST(WallClock, ClockAtIsTheWayBack) {
  for (const char* text : {"2016-07-02", "2016-11-06", "2016-03-13"}) {
    const Date day = *parse_date(text);
    for (double hour : {0.0, 4.25, 12.0, 23.5, 26.75}) {
      const Minutes clock(60.0 * hour);
      EXPECT_NEAR(clock_at(los_angeles, day, instant_at(los_angeles, day, clock)).count(),
                  clock.count(), 1e-6)
          << text << " " << hour;
    }
  }
}

TEST(WallClock, WeekdaysCountFromSunday) {
  EXPECT_EQ(weekday_of(*parse_date("2016-07-03")), 0U);
  EXPECT_EQ(weekday_of(*parse_date("2016-07-09")), 6U);
}

}  // namespace
}  // namespace lamplighter::simulation
