// SPDX-License-Identifier: Apache-2.0
#include "payloads/mqtt_lamp.h"

#include <gtest/gtest.h>

namespace lamplighter {

using namespace std::chrono_literals;

namespace {

MqttLamp lamp(LampSpeech speech, const std::string& name, const LampTopics& topics = {}) {
  const Result<MqttLamp> made = MqttLamp::make(speech, name, topics);
  EXPECT_TRUE(made) << made.error().message;
  return *made;
}

const LampLook plain{};
const LampLook cosy{{.brightness = 50.0, .mirek = 400}, 2s};

TEST(MqttLamp, ALampOfZigbee2mqttIsToldWithOneObject) {
  const MqttLamp shelf = lamp(LampSpeech::zigbee2mqtt, "living room/shelf");
  EXPECT_EQ(shelf.command(OnOff::on, plain),
            (LampOrder{"zigbee2mqtt/living room/shelf/set", R"({"state":"ON"})"}));
  EXPECT_EQ(shelf.command(OnOff::on, cosy).payload,
            R"({"state":"ON","brightness":127,"color_temp":400,"transition":2})");
  EXPECT_EQ(shelf.command(OnOff::off, cosy).payload, R"({"state":"OFF","transition":2})");
  EXPECT_EQ(shelf.command(OnOff::off, {{}, 400ms}).payload, R"({"state":"OFF","transition":0.4})");
  EXPECT_EQ(shelf.question(), (LampOrder{"zigbee2mqtt/living room/shelf/get", R"({"state":""})"}));
}

TEST(MqttLamp, ATasmotaLampIsToldByPowerAloneOrByABacklogThatEndsWithIt) {
  const MqttLamp plug = lamp(LampSpeech::tasmota, "plug");
  EXPECT_EQ(plug.command(OnOff::off, plain), (LampOrder{"cmnd/plug/POWER", "OFF"}));
  EXPECT_EQ(plug.command(OnOff::on, cosy),
            (LampOrder{"cmnd/plug/Backlog", "Speed2 4; Dimmer 50; CT 400; POWER ON"}));
  EXPECT_EQ(plug.command(OnOff::off, cosy).payload, "Speed2 4; POWER OFF");
  EXPECT_EQ(plug.question(), (LampOrder{"cmnd/plug/POWER", ""}));
}

TEST(MqttLamp, OneRelayOfSeveralIsNamedBehindTheTopic) {
  const MqttLamp second = lamp(LampSpeech::tasmota, "cellar/strip/POWER2");
  EXPECT_EQ(second.command(OnOff::on, plain), (LampOrder{"cmnd/cellar/strip/POWER2", "ON"}));
  EXPECT_EQ(second.read("stat/cellar/strip/RESULT", R"({"POWER2":"ON"})"),
            (LampWord{.is = OnOff::on}));
  EXPECT_EQ(second.read("stat/cellar/strip/RESULT", R"({"POWER1":"ON"})"), LampWord{});
}

TEST(MqttLamp, ATasmotaLampMayHaveAnotherFullTopic) {
  const MqttLamp plug = lamp(LampSpeech::tasmota, "plug", {.tasmota = "home/%topic%/%prefix%"});
  EXPECT_EQ(plug.command(OnOff::on, plain).topic, "home/plug/cmnd/POWER");
  EXPECT_EQ(plug.filters(),
            (std::vector<std::string>{"home/plug/stat/RESULT", "home/plug/stat/POWER",
                                      "home/plug/tele/STATE", "home/plug/tele/LWT",
                                      "home/plug/stat/POWER1"}));
}

TEST(MqttLamp, AnEsphomeLightIsToldWholeSeconds) {
  const MqttLamp ceiling = lamp(LampSpeech::esphome, "hall/ceiling");
  EXPECT_EQ(ceiling.command(OnOff::on, cosy),
            (LampOrder{"hall/light/ceiling/command",
                       R"({"state":"ON","brightness":128,"color_temp":400,"transition":2})"}));
  EXPECT_EQ(ceiling.command(OnOff::off, {{}, 400ms}).payload, R"({"state":"OFF","transition":1})");
  EXPECT_EQ(ceiling.question(), std::nullopt);
  EXPECT_EQ(ceiling.filters(),
            (std::vector<std::string>{"hall/light/ceiling/state", "hall/status"}));
}

struct Said {
  LampSpeech speech;
  const char* topic;
  const char* payload;
  LampWord word;
};

TEST(MqttLamp, WhatALampSays) {
  const std::vector<Said> cases = {
      {LampSpeech::zigbee2mqtt,
       "zigbee2mqtt/a/b",
       R"({"state":"ON","brightness":127})",
       {.is = OnOff::on, .brightness = 50.0}},
      {LampSpeech::zigbee2mqtt,
       "zigbee2mqtt/a/b",
       R"({"state":"OFF","linkquality":9})",
       {.is = OnOff::off}},
      {LampSpeech::zigbee2mqtt, "zigbee2mqtt/a/b", R"({"brightness":254})", {.brightness = 100.0}},
      {LampSpeech::zigbee2mqtt, "zigbee2mqtt/a/b", R"({"state":null,"brightness":-1})", {}},
      {LampSpeech::zigbee2mqtt, "zigbee2mqtt/a/b", R"({"state":"TOGGLE","brightness":"x"})", {}},
      {LampSpeech::zigbee2mqtt, "zigbee2mqtt/a/b", R"({"state":"ON")", {}},
      {LampSpeech::zigbee2mqtt, "zigbee2mqtt/a/b", "", {}},
      {LampSpeech::zigbee2mqtt, "zigbee2mqtt/a/b/set", R"({"state":"ON"})", {}},
      {LampSpeech::zigbee2mqtt, "zigbee2mqtt/a/b/availability", "offline", {.answers = false}},
      {LampSpeech::zigbee2mqtt,
       "zigbee2mqtt/a/b/availability",
       R"({"state":"online"})",
       {.answers = true}},
      {LampSpeech::zigbee2mqtt,
       "zigbee2mqtt/bridge/state",
       R"({"state":"offline"})",
       {.bridge = false}},
      {LampSpeech::zigbee2mqtt, "zigbee2mqtt/bridge/state", "online", {.bridge = true}},
      {LampSpeech::tasmota, "stat/a/b/POWER", "ON", {.is = OnOff::on}},
      {LampSpeech::tasmota, "stat/a/b/RESULT", R"({"POWER":"OFF"})", {.is = OnOff::off}},
      {LampSpeech::tasmota, "stat/a/b/RESULT", R"({"Command":"Unknown"})", {}},
      {LampSpeech::tasmota,
       "tele/a/b/STATE",
       R"({"Time":"x","POWER":"ON","Dimmer":40})",
       {.is = OnOff::on, .brightness = 40.0}},
      {LampSpeech::tasmota, "tele/a/b/LWT", "Offline", {.answers = false}},
      {LampSpeech::tasmota, "tele/a/b/LWT", "Online", {.answers = true}},
      {LampSpeech::tasmota, "tele/a/b/LWT", "on", {}},
      {LampSpeech::tasmota, "cmnd/a/b/POWER", "ON", {}},
      {LampSpeech::esphome,
       "a/light/b/state",
       R"({"state":"ON","brightness":255,"color_mode":"rgb"})",
       {.is = OnOff::on, .brightness = 100.0}},
      {LampSpeech::esphome, "a/status", "offline", {.answers = false}},
      {LampSpeech::esphome, "a/light/c/state", R"({"state":"ON"})", {}},
  };
  for (const Said& said : cases) {
    EXPECT_EQ(lamp(said.speech, "a/b").read(said.topic, said.payload), said.word)
        << said.topic << " " << said.payload;
  }
  const std::string huge = R"({"state":"ON","x":")" + std::string(9000, 'x') + "\"}";
  EXPECT_EQ(lamp(LampSpeech::zigbee2mqtt, "a").read("zigbee2mqtt/a", huge), LampWord{});
}

TEST(MqttLamp, ANameThatIsNoTopicIsRefused) {
  const std::vector<std::string> names = {"",   "a+b",  "#",   "/a",
                                          "a/", "a//b", "a\n", std::string(201, 'x')};
  for (const std::string& name : names) {
    for (const auto speech : {LampSpeech::zigbee2mqtt, LampSpeech::tasmota, LampSpeech::esphome}) {
      const Result<MqttLamp> made = MqttLamp::make(speech, name);
      ASSERT_FALSE(made) << name;
      EXPECT_EQ(made.error().fault, Fault::bad_input);
    }
  }
  EXPECT_FALSE(MqttLamp::make(LampSpeech::esphome, "ceiling"));
}

}  // namespace
}  // namespace lamplighter
