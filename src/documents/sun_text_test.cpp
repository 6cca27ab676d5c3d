// SPDX-License-Identifier: Apache-2.0
#include "documents/sun_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

Place place(double latitude, double longitude, const char* zone) {
  return {latitude, longitude, *TimeZone::find(zone)};
}

const Place sunnyvale = place(37.3643427, -122.0080058, "America/Los_Angeles");
const Place tromso = place(69.6492, 18.9553, "Europe/Oslo");

TEST(SunText, JsonHasMinutesAndZones) {
  const Json document = Json::parse(sun_json(sunnyvale, *parse_date("2016-07-31")));
  EXPECT_EQ(document["date"], "2016-07-31");
  EXPECT_EQ(document["daylight"], "rises_and_sets");
  EXPECT_EQ(document["sunrise"], 371);
  EXPECT_EQ(document["sunset"], 1217);
  const Json& zones = document["zones"];
  ASSERT_EQ(zones.size(), 4U);
  EXPECT_EQ(zones[0]["zone"], "morning");
  EXPECT_EQ(zones[0]["from"], "2016-07-31T00:00:00-07:00");
  EXPECT_EQ(zones[0]["until"], "2016-07-31T06:11:00-07:00");
  EXPECT_EQ(zones[3]["until"], "2016-08-01T00:00:00-07:00");
  std::vector<int> minutes;
  for (const Json& zone : zones) minutes.push_back(zone["minutes"]);
  EXPECT_EQ(minutes, (std::vector<int>{371, 817, 103, 149}));
}

TEST(SunText, APolarDayAndAPolarNightAreAnswers) {
  const Json june = Json::parse(sun_json(tromso, *parse_date("2016-06-21")));
  EXPECT_EQ(june["daylight"], "up_all_day");
  EXPECT_TRUE(june["sunrise"].is_null());
  EXPECT_TRUE(june["sunset"].is_null());
  const Json december = Json::parse(sun_json(tromso, *parse_date("2016-12-21")));
  EXPECT_EQ(december["daylight"], "down_all_day");
  EXPECT_TRUE(december["sunrise"].is_null());
  EXPECT_THAT(sun_for_people(tromso, *parse_date("2016-06-21")), HasSubstr("does not set"));
  EXPECT_THAT(sun_for_people(tromso, *parse_date("2016-12-21")), HasSubstr("does not rise"));
}

TEST(SunText, PeopleReadClockTimes) {
  EXPECT_EQ(sun_for_people(sunnyvale, *parse_date("2016-07-31")),
            "2016-07-31 at 37.3643427, -122.0080058 (America/Los_Angeles)\n"
            "\n"
            "sunrise  06:11 (minute 371)\n"
            "sunset   20:17 (minute 1217)\n"
            "noon     13:14\n"
            "\n"
            "morning  00:00 – 06:11   371 min\n"
            "day      06:11 – 19:48   817 min\n"
            "evening  19:48 – 21:31   103 min\n"
            "night    21:31 – 24:00   149 min\n");
}

TEST(SunText, SaysWhenTheClocksChangeAndWhenTheSunSetsAfterMidnight) {
  EXPECT_THAT(sun_for_people(sunnyvale, *parse_date("2016-11-06")), HasSubstr("clocks change"));
  EXPECT_THAT(sun_for_people(place(66.5, 25.7, "Europe/Helsinki"), *parse_date("2016-06-05")),
              HasSubstr("of the day after"));
  EXPECT_THAT(sun_for_people(place(-13.8, -171.8, "Pacific/Apia"), *parse_date("2011-12-30")),
              HasSubstr("left out of the calendar"));
}

}  // namespace
}  // namespace lamplighter::app
