// SPDX-License-Identifier: Apache-2.0
#include "sky/sun.h"

#include "testing/samples.h"
#include "testing/shared_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace lamplighter {
namespace {

Place place_of(double latitude, double longitude, const char* zone) {
  return {latitude, longitude, *TimeZone::find(zone)};
}

using testing::sunnyvale;
using testing::tromso;

SunTimes sun_on(const Place& where, const char* date) { return sun(where, *parse_date(date)); }

TEST(Sun, EveryDayOf2016AtSunnyvaleEqualsTheReference) {
  const auto text = testing::shared_file("reference/sun-sunnyvale-2016.json");
  ASSERT_TRUE(text) << "tests/data is incomplete";
  int days = 0;
  const auto table = nlohmann::json::parse(*text);
  for (const auto& [date, minutes] : table["days"].items()) {
    const SunTimes times = sun_on(sunnyvale, date.c_str());
    EXPECT_EQ(times.sunrise, minutes[0].get<int>()) << date;
    EXPECT_EQ(times.sunset, minutes[1].get<int>()) << date;
    ++days;
  }
  EXPECT_EQ(days, 366);
}

TEST(Sun, TheAncestorsOwnDayAndBothClockChangesAreRightToTheMinute) {
  struct Case {
    const char* date;
    int sunrise;
    int sunset;
  };
  for (const Case& c :
       {Case{"2016-07-02", 351, 1232}, Case{"2016-03-12", 383, 1092}, Case{"2016-03-13", 441, 1153},
        Case{"2016-11-05", 456, 1086}, Case{"2016-11-06", 397, 1025}}) {
    const SunTimes times = sun_on(sunnyvale, c.date);
    EXPECT_EQ(times.daylight, Daylight::rises_and_sets);
    EXPECT_EQ(times.sunrise, c.sunrise) << c.date;
    EXPECT_EQ(times.sunset, c.sunset) << c.date;
  }
}

TEST(Sun, FarNorthItStaysUpInJuneAndDownInDecember) {
  const SunTimes june = sun_on(tromso, "2016-06-21");
  EXPECT_EQ(june.daylight, Daylight::up_all_day);
  EXPECT_EQ(june.sunrise, std::nullopt);
  EXPECT_EQ(june.sunset, std::nullopt);
  const SunTimes december = sun_on(tromso, "2016-12-21");
  EXPECT_EQ(december.daylight, Daylight::down_all_day);
  EXPECT_EQ(december.sunrise, std::nullopt);
  EXPECT_EQ(december.sunset, std::nullopt);
  EXPECT_EQ(december.noon, 11 * 60 + 42);  // 12:00 - 16 min east of 15° E - 2 min equation of time
  EXPECT_EQ(sun_on(tromso, "2016-03-20").daylight, Daylight::rises_and_sets);
}

TEST(Sun, AtThePolesAndOnTheEquatorThereIsAnAnswerEveryDay) {
  for (const double latitude : {-90.0, -66.56, 0.0, 66.56, 90.0}) {
    Date date = *parse_date("2016-01-01");
    int up = 0;
    int down = 0;
    for (int day = 0; day < 366; ++day, date = plus_days(date, 1)) {
      const SunTimes times = sun(place_of(latitude, 0, "UTC"), date);
      EXPECT_EQ(times.sunrise.has_value(), times.daylight == Daylight::rises_and_sets);
      EXPECT_EQ(times.sunset.has_value(), times.daylight == Daylight::rises_and_sets);
      up += times.daylight == Daylight::up_all_day ? 1 : 0;
      down += times.daylight == Daylight::down_all_day ? 1 : 0;
    }
    const bool pole = std::abs(latitude) == 90.0;
    EXPECT_TRUE(!pole || up + down >= 360) << latitude << ": " << up << " " << down;
    EXPECT_TRUE(!pole || up > 180) << latitude << ": " << up;
    EXPECT_TRUE(latitude != 0.0 || up + down == 0);
  }
}

TEST(Sun, NearThePolarCircleSunsetMayComeAfterMidnight) {
  const Place rovaniemi = place_of(66.5, 25.7, "Europe/Helsinki");
  const SunTimes times = sun_on(rovaniemi, "2016-06-01");
  ASSERT_EQ(times.daylight, Daylight::rises_and_sets);
  EXPECT_LT(*times.sunrise, 3 * 60);
  EXPECT_GT(*times.sunset, 23 * 60);
  int after_midnight = 0;
  for (const char* date : {"2016-06-03", "2016-06-05", "2016-06-07", "2016-06-09"}) {
    const SunTimes late = sun_on(rovaniemi, date);
    after_midnight += late.sunset.value_or(0) >= 1440 ? 1 : 0;
    EXPECT_TRUE(!late.sunset || *late.sunset > *late.sunrise) << date;
  }
  EXPECT_GE(after_midnight, 1);
}

TEST(Sun, AClockADayAheadOfItsMeridianStillSeesTheSunOnItsOwnDate) {
  for (const Place& where :
       {place_of(1.87, -157.4, "Pacific/Kiritimati"), place_of(-13.8, -171.8, "Pacific/Apia"),
        place_of(52.9, 173.2, "America/Adak"), place_of(-36.8, 174.8, "Pacific/Auckland")}) {
    const SunTimes times = sun_on(where, "2016-03-20");
    EXPECT_GT(*times.sunrise, 4 * 60) << where.zone.name();
    EXPECT_LT(*times.sunrise, 10 * 60) << where.zone.name();
    EXPECT_NEAR(*times.sunset - *times.sunrise, 12 * 60 + 7, 6) << where.zone.name();
  }
}

// NREL, "Solar Position Algorithm" (TP-560-34302), worked example: topocentric elevation before
// refraction 39.872046, azimuth 194.340241.
TEST(SunPosition, EqualsTheWorkedExampleOfNrelWithinOneFiftiethOfADegree) {
  const Instant at = *parse_instant("2003-10-17T12:30:30-07:00");
  const SunPosition position = sun_position(39.742476, -105.1786, at);
  EXPECT_NEAR(position.elevation, 39.872, 0.02);
  EXPECT_NEAR(position.azimuth, 194.340, 0.02);
}

// Meeus, "Astronomical Algorithms", examples 25.a and 28.a: declination -7.78507 degrees, equation
// of time 13 min 42.6 s, at 1992 October 13, 0h TD.
TEST(SunPosition, EqualsMeeusWithinAHundredthOfADegree) {
  const Instant at = *parse_instant("1992-10-13T00:00:00Z");
  EXPECT_NEAR(sun_elevation_degrees(90, 0, at), -7.785, 0.01);
  const SunPosition at_transit = sun_position(40, 180 - 3.427, at);
  EXPECT_NEAR(at_transit.elevation, 50 - 7.785, 0.01);
  EXPECT_NEAR(at_transit.azimuth, 180, 0.02);
}

TEST(SunPosition, StandsOnTheHorizonAtSunriseAndSunset) {
  for (const char* text : {"2016-03-20", "2016-07-02", "2016-12-21"}) {
    const Date date = *parse_date(text);
    const SunTimes times = sun(sunnyvale, date);
    const Instant midnight = sunnyvale.zone.start_of_day(date);
    for (const int minute : {*times.sunrise, *times.sunset}) {
      const SunPosition position =
          sun_position(37.3643427, -122.0080058, midnight + std::chrono::minutes(minute));
      EXPECT_NEAR(position.elevation, -0.833, 0.4) << text;
      EXPECT_EQ(position.azimuth < 180, minute == *times.sunrise) << text;
    }
  }
}

using testing::shared_file;
using Minutes = std::vector<std::pair<Zone, std::int64_t>>;

Place place(double latitude, double longitude, const char* zone) {
  return {latitude, longitude, *TimeZone::find(zone)};
}

Minutes minutes_of(const std::vector<ZoneSpan>& spans) {
  Minutes minutes;
  for (const ZoneSpan& span : spans) {
    minutes.emplace_back(span.zone,
                         std::chrono::floor<std::chrono::minutes>(span.until - span.from).count());
  }
  return minutes;
}

Minutes minutes_on(const Place& where, const char* date) {
  return minutes_of(zone_spans(where, *parse_date(date)));
}

/// The zone of a minute of the local clock, 0 … 1439.
Zone zone_at(const DayZones& zones, int minute) {
  if (minute < zones.day_from) return Zone::morning;
  if (minute < zones.evening_from) return Zone::day;
  return minute < zones.night_from ? Zone::evening : Zone::night;
}

TEST(DayZones, FollowTheRuleAtItsLimits) {
  const DayZones zones = day_zones({Daylight::rises_and_sets, 371, 1217, 794});
  EXPECT_EQ(zones, (DayZones{371, 1188, 1291}));
  const DayZones late = day_zones({Daylight::rises_and_sets, 200, 1300, 750});
  EXPECT_EQ(late.night_from, 1361) << "sunset + 60 is later than 21:30";
}

TEST(DayZones, TheLastOfJulySplitsInto371And817And103And149Minutes) {
  EXPECT_EQ(
      minutes_on(sunnyvale, "2016-07-31"),
      (Minutes{{Zone::morning, 371}, {Zone::day, 817}, {Zone::evening, 103}, {Zone::night, 149}}));
}

TEST(DayZones, AWeekInAugustEqualsTheReference) {
  const auto text = shared_file("reference/sun-sunnyvale-2016.json");
  ASSERT_TRUE(text) << "tests/data is incomplete";
  const auto blocks = nlohmann::json::parse(*text)["zone_minutes"]["2016-08-01..07"];
  Minutes expected;
  for (const auto& block : blocks)
    expected.emplace_back(all_zones.at(block[0].get<std::size_t>()), block[1].get<std::int64_t>());
  Minutes found;
  Date date = *parse_date("2016-08-01");
  for (int day = 0; day < 7; ++day, date = plus_days(date, 1)) {
    const Minutes minutes = minutes_of(zone_spans(sunnyvale, date));
    found.insert(found.end(), minutes.begin(), minutes.end());
  }
  EXPECT_EQ(found.size(), 28U);
  EXPECT_EQ(found, expected);
}

TEST(DayZones, APolarDayIsAllDayAndAPolarNightHasNone) {
  EXPECT_EQ(minutes_on(tromso, "2016-06-21"), (Minutes{{Zone::day, 1440}}));
  EXPECT_EQ(minutes_on(tromso, "2016-12-21"),
            (Minutes{{Zone::morning, 702}, {Zone::evening, 589}, {Zone::night, 149}}));
}

TEST(DayZones, DaysOfAClockChangeAre23And25HoursLong) {
  // Sunrise at 7:21 new time is 381 minutes after midnight; at 6:37 after the extra hour, 457.
  EXPECT_EQ(
      minutes_on(sunnyvale, "2016-03-13"),
      (Minutes{{Zone::morning, 381}, {Zone::day, 683}, {Zone::evening, 167}, {Zone::night, 149}}));
  EXPECT_EQ(
      minutes_on(sunnyvale, "2016-11-06"),
      (Minutes{{Zone::morning, 457}, {Zone::day, 599}, {Zone::evening, 295}, {Zone::night, 149}}));
}

TEST(DayZones, WhereTheHourThatComesTwiceHoldsABoundaryTheBlockComesTwice) {
  // An invented place far east of its time zone's meridian, on the day when 3:00 becomes 2:00
  // again.
  const Place far_east = place(52.5, 77.0, "Europe/Berlin");
  const Date date = *parse_date("2016-10-30");
  const auto sunrise = sun(far_east, date).sunrise;
  ASSERT_TRUE(sunrise);
  ASSERT_GT(*sunrise, 120);
  ASSERT_LT(*sunrise, 180);
  const Minutes minutes = minutes_of(zone_spans(far_east, date));
  ASSERT_GE(minutes.size(), 4U);
  EXPECT_EQ(minutes[0], (std::pair<Zone, std::int64_t>(Zone::morning, *sunrise)));
  EXPECT_EQ(minutes[1], (std::pair<Zone, std::int64_t>(Zone::day, 180 - *sunrise)));
  EXPECT_EQ(minutes[2], (std::pair<Zone, std::int64_t>(Zone::morning, *sunrise - 120)));
}

/// Compares every minute of three weeks around a clock change with the direct computation.
void expect_spans_equal_every_minute(const Place& where, Date date, int days) {
  ZoneClock clock(where);
  for (int day = 0; day < days; ++day, date = plus_days(date, 1)) {
    const auto spans = zone_spans(where, date);
    const DayZones zones = day_zones(sun(where, date));
    Instant at = where.zone.start_of_day(date);
    for (std::size_t i = 0; i < spans.size(); ++i) {
      ASSERT_EQ(spans[i].from, at);
      ASSERT_TRUE(i == 0 || spans[i].zone != spans[i - 1].zone);
      for (; at < spans[i].until; at += 1min) {
        ASSERT_EQ(spans[i].zone, zone_at(zones, where.zone.minute_of_day(at))) << to_iso(at);
        ASSERT_EQ(clock.zone(at), spans[i].zone) << to_iso(at);
      }
    }
    ASSERT_EQ(at, where.zone.start_of_day(plus_days(date, 1)));
  }
}

TEST(ZoneSpans, EqualTheZoneOfEveryMinuteAroundClockChanges) {
  struct Case {
    Place where;
    const char* date;
  };
  for (const Case& c :
       {Case{sunnyvale, "2016-03-03"}, Case{sunnyvale, "2016-10-27"}, Case{tromso, "2016-05-10"},
        Case{tromso, "2016-10-20"},
        Case{place(-31.5, 159.1, "Australia/Lord_Howe"), "2016-03-25"},  // half an hour
        Case{place(-23.5, -46.6, "America/Sao_Paulo"), "2018-10-28"},    // no midnight
        Case{place(23.1, -82.4, "America/Havana"), "2016-11-01"},        // midnight twice
        Case{place(52.5, 85.0, "Europe/Berlin"), "2016-10-20"}}) {
    SCOPED_TRACE(c.where.zone.name() + " " + c.date);
    expect_spans_equal_every_minute(c.where, *parse_date(c.date), 14);
  }
}

TEST(ZoneSpans, ADateThatTheCalendarLeftOutHasNone) {
  const Place apia = place(-13.8, -171.8, "Pacific/Apia");
  EXPECT_TRUE(zone_spans(apia, *parse_date("2011-12-30")).empty());
  EXPECT_EQ(zone_spans(apia, *parse_date("2011-12-31")).size(), 4U);
}

TEST(ZoneClock, AnswersAlsoWhereYesterdayComesBackForAnHour) {
  // In 2010 the clocks of St. John's went from 0:01 back to 23:01 of the day before.
  const Place where = place(47.56, -52.71, "America/St_Johns");
  ZoneClock clock(where);
  Instant at = *parse_instant("2010-11-07T00:00:00Z");
  int asked = 0;
  for (; at < *parse_instant("2010-11-09T00:00:00Z"); at += 1min, ++asked) {
    const ZoneSpan span = clock.span(at);
    ASSERT_LE(span.from, at);
    ASSERT_GT(span.until, at);
  }
  EXPECT_EQ(asked, 2880);
}

TEST(ZoneClock, AnswersInstantsInAnyOrder) {
  ZoneClock clock(sunnyvale);
  EXPECT_EQ(clock.zone(*parse_instant("2016-07-31T23:00:00-07:00")), Zone::night);
  EXPECT_EQ(clock.zone(*parse_instant("2016-07-31T06:10:59-07:00")), Zone::morning);
  EXPECT_EQ(clock.zone(*parse_instant("2016-07-31T06:11:00-07:00")), Zone::day);
  EXPECT_EQ(clock.zone(*parse_instant("2015-01-01T21:31:00-08:00")), Zone::night);
  EXPECT_EQ(clock.zone(*parse_instant("2015-01-01T21:30:59-08:00")), Zone::evening);
}

}  // namespace

}  // namespace lamplighter
