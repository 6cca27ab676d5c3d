// SPDX-License-Identifier: Apache-2.0
#include "service/house_link.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

using nlohmann::json;

const HouseTopics topics("lamplighter", "homeassistant");
const Instant evening = *parse_instant("2026-11-24T19:42:17.25Z");

TEST(HouseTopics, OrdersAreOnAndOff) {
  for (const char* text : {"ON", "on", "On"}) EXPECT_EQ(parse_away_order(text), true) << text;
  for (const char* text : {"OFF", "off"}) EXPECT_EQ(parse_away_order(text), false) << text;
  for (const char* text : {"", "O", "ONN", "1", "true", "OFF ", "o\0n", "@N"})
    EXPECT_EQ(parse_away_order(text), std::nullopt) << text;
}

TEST(HouseTopics, AStatusIsJson) {
  EXPECT_EQ(player_text({}), R"({"next_switch":null,"last_switch":null,"health":"ok"})");
  EXPECT_EQ(player_text({true, evening, evening - 1h, false}),
            R"({"next_switch":"2026-11-24T19:42:17Z","last_switch":"2026-11-24T18:42:17Z",)"
            R"("health":"trouble"})");
}

TEST(HouseTopics, WhatNeedsAttentionIsJson) {
  EXPECT_EQ(topics.problem, "lamplighter/player/problem");
  EXPECT_EQ(problem_text({}), R"({"problem":false,"count":0,"sentences":[]})");
  EXPECT_EQ(problem_text({"the bridge does not answer", "Küche \xff"}),
            "{\"problem\":true,\"count\":2,\"sentences\":[\"the bridge does not answer\",\"Küche "
            "\xEF\xBF\xBD\"]}");
}

TEST(HouseTopics, ASwitchIsJsonWithItsReason) {
  EXPECT_EQ(topics.switches, "lamplighter/player/switch");
  using Outcome = PlayStep::Outcome;
  const auto text = [](Outcome outcome) {
    return switch_text({evening, RoomName("hall"), OnOff::on, outcome, ""}, "Floor lamp");
  };
  EXPECT_EQ(text(Outcome::switched),
            R"({"at":"2026-11-24T19:42:17Z","room":"hall","lamp":"Floor lamp","to":"on",)"
            R"("why":"plan"})");
  EXPECT_EQ(json::parse(text(Outcome::restored)).at("why"), "restore");
  EXPECT_EQ(json::parse(text(Outcome::changed_manually)).at("why"), "manual");
}

TEST(HouseTopics, SwitchesAreAnnouncedWhereTheyArePublished) {
  const auto components = [](bool has_switches) {
    return json::parse(announcement_text(topics, "lamplighter", has_switches)).at("components");
  };
  EXPECT_FALSE(components(false).contains("switch"));
  const json event = components(true).at("switch");
  EXPECT_EQ(event.at("platform"), "event");
  EXPECT_EQ(event.at("state_topic"), topics.switches);
  EXPECT_EQ(event.at("event_types"), json::array({"on", "off"}));
}

// Home Assistant's schema of MQTT discovery for a device: identifiers, an origin with a name, and
// components with platform, unique_id and existing topics.
TEST(HouseTopics, TheAnnouncementIsADeviceWithFiveComponents) {
  EXPECT_EQ(topics.announcement, "homeassistant/device/lamplighter/config");
  EXPECT_EQ(topics.birth, "homeassistant/status");
  const json announced = json::parse(announcement_text(topics, "lamplighter"));
  EXPECT_EQ(announced.at("device").at("identifiers"), json::array({"lamplighter"}));
  EXPECT_TRUE(announced.at("origin").at("name").is_string());
  EXPECT_EQ(announced.at("availability_topic"), topics.status);
  EXPECT_EQ(announced.at("qos"), 1);
  const json& components = announced.at("components");
  ASSERT_EQ(components.size(), 5U);
  const json& away = components.at("away");
  EXPECT_EQ(away.at("platform"), "switch");
  EXPECT_EQ(away.at("name"), "Away");
  EXPECT_EQ(away.at("unique_id"), "lamplighter_away");
  EXPECT_EQ(away.at("command_topic"), topics.away_set);
  EXPECT_EQ(away.at("state_topic"), topics.away_state);
  EXPECT_FALSE(away.contains("retain")) << "orders must not be retained";
  for (const char* key : {"next_switch", "last_switch", "health"}) {
    const json& sensor = components.at(key);
    EXPECT_EQ(sensor.at("platform"), "sensor") << key;
    EXPECT_EQ(sensor.at("unique_id"), std::string("lamplighter_") + key);
    EXPECT_EQ(sensor.at("state_topic"), topics.player_state) << key;
    EXPECT_EQ(sensor.at("value_template"), std::string("{{ value_json.") + key + " }}");
    EXPECT_TRUE(json::parse(player_text({})).contains(key)) << key;
  }
  EXPECT_EQ(components.at("health").at("options"), json::array({"ok", "trouble"}));
  const json& problem = components.at("problem");
  EXPECT_EQ(problem.at("platform"), "binary_sensor");
  EXPECT_EQ(problem.at("device_class"), "problem");
  EXPECT_EQ(problem.at("state_topic"), topics.problem);
  EXPECT_EQ(problem.at("json_attributes_topic"), topics.problem);
}

TEST(HouseTopics, TwoInstallationsAtOneBrokerAreTwoDevices) {
  const HouseTopics other("home/upstairs", "homeassistant");
  EXPECT_EQ(other.announcement, "homeassistant/device/home_upstairs/config");
  EXPECT_EQ(json::parse(announcement_text(other, "home/upstairs"))
                .at("components")
                .at("away")
                .at("unique_id"),
            "home_upstairs_away");
}

TEST(HouseTopics, WithoutAPrefixNothingIsAnnounced) {
  const HouseTopics quiet("lamplighter", "");
  EXPECT_TRUE(quiet.announcement.empty());
  EXPECT_TRUE(quiet.birth.empty());
}

}  // namespace
}  // namespace lamplighter::app
