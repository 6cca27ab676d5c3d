// SPDX-License-Identifier: Apache-2.0
#include "documents/plan_text.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

class PlanTextTest : public testing::Test {
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
}  // namespace lamplighter::app
