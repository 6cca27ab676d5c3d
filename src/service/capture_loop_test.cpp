// SPDX-License-Identifier: Apache-2.0
#include "service/capture_loop.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

Config config(const std::string& text) {
  const CheckedConfig checked = parse_config(text, "test.toml");
  EXPECT_TRUE(checked.problems.empty()) << checked.problems.front();
  return checked.config;
}

TEST(CaptureSetup, KnowsTheSensorsAndRoomsOfTheConfig) {
  const auto settings = capture_settings(config(R"(
[[source]]
topic = "zigbee2mqtt/{sensor#}"
format = "zigbee2mqtt"
accept = "any"
accept_limit = 7
[[source]]
topic = "attic/sensor/bh1750/state"
format = "esphome"
sensor = "attic"
[[source]]
topic = "stat/plug/POWER"
format = "tasmota-power"
room = "hall"
[[room]]
name = "living-room"
sensor = "Living room/window"
)"));
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->sensors, (std::set<std::string>{"Living room/window", "attic"}));
  EXPECT_EQ(settings->rooms, (std::set<std::string>{"living-room", "hall"}));
  ASSERT_EQ(settings->sources.size(), 3u);
  EXPECT_EQ(settings->sources[0].strangers, 7u);
  EXPECT_EQ(settings->sources[1].strangers, 0u);
}

TEST(CaptureSetup, SubscribesOnceToWhatSeveralSourcesRead) {
  const auto settings = capture_settings(config(R"(
[[source]]
topic = "zigbee2mqtt/lamp 1"
format = "zigbee2mqtt-state"
room = "hall"
[[source]]
topic = "zigbee2mqtt/{sensor#}"
format = "zigbee2mqtt"
[[source]]
topic = "zigbee2mqtt/{room#}"
format = "zigbee2mqtt-state"
[[source]]
topic = "tele/{sensor}/SENSOR"
format = "tasmota"
)"));
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(subscriptions(*settings), (std::vector<std::string>{"zigbee2mqtt/#", "tele/+/SENSOR"}));
}

TEST(CaptureSetup, SaysWhatIsWrongWithASource) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "test.toml: nothing to capture"},
      {"[[source]]\ntopic='a'\nformat='zigbee'", "test.toml: source \"a\": format \"zigbee\""},
      {"[[source]]\ntopic='a'\nformat='esphome'\nroom='x'", "write sensor, not room"},
      {"[[source]]\ntopic='a'\nformat='on-off'\nsensor='x'", "write room, not sensor"},
  };
  for (const auto& [text, message] : cases) {
    const auto settings = capture_settings(config(text));
    ASSERT_FALSE(settings) << text;
    EXPECT_NE(settings.error().message.find(message), std::string::npos)
        << settings.error().message;
  }
}

}  // namespace
}  // namespace lamplighter::app
