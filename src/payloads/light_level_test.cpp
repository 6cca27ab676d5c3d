// SPDX-License-Identifier: Apache-2.0
#include "payloads/light_level.h"

#include "testing/samples.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

namespace lamplighter {
namespace {

using Outcome = std::variant<LightLevel, Rejection>;
using enum Rejection;

using testing::noon;

struct Case {
  Format format;
  std::string payload;
  std::variant<double, Rejection> expected;
  std::optional<std::string> pointer = {};
};

Outcome read(const Case& c) {
  LightFormat how{c.format};
  if (c.pointer) how.pointer = *parse_json_pointer(*c.pointer);
  return read_light_level(how, {"topic", c.payload, false, noon});
}

void check(const std::vector<Case>& cases) {
  for (const Case& c : cases) {
    const Outcome outcome = read(c);
    if (const double* lux = std::get_if<double>(&c.expected)) {
      ASSERT_TRUE(std::holds_alternative<LightLevel>(outcome)) << c.payload;
      EXPECT_EQ(std::get<LightLevel>(outcome).lux.value(), *lux) << c.payload;
      EXPECT_EQ(std::get<LightLevel>(outcome).at, noon) << c.payload;
    } else {
      ASSERT_TRUE(std::holds_alternative<Rejection>(outcome)) << c.payload;
      EXPECT_EQ(to_string(std::get<Rejection>(outcome)), to_string(std::get<Rejection>(c.expected)))
          << c.payload;
    }
  }
}

TEST(LightLevel, OfThingFlowNodes) {
  const Format f = Format::thingflow;
  check({{f, R"(["front-room", 1467481502, 20.72641])", 20.72641},
         {f, R"(["front-room",0,-3.5])", -3.5},
         {f, R"([1, 1467481502, 20])", 20.0},
         {f, R"(["front-room", 1467481502, null])", failed_read},
         {f, R"(["front-room", 1467481502, NaN])", malformed},
         {f, R"(["front-room", 1467481502, "20"])", 20.0},
         {f, R"(["front-room", "now", 20])", malformed},
         {f, R"([1.5, 1467481502, 20])", malformed},
         {f, R"([null, 1467481502, 20])", malformed},
         {f, R"(["front-room", 1467481502])", malformed},
         {f, R"(["front-room", 1467481502, 20, 1])", malformed},
         {f, R"({"0":"a","1":2,"2":3})", malformed},
         {f, R"(["front-room", 1467481502, 1e7])", out_of_range},
         {f, "", malformed}});
}

TEST(LightLevel, OfThingFlowNodesCarriesTheSensorsName) {
  const auto text = std::get<LightLevel>(read({Format::thingflow, R"(["a b", 1, 2])", 2.0}));
  EXPECT_EQ(text.name, "a b");
  const auto number = std::get<LightLevel>(read({Format::thingflow, R"([-7, 1, 2])", 2.0}));
  EXPECT_EQ(number.name, "-7");
}

TEST(LightLevel, OfZigbee2Mqtt) {
  const Format f = Format::zigbee2mqtt;
  check(
      {{f,
        R"({"battery":100,"illuminance":3,"last_seen":"2024-12-30T15:44:32.570Z","linkquality":87,"occupancy":false})",
        3.0},
       {f, R"({"illuminance":16848,"illuminance_lux":48})", 48.0},
       {f, R"({"illuminance":57,"illuminance_lux":null})", 57.0},
       {f, R"({"illuminance":null,"illuminance_lux":null})", failed_read},
       {f, R"({"illuminance":3,"illuminance_lux":168,"occupancy":false})", 3.0},
       {f, R"({"battery":100,"illuminance":65534,"occupancy":true})", failed_read},
       {f, R"({"illuminance":65535})", failed_read},
       {f, R"({"illuminance":0,"illuminance_lux":0})", 0.0},
       {f, R"({"illuminance":65535,"illuminance_lux":48})", 48.0},
       {f, R"({"illuminance":"dark"})", malformed},
       {f, R"({"illuminance":310,"illuminance_lux":48})", 310.0, "/illuminance"},
       {f, R"({"illuminance":310})", not_a_reading, "/illuminance_lux"},
       {f, R"({"illuminance":null,"battery":100})", failed_read},
       {f, R"({"state":"ON","brightness":254})", not_a_reading},
       {f, R"({"illuminance":"3"})", 3.0},
       {f, R"({"illuminance":true})", malformed},
       {f, R"({"illuminance":{}})", malformed},
       {f, R"({"illuminance":1e300})", out_of_range},
       {f, "online", malformed}});
}

TEST(LightLevel, OfZigbee2MqttIsNotInADevicesOtherTopics) {
  for (const char* topic : {"zigbee2mqtt/a/availability", "zigbee2mqtt/a/set", "zigbee2mqtt/a/get",
                            "zigbee2mqtt/bridge/state"}) {
    const auto outcome =
        read_light_level({Format::zigbee2mqtt}, {topic, R"({"illuminance":1})", false, noon});
    EXPECT_EQ(std::get<Rejection>(outcome), not_a_reading) << topic;
  }
}

TEST(LightLevel, OfTasmota) {
  const Format f = Format::tasmota;
  check(
      {{f, R"({"Time":"2019-11-03T20:45:37","BH1750":{"Illuminance":79}})", 79.0},
       {f, R"({"Time":"2019-11-03T20:45:37","TSL2561":{"Illuminance":21.180}})", 21.18},
       {f, R"({"Time":"x","AM2301":{"Temperature":19},"BH1750":{"Illuminance":0}})", 0.0},
       {f, R"({"Time":"x","VEML7700":{"Illuminance":5,"White":9}})", 5.0, "/VEML7700/Illuminance"},
       {f, R"({"Time":"x","VEML7700":{"Illuminance":5,"White":9}})", 9.0, "/VEML7700/White"},
       {f, R"({"Time":"x","BH1750":{"Illuminance":null}})", failed_read},
       {f, R"({"Time":"x","BH1750":{"Illuminance":"79"}})", 79.0},
       {f, R"({"Time":"x","BH1750":{"Illuminance":null},"TSL2561":{"Illuminance":7}})", 7.0},
       {f, R"({"Time":"x","BH1750":{"Illuminance":65535}})", failed_read},
       {f, R"({"ZbReceived":{"HueMotion":{"Device":"0xB6CD","Illuminance":65534}}})", failed_read},
       {f, R"({"ZbReceived":{"HueMotion":{"Device":"0xB6CD","Occupancy":1}}})", not_a_reading},
       {f, R"({"Time":"x","AM2301":{"Temperature":19}})", not_a_reading},
       {f, "Online", malformed}});
}

TEST(LightLevel, OfTasmotasZigbeeBridgeIsALogarithmOfTheDeviceInside) {
  const auto read_bridge = [](const char* payload) {
    return std::get<LightLevel>(read({Format::tasmota, payload, 0.0}));
  };
  const LightLevel level = read_bridge(
      R"({"ZbReceived":{"HueMotion":{"Device":"0xB6CD","Illuminance":12096,"Endpoint":2}}})");
  EXPECT_NEAR(level.lux.value(), 16.2, 0.05);
  EXPECT_EQ(level.name, "HueMotion");
  EXPECT_EQ(read_bridge(R"({"ZbReceived":{"0xB6CD":{"Name":"hall","Illuminance":0}}})").name,
            "hall");
  EXPECT_EQ(
      name_in_payload(Format::tasmota, R"({"ZbReceived":{"HueMotion":{"Illuminance":65535}}})"),
      "HueMotion");
}

TEST(LightLevel, SaysThatATasmotaMessageHasASecondSensor) {
  const char* two = R"({"Time":"x","BH1750-23":{"Illuminance":12},"BH1750-5C":{"Illuminance":45}})";
  const auto level = std::get<LightLevel>(read({Format::tasmota, two, 12.0}));
  EXPECT_EQ(level.lux.value(), 12);
  EXPECT_TRUE(level.has_second);
}

TEST(LightLevel, OfZigbee2MqttWithATopicForEachValueIsItsPayload) {
  const auto of = [](const char* topic, const char* payload) {
    return read_light_level({Format::zigbee2mqtt}, {topic, payload, false, noon});
  };
  const auto level = of("zigbee2mqtt/kitchen/illuminance", "57");
  EXPECT_EQ(std::get<LightLevel>(level).lux.value(), 57);
  EXPECT_EQ(std::get<Rejection>(of("zigbee2mqtt/kitchen/battery", "57")), not_a_reading);
  EXPECT_EQ(std::get<Rejection>(of("zigbee2mqtt/hall/availability", R"({"state":"offline"})")),
            sensor_offline);
}

TEST(LightLevel, IsReadInTheUnitOfItsSource) {
  const auto lux_in = [](const char* unit, double number) {
    return lux_of(*parse_light_scale(unit), number);
  };
  EXPECT_NEAR(*lux_in("hue-light-level", 15186), 33.0, 0.05);
  EXPECT_EQ(lux_in("hue-light-level", 0), 0.0);
  EXPECT_EQ(lux_in("hue-light-level", -1), std::nullopt);
  EXPECT_NEAR(*lux_in("ldr-1023", 511.5), 10, 0.01);
  EXPECT_NEAR(*lux_in("ldr-percent", 50), 10, 0.01);
  EXPECT_EQ(lux_in("ldr-1023", 0), 0.0);
  EXPECT_EQ(lux_in("ldr-1023", 1024), std::nullopt);
  EXPECT_LT(*lux_in("ldr-1023", 1023), max_lux);
  EXPECT_EQ(lux_in("ldr-1023-inverted", 1023), 0.0);
  EXPECT_GT(*lux_in("ldr-4095-inverted", 100), *lux_in("ldr-4095-inverted", 4000));
  EXPECT_EQ(parse_light_scale("lux-inverted"), std::nullopt);
  EXPECT_EQ(parse_light_scale("lumen"), std::nullopt);
  const LightFormat hue{
      Format::json, *parse_json_pointer("/state/lightlevel"), false, {LightUnit::hue_light_level}};
  const auto level = read_light_level(
      hue, {"deconz/sensors/2", R"({"e":"changed","state":{"dark":false,"lightlevel":15186}})",
            false, noon});
  EXPECT_NEAR(std::get<LightLevel>(level).lux.value(), 33.0, 0.05);
}

TEST(LightLevel, WrittenAsTextIsANumber) {
  check({{Format::json, R"({"idx":12,"svalue1":"57"})", 57.0, "/svalue1"},
         {Format::json, R"({"ILL":"214.0"})", 214.0, "/ILL"},
         {Format::json, R"({"ILL":"unknown"})", failed_read, "/ILL"},
         {Format::json, R"({"ILL":"on"})", malformed, "/ILL"},
         {Format::esphome, "unavailable", failed_read},
         {Format::esphome, "unknown", failed_read}});
}

TEST(LightLevel, OfEspHome) {
  const Format f = Format::esphome;
  check({{f, "79.2", 79.2},
         {f, " 79.2\n", 79.2},
         {f, "-0.5", -0.5},
         {f, "1e3", 1000.0},
         {f, "nan", failed_read},
         {f, "NaN", failed_read},
         {f, "-nan", failed_read},
         {f, "inf", malformed},
         {f, "-inf", malformed},
         {f, "1e999", malformed},
         {f, "79,2", malformed},
         {f, "79.2 lx", malformed},
         {f, "0x10", malformed},
         {f, "", malformed},
         {f, " ", malformed},
         {f, "1000001", out_of_range}});
}

TEST(LightLevel, OfAnyJson) {
  const Format f = Format::json;
  check({{f, "79.2", 79.2},
         {f, R"({"light":{"lux":[1,2.5]}})", 2.5, "/light/lux/1"},
         {f, R"({"a/b":3})", 3.0, "/a~1b"},
         {f, R"({"light":1})", malformed},
         {f, R"({"light":1})", not_a_reading, "/lux"},
         {f, R"({"lux":null})", failed_read, "/lux"},
         {f, R"({"lux":NaN})", malformed, "/lux"},
         {f, std::string(17, '[') + std::string(17, ']'), malformed}});
}

TEST(LightLevel, OfARetainedMessageIsNotAReading) {
  for (const Format format : {Format::thingflow, Format::zigbee2mqtt, Format::tasmota,
                              Format::esphome, Format::lamplighter, Format::json}) {
    const auto outcome = read_light_level({format}, {"t", "79.2", true, noon});
    EXPECT_EQ(std::get<Rejection>(outcome), retained);
  }
}

TEST(LightLevel, OfAnOversizedPayloadIsNotLookedFor) {
  const std::string payload = std::string(max_payload_bytes, ' ') + "1";
  const auto outcome = read_light_level({Format::esphome}, {"t", payload, false, noon});
  EXPECT_EQ(std::get<Rejection>(outcome), oversized);
}

}  // namespace

namespace {

using namespace std::chrono_literals;

TEST(NodePayload, TellsALightLevelItsAgeAndItsCount) {
  const auto payload = read_node_payload(R"({"lux":20.7264,"age":0.042,"n":123,"boot":2843912})");
  const auto* report = std::get_if<NodeReport>(&payload);
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->lux->value(), 20.7264);
  EXPECT_EQ(report->age, 42ms);
  EXPECT_EQ(report->count, (NodeCount{2843912, 123}));
  EXPECT_EQ(report->at, std::nullopt);
}

TEST(NodePayload, TellsTheNodesOwnClockWhereItIsSet) {
  const auto payload = read_node_payload(
      R"({"lux":0,"age":28799.5,"n":124,"boot":2843912,"at":1467481502.82,"more":[1]})");
  const auto* report = std::get_if<NodeReport>(&payload);
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->lux->value(), 0.0);
  EXPECT_EQ(report->age, 28799500ms);
  EXPECT_EQ(report->at, std::optional(*parse_instant("2016-07-02T17:45:02.82Z")));
}

TEST(NodePayload, OfAFailedReadingHasNoLightLevel) {
  for (const std::string reason : {"no-answer", "wrong-id", "saturated", "no-result"}) {
    const auto payload =
        read_node_payload(R"({"failed":")" + reason + R"(","age":0.04,"n":125,"boot":1})");
    const auto* report = std::get_if<NodeReport>(&payload);
    ASSERT_NE(report, nullptr) << reason;
    EXPECT_EQ(report->lux, std::nullopt) << reason;
  }
}

TEST(NodePayload, OfAnotherFormIsRejectedByName) {
  const std::vector<std::pair<std::string, Rejection>> cases{
      {R"({"age":1,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":1,"failed":"no-answer","age":0,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":"20.7","age":0,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":null,"age":0,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":-3,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":"3","n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"n":1.5,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"n":-1,"boot":2})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"n":1,"boot":4294967296})", Rejection::malformed},
      {R"({"lux":20.7,"age":3,"n":1,"boot":2,"at":"now"})", Rejection::malformed},
      {R"({"failed":"tired","age":3,"n":1,"boot":2})", Rejection::malformed},
      {R"({"lux":1e9,"age":3,"n":1,"boot":2})", Rejection::out_of_range},
      {R"({"lux":1,"age":4294967.295,"n":1,"boot":2})", Rejection::out_of_range},
      {R"({"lux":1,"age":3,"n":1,"boot":2,"at":12})", Rejection::out_of_range},
      {R"({"lux":1,"age":3,"n":1,"boot":2,"at":1e15})", Rejection::out_of_range},
      {"[]", Rejection::malformed},
      {"", Rejection::malformed},
  };
  for (const auto& [text, expected] : cases) {
    const auto payload = read_node_payload(text);
    ASSERT_TRUE(std::holds_alternative<Rejection>(payload)) << text;
    EXPECT_EQ(to_string(std::get<Rejection>(payload)), to_string(expected)) << text;
  }
}

}  // namespace

}  // namespace lamplighter
