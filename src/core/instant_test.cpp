// SPDX-License-Identifier: Apache-2.0
#include "core/instant.h"

#include "core/time_zone.h"

#include <gtest/gtest.h>

#include <cmath>
#include <type_traits>

namespace lamplighter {
namespace {

static_assert(!std::is_convertible_v<LocalTime, Instant>, "local time is not an instant");
static_assert(!std::is_convertible_v<Instant, LocalTime>, "an instant is not local time");

TEST(Instant, EpochSecondsAreKeptToTheMicrosecond) {
  const Instant at = from_epoch_seconds(1467431030.824865);
  EXPECT_EQ(at.time_since_epoch().count(), 1467431030824865);
  EXPECT_EQ(to_epoch_seconds(at), 1467431030.824865);
  EXPECT_EQ(from_epoch_seconds(-0.5).time_since_epoch().count(), -500000);
  EXPECT_EQ(from_epoch_seconds(-0.9999999).time_since_epoch().count(), -1000000);
}

TEST(Instant, IsTheNearestMicrosecondToTheNumberReadAndNotToItsRoundedProduct) {
  // The nearest double ends in …930606 microseconds; times 1e6 it rounds to …930.5, and that to
  // …930.
  const double seconds = 1469211006.2139306;
  ASSERT_EQ(std::llrint(seconds * 1e6), 1469211006213930);
  EXPECT_EQ(from_epoch_seconds(seconds).time_since_epoch().count(), 1469211006213931);
}

TEST(Instant, IsPrintedAsIso8601) {
  EXPECT_EQ(to_iso(from_epoch_seconds(1467431030.824865)), "2016-07-02T03:43:50.824865Z");
  EXPECT_EQ(to_iso(from_epoch_seconds(1467431030)), "2016-07-02T03:43:50Z");
  EXPECT_EQ(to_iso(from_epoch_seconds(-1)), "1969-12-31T23:59:59Z");
}

TEST(Instant, ParsesWhatItPrints) {
  for (const char* text :
       {"2016-07-02T03:43:50.824865Z", "1969-12-31T23:59:59Z", "2000-02-29T00:00:00Z"}) {
    const auto at = parse_instant(text);
    ASSERT_TRUE(at) << text;
    EXPECT_EQ(to_iso(*at), text);
  }
  EXPECT_EQ(to_iso(*parse_instant("2016-07-01T20:43:50-07:00")), "2016-07-02T03:43:50Z");
  EXPECT_EQ(to_iso(*parse_instant("2016-07-01T20:43:50.5+05:30")), "2016-07-01T15:13:50.500000Z");
}

TEST(Instant, RefusesOtherForms) {
  for (const char* text :
       {"", "2016-07-02", "2016-07-02T03:43:50", "2016-07-02T03:43Z", "2016-02-30T00:00:00Z",
        "2016-07-02T24:00:00Z", "2016-07-02T03:43:50.Z", "2016-07-02T03:43:50Zx",
        "2016-07-02T03:43:50+7:00", "2016-7-2T03:43:50Z"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(Date, ParsesDaysThatExist) {
  EXPECT_EQ(to_iso(*parse_date("2016-02-29")), "2016-02-29");
  for (const char* text : {"", "2015-02-29", "2016-13-01", "2016-1-1", "2016-01-01 ", "16-01-01"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(Date, WalksOverMonthsAndYears) {
  EXPECT_EQ(to_iso(plus_days(*parse_date("2015-12-31"), 1)), "2016-01-01");
  EXPECT_EQ(to_iso(plus_days(*parse_date("2016-03-01"), -1)), "2016-02-29");
}

class Sunnyvale : public testing::Test {
 protected:
  TimeZone zone = *TimeZone::find("America/Los_Angeles");
};

TEST_F(Sunnyvale, LocalTimeFollowsTheZone) {
  const Instant at = *parse_instant("2016-07-02T03:43:50Z");
  EXPECT_EQ(zone.to_iso(at), "2016-07-01T20:43:50-07:00");
  EXPECT_EQ(to_iso(zone.date_of(at)), "2016-07-01");
  EXPECT_EQ(zone.minute_of_day(at), 20 * 60 + 43);
}

TEST_F(Sunnyvale, DaysOfAClockChangeHave23And25Hours) {
  const auto length = [&](const char* text) {
    const Date day = *parse_date(text);
    return std::chrono::duration_cast<std::chrono::hours>(zone.start_of_day(plus_days(day, 1)) -
                                                          zone.start_of_day(day))
        .count();
  };
  EXPECT_EQ(length("2016-03-13"), 23);
  EXPECT_EQ(length("2016-11-06"), 25);
  EXPECT_EQ(length("2016-07-01"), 24);
}

TEST(TimeZone, ADayStartsAtTheChangeWhereMidnightDoesNotExist) {
  const TimeZone zone = *TimeZone::find("America/Sao_Paulo");  // clocks went from 24:00 to 01:00
  EXPECT_EQ(zone.to_iso(zone.start_of_day(*parse_date("2018-11-04"))), "2018-11-04T01:00:00-02:00");
}

TEST(TimeZone, SpansReachFromOneChangeOfTheClocksToTheNext) {
  const TimeZone zone = *TimeZone::find("Europe/Berlin");
  const Instant change = *parse_instant("2026-10-25T01:00:00Z");
  const OffsetSpan summer = zone.offset_span(change - 1us);
  EXPECT_EQ(to_iso(summer.from), "2026-03-29T01:00:00Z");
  EXPECT_EQ(summer.until, change);
  EXPECT_EQ(summer.offset, 2h);
  const OffsetSpan winter = zone.offset_span(change);
  EXPECT_EQ(winter.from, change);
  EXPECT_EQ(to_iso(winter.until), "2027-03-28T01:00:00Z");
  EXPECT_EQ(winter.offset, 1h);
}

TEST(TimeZone, RulesGoOnAfterTheLastChangeThatTheFileLists) {
  const TimeZone zone = *TimeZone::find("Europe/Berlin");
  EXPECT_EQ(zone.to_iso(*parse_instant("2055-07-01T10:00:00Z")), "2055-07-01T12:00:00+02:00");
  EXPECT_EQ(zone.to_iso(*parse_instant("2055-12-01T10:00:00Z")), "2055-12-01T11:00:00+01:00");
}

TEST(TimeZone, NamesThatMeanAnotherZoneElsewhereAreNoPlaces) {
  for (const char* name :
       {"localtime", "Fixed/UTC+01:00:00", "", "/etc/passwd", "../zoneinfo/UTC"}) {
    EXPECT_FALSE(TimeZone::find(name)) << name;
  }
}

TEST(TimeZone, UnknownNameIsAnErrorThatSaysWhatToWrite) {
  const auto zone = TimeZone::find("Mars/Olympus");
  ASSERT_FALSE(zone);
  EXPECT_NE(zone.error().message.find("Mars/Olympus"), std::string::npos);
}

TEST_F(Sunnyvale, LocalClockAgreesWithTheZoneOverEveryHourOfAYear) {
  LocalClock clock(zone);
  Instant at = zone.start_of_day(*parse_date("2016-01-01"));
  for (int hour = 0; hour < 366 * 24; ++hour, at += 1h)
    ASSERT_EQ(clock.local(at), zone.local(at)) << to_iso(at);
  EXPECT_EQ(clock.local(at - std::chrono::days(200)),
            zone.local(at - std::chrono::days(200)));  // and back
}

}  // namespace
}  // namespace lamplighter
