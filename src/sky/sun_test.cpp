// SPDX-License-Identifier: Apache-2.0
#include "sky/sun.h"

#include "testing/samples.h"
#include "testing/shared_file.h"

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

}  // namespace
}  // namespace lamplighter
