// SPDX-License-Identifier: Apache-2.0
#include "documents/plan_text.h"

#include "testing/samples.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

class PlanTextTest : public ::testing::Test {
 protected:
  TimeZone zone = *TimeZone::find("America/Los_Angeles");
  RoomName hall{"hall"};
  RoomName kitchen{"kitchen"};
  Date date = *parse_date("2016-07-31");
  Instant midnight = zone.start_of_day(date);
  Plan plan{.date = date,
            .from = midnight,
            .until = midnight + 24h,
            .rooms = {hall, kitchen},
            .on_at_start = {kitchen},
            .switches = {{midnight + 6h, kitchen, OnOff::off},
                         {midnight + 19h + 42min + 17s, hall, OnOff::on},
                         {midnight + 20h + 10min, hall, OnOff::off}}};
};

TEST_F(PlanTextTest, JsonHasTheSwitchesInLocalTime) {
  const auto document = nlohmann::json::parse(plan_json({&plan, 1}, zone, 7));
  EXPECT_EQ(document["seed"], 7);
  ASSERT_EQ(document["days"].size(), 1U);
  EXPECT_EQ(document["days"][0]["date"], "2016-07-31");
  ASSERT_EQ(document["days"][0]["switches"].size(), 3U);
  EXPECT_EQ(document["days"][0]["switches"][1]["at"], "2016-07-31T19:42:17-07:00");
  EXPECT_EQ(document["days"][0]["switches"][1]["room"], "hall");
  EXPECT_EQ(document["days"][0]["switches"][1]["to"], "on");
  EXPECT_EQ(document["days"][0]["on_at_start"], nlohmann::json({"kitchen"}));
  EXPECT_TRUE(nlohmann::json::parse(plan_json({&plan, 1}, zone, std::nullopt))["seed"].is_null());
}

TEST_F(PlanTextTest, SaysHowLampsLookWhereThePlanDoes) {
  plan.switches[1].look = {42.5, 370};
  const auto document = nlohmann::json::parse(plan_json({&plan, 1}, zone, 7));
  EXPECT_EQ(document["days"][0]["switches"][1]["brightness"], 42.5);
  EXPECT_EQ(document["days"][0]["switches"][1]["mirek"], 370);
  EXPECT_FALSE(document["days"][0]["switches"][2].contains("brightness"));
  EXPECT_NE(plan_for_people({&plan, 1}, zone).find("19:42:17  hall     on  42 %,  2700 K"),
            std::string::npos)
      << plan_for_people({&plan, 1}, zone);
}

TEST_F(PlanTextTest, CsvIsAnOnOffFile) {
  EXPECT_EQ(plan_csv({&plan, 1}),
            "timestamp,datetime,room,state\n"
            "1469948400.000000,2016-07-31T07:00:00Z,hall,off\n"
            "1469948400.000000,2016-07-31T07:00:00Z,kitchen,on\n"
            "1469970000.000000,2016-07-31T13:00:00Z,kitchen,off\n"
            "1470019337.000000,2016-08-01T02:42:17Z,hall,on\n"
            "1470021000.000000,2016-08-01T03:10:00Z,hall,off\n");
}

TEST_F(PlanTextTest, CsvSaysWhatChangesBetweenTwoDays) {
  const RoomName den("den");
  const Plan first{.date = *parse_date("2016-07-31"),
                   .from = midnight,
                   .until = midnight + 24h,
                   .rooms = {den},
                   .on_at_start = {},
                   .switches = {{midnight + 20h, den, OnOff::on}}};
  const Plan second{.date = *parse_date("2016-08-01"),
                    .from = midnight + 24h,
                    .until = midnight + 48h,
                    .rooms = {den},
                    .on_at_start = {},
                    .switches = {{midnight + 44h, den, OnOff::on}}};
  EXPECT_EQ(plan_csv(std::vector{first, second}),
            "timestamp,datetime,room,state\n"
            "1469948400.000000,2016-07-31T07:00:00Z,den,off\n"
            "1470020400.000000,2016-08-01T03:00:00Z,den,on\n"
            "1470034800.000000,2016-08-01T07:00:00Z,den,off\n"
            "1470106800.000000,2016-08-02T03:00:00Z,den,on\n");
}

TEST_F(PlanTextTest, ABandShowsWhenARoomIsLit) {
  EXPECT_EQ(band(plan, kitchen, midnight, midnight + 24h, 24), "██████··················");
  EXPECT_EQ(band(plan, hall, midnight + 19h, midnight + 21h, 12),
            "····███·····");  // 19:42:17 to 20:10
  EXPECT_EQ(band(plan, hall, midnight + 18h, midnight + 22h, 4), "·▄▄·");
}

TEST_F(PlanTextTest, TheRulerLabelsHoursWhereTheyBegin) {
  EXPECT_EQ(hour_ruler(zone, midnight + 18h, midnight + 22h, 24), "18    19    20    21    ");
  EXPECT_EQ(hour_ruler(zone, midnight, midnight + 24h, 24), "00    06    12    18    ");
  EXPECT_EQ(hour_ruler(zone, midnight + 18h + 30min, midnight + 20h + 30min, 12), "   19    20 ");
}

}  // namespace

namespace {

using ::testing::HasSubstr;
using Json = nlohmann::json;

Place place(double latitude, double longitude, const char* zone) {
  return {latitude, longitude, *TimeZone::find(zone)};
}

using testing::sunnyvale;
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
