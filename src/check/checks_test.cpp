// SPDX-License-Identifier: Apache-2.0
#include "check/checks.h"

#include "documents/capture_health.h"
#include "mqtt/child_broker.h"
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
                                  .strangers = {}}};
}

TEST(CheckCapture, SaysInWordsHowCaptureDoes) {
  const auto findings = judge_capture(traces(), "lamplighter");
  ASSERT_EQ(findings.size(), 2u);
  EXPECT_TRUE(findings[0].is_well);
  EXPECT_EQ(findings[0].sentence,
            "running, last report 2026-11-24T19:42:17Z: 7 readings, 1 change, 2 rejected");
  EXPECT_TRUE(findings[1].is_well);
  EXPECT_EQ(findings[1].sentence,
            "hall: last heard 2026-11-24T19:42:01Z, 1.0 readings per minute, 0 gaps, 0 rejected");
}

TEST(CheckCapture, NamesWhatNeedsAPerson) {
  CaptureTraces bad = traces();
  bad.status = "offline";
  bad.health->storage_trouble = "disk full";
  bad.health->sensors[0].is_silent = true;
  bad.health->sensors.push_back({.name = "attic"});
  bad.health->strangers = {{"cellar", 3}, {"", 9}};
  const auto findings = judge_capture(bad, "lamplighter");
  ASSERT_EQ(findings.size(), 5u);
  for (std::size_t i = 0; i < 4; ++i) EXPECT_FALSE(findings[i].is_well) << findings[i].sentence;
  EXPECT_TRUE(findings[4].is_well);
  EXPECT_NE(findings[0].sentence.find("not running"), std::string::npos);
  EXPECT_EQ(findings[1].sentence, "disk full");
  EXPECT_NE(findings[2].sentence.find("silent now"), std::string::npos);
  EXPECT_NE(findings[3].sentence.find("attic: not heard"), std::string::npos);
  EXPECT_NE(findings[4].sentence.find("them: cellar"), std::string::npos);
}

TEST(CheckCapture, SaysWhereCaptureNeverRan) {
  const auto findings = judge_capture({}, "home/lamplighter");
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].sentence,
            "never seen on home/lamplighter/status; run: lamplighter capture");
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
      return !one.is_well && one.sentence.find(file + ": a file was damaged") != std::string::npos;
    });
  };
  EXPECT_FALSE(named("play.json.damaged"));
  (void)folder.write("store/play.json.damaged", "{");
  (void)folder.write("store/capture-0.journal.damaged", "");
  EXPECT_TRUE(named("play.json.damaged"));
  EXPECT_TRUE(named("capture-0.journal.damaged"));
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
