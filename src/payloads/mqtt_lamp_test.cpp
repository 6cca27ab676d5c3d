// SPDX-License-Identifier: Apache-2.0
#include "payloads/mqtt_lamp.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter {
namespace {

using enum Rejection;

struct MessageCase {
  Format format;
  std::string payload;
  std::variant<LampState, Rejection> expected;
  std::optional<std::string> pointer = {};
};

std::variant<LampState, Rejection> state_in(const std::variant<ReportedLamp, Rejection>& outcome) {
  if (const auto* rejected = std::get_if<Rejection>(&outcome)) return *rejected;
  return std::get<ReportedLamp>(outcome).is;
}

TEST(LampMessage, IsReadInEveryFormat) {
  const Format z = Format::zigbee2mqtt_state;
  const Format t = Format::tasmota_power;
  const Format e = Format::esphome_light;
  const Format p = Format::on_off;
  const std::vector<MessageCase> cases{
      {z, R"({"state":"ON","brightness":254})", LampState::on},
      {z, R"({"state":"OFF"})", LampState::off},
      {z, R"({"state_l1":"ON","state_l2":"OFF"})", LampState::off, "/state_l2"},
      {z, R"({"state":null})", failed_read},
      {z, R"({"brightness":254})", not_a_reading},
      {z, R"({"state":"TOGGLE"})", malformed},
      {z, R"({"state":1})", malformed},
      {z, R"({"state":true})", LampState::on},
      {z, "online", malformed},
      {t, "ON", LampState::on},
      {t, "OFF", LampState::off},
      {t, R"({"POWER":"ON"})", LampState::on},
      {t, R"({"Time":"x","POWER1":"OFF","POWER2":"ON"})", LampState::off},
      {t, R"({"Time":"x","POWER1":"OFF","POWER2":"ON"})", LampState::on, "/POWER2"},
      {t, R"({"Dimmer":30})", not_a_reading},
      {t, "Online", malformed},
      {e, R"({"state":"ON","color_mode":"brightness","brightness":255})", LampState::on},
      {e, R"({"state":"OFF"})", LampState::off},
      {e, R"({"state":"OFF")", malformed},
      {p, "ON", LampState::on},
      {p, "off", LampState::off},
      {p, "1", LampState::on},
      {p, "false", LampState::off},
      {p, "128", LampState::on},
      {p, "0", LampState::off},
      {p, "-1", malformed},
      {p, "unavailable", LampState::unknown},
      {p, "unknown", LampState::unknown},
      {p, "overpower", LampState::unknown},
      {e, R"({"state":"unavailable"})", LampState::unknown},
      {p, "", malformed},
  };
  for (const MessageCase& c : cases) {
    std::optional<JsonPointer> pointer;
    if (c.pointer) pointer = *parse_json_pointer(*c.pointer);
    EXPECT_EQ(state_in(read_lamp_message(c.format, pointer, {"a/b", c.payload, false, {}})),
              c.expected)
        << to_string(c.format) << ' ' << c.payload;
  }
}

TEST(LampMessage, ThatIsRetainedIsTheCurrentState) {
  EXPECT_EQ(state_in(read_lamp_message(Format::on_off, {}, {"a", "ON", true, {}})),
            (std::variant<LampState, Rejection>(LampState::on)));
}

TEST(LampMessage, OfAvailabilityIsOnlyNewsWhereTheLampIsGone) {
  const auto state = [](const char* topic, const char* payload) {
    return state_in(read_lamp_message(Format::zigbee2mqtt_state, {}, {topic, payload, true, {}}));
  };
  using State = std::variant<LampState, Rejection>;
  EXPECT_EQ(state("zigbee2mqtt/a/availability", R"({"state":"offline"})"),
            State(LampState::unknown));
  EXPECT_EQ(state("zigbee2mqtt/a/availability", "online"), State(not_a_reading));
  EXPECT_EQ(state("tele/a/LWT", "Offline"), State(LampState::unknown));
}

TEST(LampMessage, ThatIsOversizedIsNotRead) {
  const std::string payload = "ON" + std::string(max_payload_bytes, ' ');
  EXPECT_EQ(state_in(read_lamp_message(Format::on_off, {}, {"a", payload, false, {}})),
            (std::variant<LampState, Rejection>(oversized)));
}

Look look_in(Format format, const std::string& payload) {
  const auto outcome = read_lamp_message(format, {}, {"a", payload, false, {}});
  return std::get<ReportedLamp>(outcome).look;
}

TEST(LampMessage, TellsHowTheLampLooksAsFarAsItKnows) {
  const Format z = Format::zigbee2mqtt_state;
  EXPECT_EQ(look_in(z, R"({"state":"ON","brightness":127,"color_temp":370})"), (Look{50, 370}));
  EXPECT_EQ(look_in(z, R"({"state":"ON","brightness":127,"color_temp":370,"color_mode":"xy"})"),
            (Look{50, {}}));
  EXPECT_EQ(look_in(z, R"({"state":"ON","color_temp":250,"color_mode":"color_temp"})"),
            (Look{{}, 250}));
  EXPECT_EQ(look_in(Format::esphome_light, R"({"state":"ON","brightness":51})"), (Look{20, {}}));
  EXPECT_EQ(look_in(Format::tasmota_power, R"({"POWER":"ON","Dimmer":35,"CT":400})"),
            (Look{35, 400}));
  EXPECT_EQ(look_in(z, R"({"state":"OFF","brightness":127})"), Look{})
      << "off, so its brightness is not visible";
  EXPECT_EQ(look_in(z, R"({"state":"ON","brightness":0,"color_temp":9})"), Look{});
  EXPECT_EQ(look_in(z, R"({"state":"ON","brightness":"40","color_temp":null})"), Look{});
  EXPECT_EQ(look_in(z, "ON"), Look{});
}

TEST(LampMessage, KnowsTheTopicOfALampsLastWill) {
  const auto f = availability_topic;
  EXPECT_EQ(f(Format::zigbee2mqtt_state, "zigbee2mqtt/lamp 1"), "zigbee2mqtt/lamp 1/availability");
  EXPECT_EQ(f(Format::zigbee2mqtt_state, "zigbee2mqtt/{room#}"), "");
  EXPECT_EQ(f(Format::zigbee2mqtt, "zigbee2mqtt/a/illuminance"), "zigbee2mqtt/a/availability");
  EXPECT_EQ(f(Format::tasmota_power, "stat/{room}/POWER"), "tele/{room}/LWT");
  EXPECT_EQ(f(Format::tasmota_power, "plug/tele/STATE"), "plug/tele/LWT");
  EXPECT_EQ(f(Format::tasmota_power, "plug/POWER"), "");
  EXPECT_EQ(f(Format::esphome_light, "hall/light/ceiling/state"), "hall/status");
  EXPECT_EQ(f(Format::esphome_light, "ceiling"), "");
  EXPECT_EQ(f(Format::on_off, "a/b"), "");
}

TEST(LampMessage, SaysWhetherALampIsUnknownBecauseItCannotBeReached) {
  const auto read = [](std::string_view topic, std::string_view payload) {
    return std::get<ReportedLamp>(
        read_lamp_message(Format::tasmota_power, std::nullopt, {topic, payload, false, {}}));
  };
  EXPECT_TRUE(read("tele/a/LWT", "Offline").is_unavailable);
  EXPECT_TRUE(read("stat/a/POWER", "unavailable").is_unavailable);
  EXPECT_TRUE(read("tele/a/STATE", R"({"POWER":"unavailable"})").is_unavailable);
  EXPECT_FALSE(read("stat/a/POWER", "unknown").is_unavailable);
  EXPECT_FALSE(read("stat/a/POWER", "ON").is_unavailable);
}

}  // namespace

using namespace std::chrono_literals;

namespace {

MqttLamp lamp(LampSpeech speech, const std::string& name, const LampTopics& topics = {}) {
  const Result<MqttLamp> made = MqttLamp::make(speech, name, topics);
  EXPECT_TRUE(made) << made.error().message;
  return *made;
}

const LampLook plain{};
const LampLook cosy{{.brightness = 50.0, .mirek = 400}, 2s};

TEST(MqttLamp, ALampOfZigbee2mqttIsCommandedWithOneObject) {
  const MqttLamp shelf = lamp(LampSpeech::zigbee2mqtt, "living room/shelf");
  EXPECT_EQ(shelf.command(OnOff::on, plain),
            (LampOrder{"zigbee2mqtt/living room/shelf/set", R"({"state":"ON"})"}));
  EXPECT_EQ(shelf.command(OnOff::on, cosy).payload,
            R"({"state":"ON","brightness":127,"color_temp":400,"transition":2})");
  EXPECT_EQ(shelf.command(OnOff::off, cosy).payload, R"({"state":"OFF","transition":2})");
  EXPECT_EQ(shelf.command(OnOff::off, {{}, 400ms}).payload, R"({"state":"OFF","transition":0.4})");
  EXPECT_EQ(shelf.question(), (LampOrder{"zigbee2mqtt/living room/shelf/get", R"({"state":""})"}));
}

TEST(MqttLamp, ATasmotaLampIsCommandedByPowerAloneOrByABacklogThatEndsWithIt) {
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

TEST(MqttLamp, AnEsphomeLightIsCommandedInWholeSeconds) {
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

TEST(MqttLamp, ReadsTheReportsOfALamp) {
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
