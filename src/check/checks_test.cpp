// SPDX-License-Identifier: Apache-2.0
#include "check/checks.h"

#include "documents/capture_health.h"
#include "mqtt/child_broker.h"
#include "system/clocks.h"
#include "testing/mqtt_listener.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter::app {
namespace {

CaptureTraces traces() {
  return {"online", CaptureReport{.at = *parse_instant("2026-11-24T19:42:17.5Z"),
                                  .totals = {10, 7, 1, 0, 2},
                                  .storage_trouble = "",
                                  .sensors = {{.name = "hall",
                                               .last_heard = *parse_instant("2026-11-24T19:42:01Z"),
                                               .per_minute = 1.0,
                                               .readings = 7}},
                                  .rejections = {},
                                  .unknown_sensors = {}}};
}

TEST(CheckCapture, DescribesTheStateOfCapture) {
  const auto findings = judge_capture(traces(), "lamplighter");
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_TRUE(findings[0].is_well());
  EXPECT_EQ(findings[0].sentence,
            "running, last report 2026-11-24T19:42:17Z: 7 readings, 1 change, 2 ignored");
  EXPECT_TRUE(findings[1].is_well());
  EXPECT_EQ(findings[1].sentence,
            "hall: last heard 2026-11-24T19:42:01Z, 1.0 readings per minute, 0 gaps, 0 ignored");
}

TEST(CheckCapture, NamesWhatNeedsAttention) {
  CaptureTraces bad = traces();
  bad.status = "offline";
  bad.health->storage_trouble = "disk full";
  bad.health->sensors[0].is_silent = true;
  bad.health->sensors.push_back({.name = "attic"});
  bad.health->unknown_sensors = {{"cellar", 3}, {"", 9}};
  const auto findings = judge_capture(bad, "lamplighter");
  ASSERT_EQ(findings.size(), 5u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_FALSE(findings[i].is_well()) << findings[i].sentence;
  EXPECT_TRUE(findings[4].is_well());
  EXPECT_NE(findings[0].sentence.find("not running"), std::string::npos);
  EXPECT_EQ(findings[1].sentence, "disk full");
  EXPECT_NE(findings[2].sentence.find("silent now"), std::string::npos);
  EXPECT_NE(findings[3].sentence.find("attic: no message since"), std::string::npos);
  EXPECT_NE(findings[4].sentence.find("them: cellar"), std::string::npos);
}

/// The sentence about a sensor, from a report with nothing else.
std::string sentence_on(const SensorReport& sensor, std::vector<RejectionReport> rejections = {}) {
  CaptureReport report{.at = {},
                       .totals = {},
                       .storage_trouble = {},
                       .sensors = {sensor},
                       .rejections = std::move(rejections),
                       .unknown_sensors = {}};
  return judge_capture({"online", report}, "lamplighter").at(1).sentence;
}

TEST(CheckCapture, ASensorOfWhichTheBrokerKeptAMessageHasJustNotReportedYet) {
  CaptureReport report;
  report.sensors = {{.name = "hall", .not_understood = "retained"},
                    {.name = "attic", .not_understood = "malformed"}};
  const auto findings = judge_capture({"online", report}, "lamplighter");
  ASSERT_EQ(findings.size(), 3u);
  EXPECT_EQ(findings[1].verdict, Verdict::to_do) << findings[1].sentence;
  EXPECT_EQ(findings[2].verdict, Verdict::wrong) << findings[2].sentence;
}

TEST(CheckCapture, DistinguishesASilentSensorFromOneWhoseMessagesAreRejected) {
  const std::string battery = "check its battery";
  EXPECT_NE(sentence_on({.name = "hall"}).find(battery), std::string::npos);
  const std::string heard = sentence_on({.name = "hall", .not_understood = "malformed"});
  EXPECT_EQ(heard.find(battery), std::string::npos) << heard;
  EXPECT_NE(heard.find("check format, pointer and unit"), std::string::npos) << heard;
  const std::string nameless = sentence_on({.name = "hall"}, {{"malformed", "remote-sensors", 7}});
  EXPECT_NE(nameless.find("could not be read came on remote-sensors"), std::string::npos);
  const std::string offline = sentence_on({.name = "hall", .is_offline = true});
  EXPECT_NE(offline.find("offline, as its availability topic says"), std::string::npos);
}

TEST(CheckCapture, SaysWhereCaptureNeverRan) {
  const auto findings = judge_capture({}, "home/lamplighter");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(
      findings[0].sentence,
      "never seen on home/lamplighter/status; start the service, or run: lamplighter capture");
}

TEST(CheckHouse, NamesFilesThatWereDamagedAndKept) {
  const testing::ScratchFolder folder;
  const std::string config =
      folder.write("house.toml", "[store]\ndirectory = \"" + folder.path("store") +
                                     "\"\n[[room]]\nname = \"hall\"\n");
  std::filesystem::create_directory(folder.path("store"));
  const auto named = [&](const std::string& file) {
    const auto findings = check_house(config);
    return std::any_of(findings.begin(), findings.end(), [&](const Finding& one) {
      return !one.is_well() &&
             one.sentence.find(file + ": what was left of a damaged file") != std::string::npos;
    });
  };
  EXPECT_FALSE(named("play.json.damaged"));
  (void)folder.write("store/play.json.damaged", "{");
  (void)folder.write("store/capture-0.journal.damaged", "");
  EXPECT_TRUE(named("play.json.damaged"));
  EXPECT_TRUE(named("capture-0.journal.damaged"));
}

TEST(CheckHouse, SaysWhenALightSensorReports) {
  const testing::ScratchFolder folder;
  const std::string config =
      folder.write("house.toml", "[store]\ndirectory = \"" + folder.path("store") +
                                     "\"\n[[room]]\nname = \"hall\"\nreports = \"heartbeat\"\n");
  std::filesystem::create_directories(folder.path("store/readings/hall"));
  const Instant now = std::chrono::floor<std::chrono::seconds>(SystemClock().now());
  std::string rows = "timestamp,datetime,sensor_id,value\n";
  for (int i = 3; i > 0; --i) {
    const Instant at = now - i * 20min;
    rows += std::to_string(at.time_since_epoch() / 1s) + "," + to_iso(at) + ",hall,5\n";
  }
  (void)folder.write("store/readings/hall/hall-" + to_iso(now).substr(0, 10) + ".csv", rows);
  const auto findings = check_house(config);
  const auto found = std::find_if(findings.begin(), findings.end(),
                                  [](const Finding& one) { return one.part == "light"; });
  ASSERT_NE(found, findings.end());
  EXPECT_EQ(found->verdict, Verdict::to_do);
  EXPECT_EQ(found->sensor, "hall");
  ASSERT_TRUE(found->reporting);
  EXPECT_EQ(found->reporting->kind, ReportKind::rarely);
}

Config config_of(const std::string& text) {
  const CheckedConfig checked = parse_config(text, "c.toml");
  EXPECT_EQ(checked.problems, std::vector<std::string>{});
  return checked.config;
}

TEST(CheckHome, AClockFarFromTheSunIsSaid) {
  struct Case {
    double longitude;
    const char* zone;
    const char* sentence;  // null: it is OK
  };
  const Case table[] = {
      {13.4, "Europe/Berlin", nullptr},
      {-8.5, "Europe/Madrid", nullptr},
      {76, "Asia/Shanghai", nullptr},
      {-157, "Pacific/Kiritimati", nullptr},
      {178, "Pacific/Auckland", nullptr},
      {122, "America/Los_Angeles", "8 hours ahead of"},
      {13.4, "America/Los_Angeles", "9 hours behind the sun at longitude 13.4"},
      {-122, "Europe/Berlin", "9 hours ahead of the sun at longitude -122"},
      {60, "Europe/Berlin", "3 hours behind"},
  };
  for (const Case& c : table) {
    const Config config =
        config_of("[home]\nlatitude = 40\nlongitude = " + std::to_string(c.longitude) +
                  "\ntime_zone = \"" + c.zone + "\"\n");
    for (const char* date : {"2026-01-10T12:00:00Z", "2026-07-10T12:00:00Z"}) {
      const Finding finding = judge_home(config, *parse_instant(date));
      EXPECT_EQ(finding.is_well(), c.sentence == nullptr) << c.zone << ": " << finding.sentence;
      if (c.sentence != nullptr) {
        EXPECT_NE(finding.sentence.find(c.sentence), std::string::npos) << finding.sentence;
      }
    }
  }
}

TEST(CheckBridge, SaysWhichLampsCannotBePlayed) {
  hue::BridgeHouse house;
  house.lamps.resize(5);
  const char* names[] = {"Shelf", "Desk", "Desk", "Ku\u0308che", "Attic"};
  for (std::size_t i = 0; i < 5; ++i) {
    house.lamps[i].id = std::to_string(i);
    house.lamps[i].name = names[i];
  }
  house.groups.emplace_back();
  house.groups[0].id = "9";
  house.groups[0].name = "Upstairs";
  house.groups[0].lamps = {"0"};
  const Config config = config_of(
      "[hue]\nkey_file = \"key\"\n[[room]]\nname = \"hall\"\nlamps = [\"Upstairs\", \"Küche\"]");
  ASSERT_EQ(judge_bridge(config, house, "bridge:443").size(), 1U);
  EXPECT_EQ(judge_bridge(config, house, "bridge:443")[0].sentence, "bridge:443: 5 lamps");
  house.lamps[0].reachable = house.lamps[3].reachable = house.lamps[4].reachable = false;
  const auto silent = judge_bridge(config, house, "bridge:443");
  ASSERT_EQ(silent.size(), 1U);
  EXPECT_FALSE(silent[0].is_well());
  EXPECT_EQ(silent[0].sentence.find("the bridge cannot reach Shelf, Ku\u0308che;"), 0U)
      << "and the attic is nobody's: " << silent[0].sentence;
  const auto wrong = judge_bridge(
      config_of(
          "[hue]\nkey_file = \"key\"\n[[room]]\nname = \"hall\"\nlamps = [\"Desk\", \"Dask\"]"),
      house, "bridge:443");
  ASSERT_EQ(wrong.size(), 2U);
  EXPECT_EQ(wrong[0].sentence.find("the bridge has no \"Dask\" of hall;"), 0U);
  EXPECT_EQ(wrong[1].sentence.find("several lamps have the name \"Desk\" of hall;"), 0U);
}

TEST(CheckRooms, ALampThatNothingSwitchesAndOneThatTwoRoomsDo) {
  const auto findings =
      judge_rooms(config_of("[[room]]\nname = \"hall\"\nlamps = [\"tasmota:plug\", "
                            "\"Lamp\"]\n[[room]]\nname = \"den\"\nlamps "
                            "= [\"tasmota:plug\"]"));
  ASSERT_EQ(findings.size(), 2U);
  EXPECT_EQ(findings[0].sentence.find("room hall: \"Lamp\" is never played"), 0U);
  EXPECT_EQ(findings[1].sentence.find("\"tasmota:plug\" is in hall and in den"), 0U);
}

TEST(CheckCapture, AsksARealBroker) {
  auto broker = mqtt::ChildBroker::start();
  ASSERT_TRUE(broker) << broker.error().message;
  BrokerConfig config;
  config.port = (*broker)->port();
  const auto before = ask_broker(config);
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(before->status, "");
  testing::Listener capture({.port = config.port});
  ASSERT_TRUE(capture.until_connected());
  capture.connection->subscribe("echo");
  for (const auto& [topic, payload] : std::vector<std::pair<std::string, std::string>>{
           {"lamplighter/status", "online"},
           {"lamplighter/health", format_health(*traces().health)},
           {"echo", ""}}) {
    ASSERT_TRUE(capture.connection->publish(topic, payload, mqtt::Kept::yes));
  }
  ASSERT_TRUE(capture.until([&] { return !capture.heard.empty(); }));
  const auto after = ask_broker(config);
  ASSERT_TRUE(after) << after.error().message;
  EXPECT_EQ(after->status, "online");
  ASSERT_TRUE(after->health);
  EXPECT_EQ(after->health->totals.readings, 7u);
  (*broker)->kill();
  EXPECT_FALSE(ask_broker(config));
}

}  // namespace
}  // namespace lamplighter::app
