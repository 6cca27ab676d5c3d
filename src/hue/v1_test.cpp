// SPDX-License-Identifier: Apache-2.0
#include "hue/v1.h"

#include <gtest/gtest.h>

namespace lamplighter::hue::v1 {
namespace {

TEST(V1Description, GivesTheIdInLowerCase) {
  const auto description = read_description(
      {200,
       R"({"name":"Hall","bridgeid":"ECB5FAFFFE00DA7A","modelid":"BSB002","swversion":"197"})"});
  ASSERT_TRUE(description);
  EXPECT_EQ(*description, (BridgeDescription{"ecb5fafffe00da7a", "Hall", "BSB002", "197"}));
}

TEST(V1Description, RefusesWhatIsNoBridge) {
  for (const char* body :
       {"", "{}", "[]", "null", "<html>", R"({"bridgeid":7})", R"({"bridgeid":"ecb5fafffe00da7"})",
        R"({"bridgeid":"ecb5fafffe00da7x"})"}) {
    EXPECT_FALSE(read_description({200, body})) << body;
  }
  EXPECT_FALSE(read_description({404, R"({"bridgeid":"ecb5fafffe00da7a"})"}));
}

TEST(V1Key, AsksForAKeyAsTheFactsSay) {
  const HttpRequest request = ask_key("lamplighter", "hall");
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.path, "/api");
  EXPECT_EQ(request.body, R"({"devicetype":"lamplighter#hall"})");
}

TEST(V1Key, TellsAPressFromAWaitFromARefusal) {
  const auto key = read_key({200, R"([{"success":{"username":"a-B_9"}}])"});
  ASSERT_TRUE(key);
  EXPECT_EQ(*key, "a-B_9");
  const auto waiting =
      read_key({200, R"([{"error":{"type":101,"address":"","description":"whatever"}}])"});
  ASSERT_TRUE(waiting);
  EXPECT_FALSE(waiting->has_value());
  EXPECT_EQ(read_key({200, R"([{"error":{"type":7,"description":"x"}}])"}).error().fault,
            Fault::bad_input);
  EXPECT_EQ(read_key({301, ""}).error().fault, Fault::refused);
  EXPECT_EQ(read_key({503, ""}).error().fault, Fault::unavailable);
}

TEST(V1Key, RefusesKeysThatAreNotFitForAPath) {
  for (const char* body :
       {"[]", "{}", R"([{"success":{}}])", R"([{"success":{"username":7}}])",
        R"([{"success":{"username":""}}])", R"([{"success":{"username":"a/b"}}])",
        R"([{"success":{"username":"a\r\nX: y"}}])"}) {
    EXPECT_FALSE(read_key({200, body})) << body;
  }
}

TEST(V1House, ReadsTheLightOfMotionSensorsUnderTheNamesOfTheirMotion) {
  const auto read = read_house({200, R"({"lights":{},"sensors":{
    "1":{"type":"ZLLPresence","name":"Hall sensor","uniqueid":"00:17:88:01-02-0406"},
    "2":{"type":"ZLLLightLevel","name":"Hue ambient light sensor 1","uniqueid":"00:17:88:01-02-0400",
         "state":{"lightlevel":10001,"lastupdated":"2026-11-30T17:04:31"},
         "config":{"on":true,"reachable":true}},
    "3":{"type":"ZLLLightLevel","name":"New","uniqueid":"00:17:88:02-02-0400",
         "state":{"lightlevel":null,"lastupdated":"none"},"config":{"on":true,"reachable":false}},
    "4":{"type":"Daylight","state":{"daylight":true}},
    "5":7}})"});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->sensors.size(), 2U);
  const Instant reported = *parse_instant("2026-11-30T17:04:31Z");
  EXPECT_EQ(read->sensors[0], (BridgeSensor{"2", "Hall sensor", "", true, 10.0, reported}));
  EXPECT_EQ(read->sensors[1], (BridgeSensor{"3", "New", "", false, {}, {}}));
}

TEST(V1House, ReadsTheLampsAlone) {
  const auto read = read_lamps(
      {200,
       R"({"1":{"name":"Desk","state":{"on":true,"reachable":true}},"2":{"name":"x"},"3":7})"});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 1U);
  EXPECT_TRUE(read->front().on);
  EXPECT_FALSE(read_lamps({200, "[]"}));
  EXPECT_EQ(read_lamps({200, R"([{"error":{"type":1,"description":"x"}}])"}).error().fault,
            Fault::refused);
}

constexpr const char* v1_house = R"({
  "lights":{
    "1":{"name":"Desk","state":{"on":true,"bri":127,"reachable":true,"ct":366,"colormode":"ct"}},
    "2":{"name":"Strip","state":{"on":false,"bri":254,"reachable":false,"ct":366,"colormode":"xy"}},
    "3":{"name":"Plug","state":{"on":true}},
    "4":{"name":"No state"},
    "5":{"state":{"on":true}},
    "6":7,
    "../7":{"name":"Odd id","state":{"on":true}}},
  "groups":{
    "1":{"name":"Study","type":"Room","lights":["1","3"],"state":{"any_on":true},"action":{"bri":254}},
    "2":{"name":"All","type":"Zone","lights":["1","2",3]},
    "3":{"name":"TV","type":"Entertainment","lights":["1"]}}})";

TEST(V1House, ReadsLampsAndRoomsAndLeavesOutNonsense) {
  const auto read = read_house({200, v1_house});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lamps.size(), 3U);
  EXPECT_EQ(read->lamps[0].name, "Desk");
  EXPECT_NEAR(*read->lamps[0].brightness, 50.0, 0.01);
  EXPECT_EQ(read->lamps[0].mirek, 366);
  EXPECT_FALSE(read->lamps[1].reachable);
  EXPECT_FALSE(read->lamps[1].mirek) << "it shows a colour";
  EXPECT_EQ(read->lamps[2], (BridgeLamp{"3", "Plug", true, true, {}, {}}));
  ASSERT_EQ(read->groups.size(), 2U);
  EXPECT_EQ(read->groups[0], (BridgeGroup{"1", "Study", GroupKind::room, {"1", "3"}, true, 100.0}));
  EXPECT_EQ(read->groups[1].lamps, (std::vector<std::string>{"1", "2"}));
}

TEST(V1House, APlugIsWhatItsOwnerCallsOne) {
  const auto read = read_house({200, R"({"groups":{},"lights":{
    "1":{"name":"Heater","type":"On/Off plug-in unit","config":{"archetype":"plug"},"state":{"on":false}},
    "2":{"name":"Fan","type":"On/Off plug-in unit","state":{"on":false}},
    "3":{"name":"Lamp on a plug","type":"On/Off plug-in unit","config":{"archetype":"floorshade"},
         "state":{"on":false}},
    "4":{"name":"Bulb","type":"Dimmable light","state":{"on":false}}}})"});
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lamps.size(), 4U);
  for (const BridgeLamp& lamp : read->lamps)
    EXPECT_EQ(lamp.is_plug, lamp.id == "1" || lamp.id == "2") << lamp.name;
}

TEST(V1House, RefusesWhatIsNoHouse) {
  EXPECT_FALSE(read_house({200, "{}"}));
  EXPECT_FALSE(read_house({200, R"({"lights":[]})"}));
  EXPECT_FALSE(read_house({200, std::string(100'000, '[')}));
  const auto no_key =
      read_house({200, R"([{"error":{"type":1,"description":"unauthorized user"}}])"});
  ASSERT_FALSE(no_key);
  EXPECT_EQ(no_key.error().fault, Fault::refused);
  EXPECT_NE(no_key.error().message.find("bridge pair"), std::string::npos);
}

TEST(V1Command, SaysWhatIsWantedInTheBridgesUnits) {
  LampCommand command;
  command.to = OnOff::on;
  command.brightness = 42.5;
  command.mirek = 366;
  command.fade = std::chrono::milliseconds(1960);
  const HttpRequest request = command_lamp("k", "3", command);
  EXPECT_EQ(request.method, "PUT");
  EXPECT_EQ(request.path, "/api/k/lights/3/state");
  EXPECT_EQ(request.body, R"({"bri":108,"ct":366,"on":true,"transitiontime":20})");
  EXPECT_EQ(command_group("k", "3", {OnOff::off, {}, {}, {}}).path, "/api/k/groups/3/action");
  EXPECT_EQ(command_group("k", "3", {OnOff::off, {}, {}, {}}).body, R"({"on":false})");
}

TEST(V1Command, KeepsBrightnessWithinTheBridgesRange) {
  EXPECT_EQ(command_lamp("k", "1", {{}, 0.01, {}, {}}).body, R"({"bri":1})");
  EXPECT_EQ(command_lamp("k", "1", {{}, 100.0, {}, {}}).body, R"({"bri":254})");
}

TEST(V1Outcome, EveryErrorHasAFault) {
  struct Case {
    int status;
    const char* body;
    std::optional<Fault> fault;
  };
  const Case table[]{
      {200, R"([{"success":{"/lights/1/state/on":true}}])", std::nullopt},
      {200, R"([{"success":{"x":1}},{"error":{"type":7,"description":"bri"}}])", Fault::bad_input},
      {200, R"([{"error":{"type":1}}])", Fault::refused},
      {200, R"([{"error":{"type":3,"description":"resource"}}])", Fault::not_found},
      {200, R"([{"error":{"type":6}}])", Fault::bad_input},
      {200, R"([{"error":{"type":201}}])", Fault::unavailable},
      {200, R"([{"error":{"type":901}}])", Fault::unavailable},
      {200, R"([{"error":{"type":"x"}}])", Fault::unavailable},
      {200, R"([{"error":7}])", Fault::unavailable},
      {200, "[]", Fault::bad_input},
      {200, "{}", Fault::bad_input},
      {200, "", Fault::bad_input},
      {429, "<html>", Fault::unavailable},
      {503, "", Fault::unavailable},
      {500, "", Fault::unavailable},
      {301, "", Fault::refused},
      {403, "", Fault::refused},
      {404, "", Fault::not_found},
      {400, "", Fault::bad_input},
  };
  for (const Case& one : table) {
    const Result<void> outcome = read_outcome({one.status, one.body});
    EXPECT_EQ(outcome.has_value(), !one.fault) << one.status << " " << one.body;
    if (!outcome && one.fault) {
      EXPECT_EQ(outcome.error().fault, *one.fault) << one.body;
    }
  }
}

TEST(V1Outcome, WhatTheBridgeSaysIsShownWithoutItsControlCharacters) {
  const auto outcome =
      read_outcome({200, R"([{"error":{"type":7,"description":"a\u001b[31mb"}}])"});
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message, "the bridge reports: a?[31mb (error 7)");
}

}  // namespace
}  // namespace lamplighter::hue::v1
