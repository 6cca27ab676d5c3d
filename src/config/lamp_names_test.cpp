// SPDX-License-Identifier: Apache-2.0
#include "config/lamp_names.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

RoomConfig room(std::vector<std::string> lamps) {
  RoomConfig room;
  room.name = RoomName("hall");
  room.lamps = std::move(lamps);
  return room;
}

TEST(LampNames, APrefixSaysWhoSwitchesALamp) {
  const Result<SortedLamps> sorted = sort_lamps(
      room({"Floor lamp", "room:Hall", "zigbee2mqtt:hall/shelf", "home_assistant:light.den",
            "tasmota:plug/POWER2", "esphome:hall/ceiling", "home_assistant:switch.fan"}),
      {.zigbee2mqtt = "z2m"});
  ASSERT_TRUE(sorted) << sorted.error().message;
  EXPECT_EQ(sorted->at_bridge, (std::vector<std::string>{"Floor lamp", "room:Hall"}));
  EXPECT_EQ(sorted->entities, (std::vector<std::string>{"light.den", "switch.fan"}));
  ASSERT_EQ(sorted->at_broker.size(), 3U);
  EXPECT_EQ(sorted->at_broker[0].filters()[0], "z2m/hall/shelf");
  EXPECT_EQ(sorted->at_broker[1].command(OnOff::on, {}).topic, "cmnd/plug/POWER2");
  EXPECT_EQ(sorted->at_broker[2].name(), "hall/ceiling");
}

TEST(LampNames, ANameThatItsKindCannotHaveIsAProblemOfTheConfig) {
  for (const char* lamp : {"zigbee2mqtt:", "zigbee2mqtt:a/+", "tasmota:#", "esphome:ceiling",
                           "home_assistant:fan.den", "home_assistant:Den"}) {
    const Result<SortedLamps> sorted = sort_lamps(room({lamp}), {});
    ASSERT_FALSE(sorted) << lamp;
    EXPECT_EQ(sorted.error().fault, Fault::bad_input);
    const std::string text = std::string("[[room]]\nname = \"hall\"\nlamps = [\"") + lamp + "\"]\n";
    EXPECT_EQ(parse_config(text, "c.toml").problems.size(), 1U) << lamp;
  }
}

TEST(LampNames, AHouseHasLampsWithABridgeOrWithLampsThatNeedNone) {
  Config config;
  config.rooms = {room({"Floor lamp"}), room({})};
  EXPECT_FALSE(has_lamps(config));
  config.rooms.push_back(room({"tasmota:plug"}));
  EXPECT_TRUE(has_lamps(config));
  config.rooms.clear();
  config.hue.key_file = "key";
  EXPECT_TRUE(has_lamps(config));
}

TEST(LampNames, AFullTopicWithoutItsPartsIsAProblem) {
  const CheckedConfig checked = parse_config("[tasmota]\nfull_topic = \"%topic%\"\n", "c.toml");
  ASSERT_EQ(checked.problems.size(), 1U);
  EXPECT_NE(checked.problems[0].find("%prefix%"), std::string::npos);
}

}  // namespace
}  // namespace lamplighter::app
