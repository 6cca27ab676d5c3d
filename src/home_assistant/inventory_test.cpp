// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/inventory.h"

#include <gtest/gtest.h>

namespace lamplighter::home_assistant {
namespace {

TEST(Inventory, ReadsWhereTheHouseIs) {
  const auto facts = read_facts(
      {200,
       R"({"latitude":52.37,"longitude":4.9,"time_zone":"Europe/Amsterdam","version":"2026.11"})"});
  ASSERT_TRUE(facts) << facts.error().message;
  EXPECT_EQ(facts->latitude, 52.37);
  EXPECT_EQ(facts->longitude, 4.9);
  EXPECT_EQ(facts->time_zone, "Europe/Amsterdam");
}

TEST(Inventory, AnythingElseIsAnErrorThatSaysSo) {
  for (const char* body : {"", "[]", R"({"latitude":95,"longitude":4.9,"time_zone":"UTC"})",
                           R"({"latitude":"52","longitude":4.9,"time_zone":"UTC"})",
                           R"({"latitude":52,"longitude":4.9})"}) {
    EXPECT_FALSE(read_facts({200, body})) << body;
  }
  EXPECT_EQ(read_facts({401, "401: Unauthorized"}).error().fault, Fault::refused);
  EXPECT_FALSE(read_listed({200, "{}"}));
}

TEST(Inventory, ReadsWhatAnnouncesItself) {
  EXPECT_EQ(read_announcement({"location_name=Home", "version=2026.11.0",
                               "internal_url=http://homeassistant.local:8123/"},
                              "192.168.1.5", 8123),
            (FoundHome{"Home", "http://homeassistant.local:8123"}));
  EXPECT_EQ(read_announcement({"internal_url=https://home.example"}, "192.168.1.5", 8123),
            (FoundHome{"", "https://home.example"}));
  const FoundHome by_address{"", "http://192.168.1.5:8123"};
  for (const char* other : {"internal_url=", "internal_url=http://", "internal_url=ftp://a",
                            "internal_url=http://supervisor/core", "internal_url=http://u@evil:1",
                            "internal_url=http://a/b", "internal_url=http://a\x1b[2J", "x"}) {
    EXPECT_EQ(read_announcement({other}, "192.168.1.5", 8123), by_address) << other;
  }
  EXPECT_FALSE(read_announcement({}, "192.168.1.5", 0));
  EXPECT_FALSE(read_announcement({}, "", 8123));
  const auto hostile = read_announcement({"location_name=a\x1b[2Jb\n\xff"}, "192.168.1.5", 8123);
  ASSERT_TRUE(hostile);
  EXPECT_EQ(hostile->name.find_first_of("\x1b\n\xff"), std::string::npos);
}

TEST(Inventory, ListsLampsAndLightSensorsOnly) {
  const auto listed = read_listed({200, R"([
    {"entity_id":"sensor.hall_lux","state":"57","attributes":{"device_class":"illuminance","friendly_name":"Hall light"}},
    {"entity_id":"sensor.hall_temperature","state":"21","attributes":{"device_class":"temperature"}},
    {"entity_id":"light.desk","state":"on","attributes":{}},
    {"entity_id":"light.Bad Name","state":"on"}, 7, {"state":"on"}, {"entity_id":"person.anna","state":"home"}])"});
  ASSERT_TRUE(listed) << listed.error().message;
  ASSERT_EQ(listed->size(), 2u);
  EXPECT_EQ((*listed)[0].id, "light.desk");
  EXPECT_EQ((*listed)[0].name, "light.desk");
  EXPECT_FALSE((*listed)[0].is_sensor);
  EXPECT_EQ((*listed)[1].name, "Hall light");
  EXPECT_TRUE((*listed)[1].is_sensor);
}

TEST(Inventory, AsksForTheAreasOfEntitiesAndReadsThem) {
  const Request request = areas_request({{.id = "light.desk"}, {.id = "sensor.hall_lux"}});
  EXPECT_EQ(request.path, "/api/template");
  EXPECT_NE(request.body.find("['light.desk','sensor.hall_lux']"), std::string::npos);
  const auto areas = read_areas({200, "light.desk=Living room\nsensor.hall_lux=\nnonsense\n"});
  ASSERT_TRUE(areas);
  EXPECT_EQ(areas->size(), 1u);
  EXPECT_EQ(areas->at("light.desk"), "Living room");
  EXPECT_FALSE(read_areas({401, ""}));
}

}  // namespace
}  // namespace lamplighter::home_assistant
