// SPDX-License-Identifier: Apache-2.0
#include "sky/day_zones.h"

#include "testing/samples.h"
#include "testing/shared_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lamplighter {
namespace {

using testing::shared_file;
using Minutes = std::vector<std::pair<Zone, std::int64_t>>;

Place place(double latitude, double longitude, const char* zone) {
  return {latitude, longitude, *TimeZone::find(zone)};
}

using testing::sunnyvale;
using testing::tromso;

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
  // Sunrise at 7:21 of the new clock comes 381 minutes after midnight; 6:37 after the old clock's
  // extra hour 457.
  EXPECT_EQ(
      minutes_on(sunnyvale, "2016-03-13"),
      (Minutes{{Zone::morning, 381}, {Zone::day, 683}, {Zone::evening, 167}, {Zone::night, 149}}));
  EXPECT_EQ(
      minutes_on(sunnyvale, "2016-11-06"),
      (Minutes{{Zone::morning, 457}, {Zone::day, 599}, {Zone::evening, 295}, {Zone::night, 149}}));
}

TEST(DayZones, WhereTheHourThatComesTwiceHoldsABoundaryTheBlockComesTwice) {
  // A made-up place far east of its clock's meridian, on the day when 3:00 becomes 2:00 again.
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

/// Every minute of three weeks around a clock change, asked the slow way.
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
