// SPDX-License-Identifier: Apache-2.0
// The behaviour while waiting is tested in tests/e2e/run_without.sh.
#include "service/capture_service.h"

#include "csv/store.h"
#include "system/clocks.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

class CaptureServiceTest : public ::testing::Test {
 protected:
  CaptureServiceTest() {
    config.path = "lamplighter.toml";
    config.store.directory = folder.path("store");
    config.broker.port = 1;  // where nothing listens
    SourceConfig source;
    source.topic = "n/{sensor}";
    source.format = "esphome";
    config.sources.push_back(source);
  }
  Result<std::unique_ptr<CaptureService>> open() {
    return CaptureService::open(config, clock, Rng(1));
  }

  testing::ScratchFolder folder;
  Config config;
  SystemClock clock;
};

TEST_F(CaptureServiceTest, HasNoTroubleWhereTheStoreCanBeWritten) {
  const auto service = open();
  ASSERT_TRUE(service) << service.error().message;
  EXPECT_EQ((*service)->trouble(), "");
}

TEST_F(CaptureServiceTest, WaitsForAStoreThatCannotBeMade) {
  static_cast<void>(folder.write("store", "a file"));
  const auto service = open();
  ASSERT_TRUE(service) << service.error().message;
  EXPECT_TRUE((*service)->trouble().starts_with("capture cannot write: ")) << (*service)->trouble();
  std::stop_source stop;
  std::vector<CaptureReport> reports;
  CaptureService::Calls calls;
  calls.on_report = [&](const CaptureReport& report) {
    reports.push_back(report);
    stop.request_stop();
  };
  calls.service_troubles = [] { return std::vector<std::string>{"page cannot start: why"}; };
  EXPECT_TRUE((*service)->run(stop.get_token(), calls));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].storage_trouble, (*service)->trouble());
  EXPECT_EQ(reports[0].service_troubles.size(), 1U);
}

TEST_F(CaptureServiceTest, IsRefusedAStoreThatAnotherWriterHas) {
  const auto store = csv::Store::open(folder.path("store"));
  ASSERT_TRUE(store);
  const auto service = open();
  ASSERT_FALSE(service);
  EXPECT_EQ(service.error().fault, Fault::refused);
}

TEST_F(CaptureServiceTest, IsRefusedAConfigThatIsWrong) {
  config.sources[0].format = "smoke signals";
  const auto service = open();
  ASSERT_FALSE(service);
  EXPECT_EQ(service.error().fault, Fault::bad_input);
}

}  // namespace

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
  EXPECT_EQ(settings->sources[0].most_unknown, 7u);
  EXPECT_EQ(settings->sources[1].most_unknown, 0u);
}

TEST(CaptureSetup, ARoomWhoseLampsReportNeedsNoSensorOfItsName) {
  const auto settings = capture_settings(config(R"(
[hue]
key_file = "bridge.key"
[[source]]
topic = "zigbee2mqtt/{sensor}"
format = "zigbee2mqtt"
[[room]]
name = "kitchen"
lamps = ["Table"]
[[room]]
name = "study"
sensor = "window"
lamps = ["Desk"]
[[room]]
name = "hall"
)"));
  ASSERT_TRUE(settings) << settings.error().message;
  EXPECT_EQ(settings->sensors, (std::set<std::string>{"kitchen", "window", "hall"}));
  EXPECT_EQ(settings->optional_sensors, std::set<std::string>{"kitchen"});
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
  EXPECT_EQ(subscriptions(*settings),
            (std::vector<std::string>{"zigbee2mqtt/#", "tele/+/SENSOR", "tele/+/LWT"}));
}

TEST(CaptureSetup, SaysWhatIsWrongWithASource) {
  const std::vector<std::pair<std::string, std::string>> cases{
      {"", "test.toml: nothing to capture"},
      {"[[source]]\ntopic='a'\nformat='zigbee'", "test.toml: source \"a\": format \"zigbee\""},
      {"[[source]]\ntopic='a'\nformat='esphome'\nroom='x'", "write sensor, not room"},
      {"[[source]]\ntopic='a'\nformat='on-off'\nsensor='x'", "write room, not sensor"},
  };
  for (const auto& [text, message] : cases) {
    const auto settings = capture_settings(parse_config(text, "test.toml").config);
    ASSERT_FALSE(settings) << text;
    EXPECT_NE(settings.error().message.find(message), std::string::npos)
        << settings.error().message;
  }
}

}  // namespace

}  // namespace lamplighter::app
