// SPDX-License-Identifier: Apache-2.0
#include "setup/heard.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lamplighter::app {
namespace {

const HeardLamp* lamp_of(const Heard& heard, const std::string& id) {
  const auto found = std::find_if(heard.lamps.begin(), heard.lamps.end(),
                                  [&](const HeardLamp& lamp) { return lamp.id == id; });
  return found == heard.lamps.end() ? nullptr : &*found;
}

const HeardSensor* sensor_of(const Heard& heard, const std::string& id) {
  const auto found = std::find_if(heard.sensors.begin(), heard.sensors.end(),
                                  [&](const HeardSensor& sensor) { return sensor.id == id; });
  return found == heard.sensors.end() ? nullptr : &*found;
}

TEST(BrokerEar, KnowsTheDevicesOfZigbee2mqttByTheirAbilities) {
  BrokerEar ear{Config()};
  ear.hear("zigbee2mqtt/bridge/devices", R"([
    {"friendly_name":"Coordinator","type":"Coordinator","definition":null},
    {"friendly_name":"kitchen/ceiling","definition":{"exposes":[{"type":"light","features":[]}]}},
    {"friendly_name":"heater","definition":{"exposes":[{"type":"switch"}]}},
    {"friendly_name":"hall motion","power_source":"Battery",
     "definition":{"exposes":[{"type":"numeric","property":"illuminance"}]}}, 5])");
  ear.hear("zigbee2mqtt/bridge/groups",
           R"([{"friendly_name":"all","members":[{},{}]},{"friendly_name":"none","members":[]}])");
  const Heard heard = ear.heard();
  ASSERT_EQ(heard.lamps.size(), 3u);
  EXPECT_EQ(lamp_of(heard, "zigbee2mqtt:kitchen/ceiling")->area, "kitchen");
  EXPECT_FALSE(lamp_of(heard, "zigbee2mqtt:kitchen/ceiling")->is_plug);
  EXPECT_TRUE(lamp_of(heard, "zigbee2mqtt:heater")->is_plug);
  EXPECT_EQ(lamp_of(heard, "zigbee2mqtt:all")->note, "a group of 2");
  ASSERT_EQ(heard.sensors.size(), 1u);
  EXPECT_EQ(heard.sensors[0].id, "hall motion");
  EXPECT_EQ(heard.sensors[0].source->topic, "zigbee2mqtt/{sensor}");
}

TEST(BrokerEar, KnowsTasmotaAndEsphomeByTheirAnnouncements) {
  BrokerEar ear{Config()};
  ear.hear("tasmota/discovery/AABB/config",
           R"({"t":"plug_1","fn":["Desk","Fan",null],"rl":[2,1,0,0]})");
  ear.hear(
      "homeassistant/light/porch/ceiling/config",
      R"({"name":"Ceiling","stat_t":"~/state","~":"porch/light/ceiling","dev":{"sa":"Porch"}})");
  ear.hear(
      "homeassistant/sensor/porch/lux/config",
      R"({"name":"Lux","state_topic":"porch/sensor/lux/state","device_class":"illuminance","device":{"suggested_area":"Porch"}})");
  ear.hear("porch/sensor/lux/state", "57.5");
  const Heard heard = ear.heard();
  EXPECT_EQ(lamp_of(heard, "tasmota:plug_1/POWER1")->name, "Desk");
  EXPECT_FALSE(lamp_of(heard, "tasmota:plug_1/POWER1")->is_plug);
  EXPECT_TRUE(lamp_of(heard, "tasmota:plug_1/POWER2")->is_plug);
  EXPECT_EQ(lamp_of(heard, "esphome:porch/ceiling")->area, "Porch");
  ASSERT_EQ(heard.sensors.size(), 1u);
  EXPECT_EQ(heard.sensors[0].area, "Porch");
  EXPECT_EQ(heard.sensors[0].source->topic, "porch/sensor/lux/state");
  EXPECT_EQ(heard.sensors[0].note, "57.5 lux just now");
}

TEST(BrokerEar, HearsEveryLightLevelThatAFormatReads) {
  Config config;
  SourceConfig& mine = config.sources.emplace_back();
  mine.topic = "mine/+";
  mine.format = "json";
  mine.sensor = "attic";
  mine.pointer = "/l";
  BrokerEar ear{config};
  ear.hear("mine/x", R"({"l":12})");
  ear.hear("zigbee2mqtt/hall", R"({"illuminance":3})");
  ear.hear("tele/porch/SENSOR", R"({"BH1750":{"Illuminance":79}})");
  ear.hear("remote-sensors", R"(["front-room", 1467481502, 20.7])");
  ear.hear("house/cellar/lux", "4");
  ear.hear("house/cellar/temperature", "4");
  ear.hear("zigbee2mqtt/hall/availability", "online");
  const Heard heard = ear.heard();
  EXPECT_EQ(ear.messages(), 7u);
  EXPECT_EQ(heard.sensors.size(), 5u);
  EXPECT_FALSE(sensor_of(heard, "attic")->source) << "the config has it";
  EXPECT_EQ(sensor_of(heard, "hall")->source->format, "zigbee2mqtt");
  EXPECT_EQ(sensor_of(heard, "porch")->source->topic, "tele/{sensor}/SENSOR");
  EXPECT_EQ(sensor_of(heard, "front-room")->source->format, "thingflow");
  EXPECT_EQ(sensor_of(heard, "house/cellar/lux")->source->sensor, "house/cellar/lux");
}

TEST(BrokerEar, PassesOverNonsense) {
  BrokerEar ear{Config()};
  for (const char* payload :
       {"", "[", "{}", "[[]]", "[{\"friendly_name\":7}]", "null",
        "[{\"friendly_name\":\"a+b\",\"definition\":{\"exposes\":[{\"type\":\"light\"}]}}]"}) {
    for (const char* topic : {"zigbee2mqtt/bridge/devices", "zigbee2mqtt/bridge/groups",
                              "tasmota/discovery/A/config", "homeassistant/light/a/config", "lux"})
      ear.hear(topic, payload);
  }
  EXPECT_TRUE(ear.heard().lamps.empty());
  EXPECT_TRUE(ear.heard().sensors.empty());
}

TEST(Heard, TheRoomsOfABridgeAreAreas) {
  hue::BridgeHouse house;
  const auto add = [&](const char* id, const char* name) {
    house.lamps.emplace_back().id = id;
    house.lamps.back().name = name;
  };
  add("1", "Desk");
  add("2", "Desk");
  add("3", "Hall 1");
  add("4", "Heater");
  house.lamps.back().is_plug = true;
  house.groups = {{"9", "Hall", hue::GroupKind::room, {"3", "4"}, false, {}},
                  {"8", "Downstairs", hue::GroupKind::zone, {"3"}, false, {}}};
  house.sensors = {{.id = "5", .name = "Hall sensor"}};
  const Heard heard = heard_of(house);
  EXPECT_EQ(heard.lamps[0].id, "1") << "two lamps have the name";
  EXPECT_EQ(heard.lamps[2].id, "Hall 1");
  EXPECT_EQ(heard.lamps[2].area, "Hall");
  EXPECT_EQ(heard.sensors[0].id, "hue:Hall sensor");
  EXPECT_EQ(heard.sensors[0].area, "Hall");
  const auto proposed = proposed_rooms(heard, {});
  ASSERT_EQ(proposed.size(), 1u);
  EXPECT_EQ(proposed[0].lamps, std::vector<std::string>{"Hall 1"}) << "a plug may be a heater";
}

TEST(ProposedRooms, AreTheAreasWithLampsThatNoRoomHas) {
  Heard heard;
  heard.lamps = {
      {.id = "Hall 1", .name = "Hall 1", .area = "Hall", .from = "bridge"},
      {.id = "home_assistant:light.hall_1",
       .name = "Hall 1",
       .area = "Hall",
       .from = "home_assistant"},
      {.id = "Desk", .name = "Desk", .area = "Study", .from = "bridge"},
      {.id = "zigbee2mqtt:fan", .name = "fan", .area = "Attic", .from = "broker", .is_plug = true},
      {.id = "Lost", .name = "Lost", .area = "", .from = "bridge"}};
  heard.sensors = {
      {.id = "hue:Hall sensor", .name = "Hall sensor", .area = "hall", .from = "bridge"}};
  Config config;
  config.rooms.push_back({});
  config.rooms.back().name = RoomName("study");
  const auto rooms = proposed_rooms(heard, config);
  ASSERT_EQ(rooms.size(), 1u);
  EXPECT_EQ(rooms[0].name, "Hall");
  EXPECT_EQ(rooms[0].lamps, std::vector<std::string>{"Hall 1"});
  EXPECT_EQ(rooms[0].sensor, "hue:Hall sensor");
}

}  // namespace
}  // namespace lamplighter::app
