// SPDX-License-Identifier: Apache-2.0
#include "hue/v2.h"

#include <gtest/gtest.h>

namespace lamplighter::hue::v2 {
namespace {

constexpr const char* house = R"({"errors":[],"data":[
  {"type":"device","id":"d1","metadata":{"name":"Desk lamp"}},
  {"type":"device","id":"d2","metadata":{"name":"Strip","archetype":"hue_lightstrip"}},
  {"type":"light","id":"l2","owner":{"rid":"d2","rtype":"device"},"on":{"on":false},
   "dimming":{"brightness":30.5},"color_temperature":{"mirek":null,"mirek_valid":false}},
  {"type":"light","id":"l1","owner":{"rid":"d1","rtype":"device"},"metadata":{"name":"old name"},
   "on":{"on":true},"dimming":{"brightness":42.13},"color_temperature":{"mirek":366,"mirek_valid":true}},
  {"type":"light","id":"l3","metadata":{"name":"Alone"},"on":{"on":true}},
  {"type":"light","id":"no on"},
  {"type":"light","id":"../l4","on":{"on":true}},
  {"type":"zigbee_connectivity","id":"z1","owner":{"rid":"d1"},"status":"connected"},
  {"type":"zigbee_connectivity","id":"z2","owner":{"rid":"d2"},"status":"connectivity_issue"},
  {"type":"room","id":"r1","metadata":{"name":"Study"},"children":[{"rid":"d1","rtype":"device"}],
   "services":[{"rid":"g1","rtype":"grouped_light"},{"rid":"x","rtype":"other"}]},
  {"type":"zone","id":"r2","metadata":{"name":"All"},
   "children":[{"rid":"l1","rtype":"light"},{"rid":"l2","rtype":"light"},7],
   "services":[{"rid":"g2","rtype":"grouped_light"}]},
  {"type":"room","id":"r3","metadata":{"name":"No services"}},
  {"type":"room","id":"r4","metadata":{"name":"No group light"},"services":[]},
  {"type":"grouped_light","id":"g1","on":{"on":true},"dimming":{"brightness":42.13}},
  7, null, {"type":7}]})";

TEST(V2House, ReadsLampsUnderTheirDevicesNamesAndLeavesOutNonsense) {
  const auto read = read_house({200, house});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lamps.size(), 3U);
  EXPECT_EQ(read->lamps[0], (BridgeLamp{"l3", "Alone", true, true, {}, {}}));
  EXPECT_EQ(read->lamps[1],
            (BridgeLamp{
                "l1", "Desk lamp", true, true, 42.13, 366, {}, std::pair(153, 500), false, "d1"}));
  EXPECT_EQ(
      read->lamps[2],
      (BridgeLamp{"l2", "Strip", false, false, 30.5, {}, {}, std::pair(153, 500), false, "d2"}));
}

TEST(V2House, APlugIsWhatItsOwnerCallsOne) {
  const auto read = read_house({200, R"({"data":[
    {"type":"device","id":"d1","metadata":{"name":"Heater","archetype":"plug"}},
    {"type":"device","id":"d2","metadata":{"name":"Lamp on a plug","archetype":"floor_shade"},
     "product_data":{"product_archetype":"plug"}},
    {"type":"light","id":"l1","owner":{"rid":"d1"},"on":{"on":false}},
    {"type":"light","id":"l2","owner":{"rid":"d2"},"on":{"on":false}}]})"});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lamps.size(), 2U);
  for (const BridgeLamp& lamp : read->lamps) EXPECT_EQ(lamp.is_plug, lamp.id == "l1") << lamp.name;
}

TEST(V2House, ReadsMotionSensorsAndTheirLight) {
  const auto read = read_house({200, R"({"data":[
    {"type":"device","id":"d1","metadata":{"name":"Hall sensor"}},
    {"type":"device","id":"d2","metadata":{"name":"Attic sensor"}},
    {"type":"device","id":"d3","metadata":{"name":"New sensor"}},
    {"type":"zigbee_connectivity","id":"z2","owner":{"rid":"d2"},"status":"connectivity_issue"},
    {"type":"light_level","id":"s1","owner":{"rid":"d1"},"enabled":true,"light":{"light_level":7,
     "light_level_valid":true,"light_level_report":{"changed":"2026-11-30T17:04:31.104Z","light_level":20001}}},
    {"type":"light_level","id":"s2","owner":{"rid":"d2"},"enabled":true,
     "light":{"light_level":0,"light_level_valid":true}},
    {"type":"light_level","id":"s3","owner":{"rid":"d3"},"enabled":true,
     "light":{"light_level":65535,"light_level_valid":false}},
    {"type":"light_level","id":"s4","light":{"light_level":1}},
    {"type":"light_level","id":"s5","owner":{"rid":"gone"},"light":7}]})"});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->sensors.size(), 3U);
  const Instant changed = *parse_instant("2026-11-30T17:04:31.104Z");
  EXPECT_EQ(read->sensors[0], (BridgeSensor{"s2", "Attic sensor", "d2", false, 0.0, {}}));
  EXPECT_EQ(read->sensors[1], (BridgeSensor{"s1", "Hall sensor", "d1", true, 100.0, changed}));
  EXPECT_EQ(read->sensors[2], (BridgeSensor{"s3", "New sensor", "d3", false, {}, {}}));
}

TEST(V2House, RoomsAndZonesAreCommandedByTheirGroupLight) {
  const auto read = read_house({200, house});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->groups.size(), 2U);
  EXPECT_EQ(read->groups[0], (BridgeGroup{"g2", "All", GroupKind::zone, {"l1", "l2"}, false, {}}));
  EXPECT_EQ(read->groups[1], (BridgeGroup{"g1", "Study", GroupKind::room, {"l1"}, true, 42.13}));
}

TEST(V2House, RefusesWhatIsNoHouse) {
  for (const char* body : {"", "<html>", "[]", "{}", R"({"data":{}})", R"({"data":7})"}) {
    EXPECT_FALSE(read_house({200, body})) << body;
  }
  EXPECT_EQ(read_house({403, "<html>"}).error().fault, Fault::refused);
  EXPECT_EQ(read_house({503, "<html>"}).error().fault, Fault::unavailable);
}

TEST(V2House, ARefusalWithoutAKeyShowsThatThereIsAVersion2) {
  EXPECT_TRUE(has_v2({403, ""}));
  EXPECT_FALSE(has_v2({404, ""}));
  EXPECT_FALSE(has_v2({200, "{}"}));
  EXPECT_EQ(ask_house("").application_key, "");
  EXPECT_EQ(ask_house("k").application_key, "k");
}

TEST(V2Command, SaysWhatIsWantedInTheBridgesUnits) {
  const LampCommand command{OnOff::on, 42.5, 366, std::chrono::milliseconds(1960)};
  const HttpRequest request = command_lamp("k", "l1", command);
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.path, "/clip/v2/resource/light/l1");
  EXPECT_EQ(request.application_key, "k");
  EXPECT_EQ(request.body, R"({"color_temperature":{"mirek":366},"dimming":{"brightness":42.5},)"
                          R"("dynamics":{"duration":2000},"on":{"on":true}})");
  EXPECT_EQ(command_group("k", "g1", {OnOff::off, {}, {}, {}}).path,
            "/clip/v2/resource/grouped_light/g1");
  EXPECT_EQ(command_group("k", "g1", {OnOff::off, {}, {}, {}}).body, R"({"on":{"on":false}})");
}

TEST(V2Outcome, EveryAnswerHasAFault) {
  struct Case {
    int status;
    const char* body;
    std::optional<Fault> fault;
  };
  const Case table[]{
      {200, R"({"errors":[],"data":[{"rid":"l1","rtype":"light"}]})", std::nullopt},
      {207, R"({"errors":[{"description":"soft"}],"data":[{"rid":"l1"}]})", std::nullopt},
      {207,
       R"({"errors":[{"description":"device (light) has communication issues, command (.on.on) )"
       R"(may not have effect"}],"data":[{"rid":"l1"}]})",
       Fault::unavailable},
      {200, R"({"errors":[{"description":"hard"}],"data":[]})", Fault::unavailable},
      {200, "{}", Fault::bad_input},
      {200, "<html>", Fault::bad_input},
      {400, R"({"errors":[{"description":"attribute"}],"data":[]})", Fault::bad_input},
      {403, "<html>", Fault::refused},
      {404, R"({"errors":[{"description":"Not Found"}],"data":[]})", Fault::not_found},
      {429, "<html>", Fault::unavailable},
      {500, "", Fault::unavailable},
      {507, "", Fault::unavailable},
  };
  for (const Case& one : table) {
    const Result<void> outcome = read_outcome({one.status, one.body});
    ASSERT_EQ(outcome.has_value(), !one.fault) << one.status << " " << one.body;
    if (one.fault) {
      EXPECT_EQ(outcome.error().fault, *one.fault) << one.body;
    }
  }
  EXPECT_EQ(read_outcome({400, R"({"errors":[{"description":"attribute"}]})"}).error().message,
            "the bridge reports: attribute");
}

}  // namespace

}  // namespace lamplighter::hue::v2
