// SPDX-License-Identifier: Apache-2.0
// Which arriving messages are stored, and what is counted.
#include "capturing/capture.h"

#include "testing/capture_fixture.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using namespace testing;
using CaptureTest = CaptureFixture;

TEST_F(CaptureTest, BringsReadingsAndChangesToTheirFilesInOrder) {
  EXPECT_EQ(take("lux/hall", "1"), std::nullopt);
  EXPECT_EQ(take("lamp/hall", "ON", 0, noon + 1s), std::nullopt);
  EXPECT_EQ(take("lux/attic", "2", 0, noon + 2s), std::nullopt);
  finish();
  EXPECT_EQ(store.rows,
            (std::vector<Row>{lux(1), lamp(LampState::on, noon + 1s), lux(2, noon + 2s, "attic")}));
  const CaptureReport report = capture->report(noon);
  EXPECT_EQ(report.totals.messages, 3u);
  EXPECT_EQ(report.totals.readings, 2u);
  EXPECT_EQ(report.totals.changes, 1u);
}

TEST_F(CaptureTest, TakesLightAndLampFromOnePayload) {
  take("both/hall", R"({"state":"ON","illuminance":3})", 1);
  EXPECT_EQ(take("both/hall", R"({"illuminance":4})", 2, noon + 1s), std::nullopt);
  EXPECT_EQ(take("both/hall", R"({"battery":4})", 3), Rejection::not_a_reading);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(3), lamp(LampState::on), lux(4, noon + 1s)}));
  EXPECT_EQ(capture->report(noon).totals.rejected, 1u);
}

TEST_F(CaptureTest, StoresLightSettingsThatALampReports) {
  take("both/hall", R"({"state":"ON","brightness":127,"color_temp":370})", 1);
  take("both/hall", R"({"state":"ON","brightness":127,"color_temp":370})", 2, noon + 1s);
  take("both/hall", R"({"state":"ON","brightness":254,"color_temp":370})", 3, noon + 2s);
  take("both/hall", R"({"state":"OFF","brightness":25})", 4, noon + 3s);
  finish();
  const RoomName hall("hall");
  EXPECT_EQ(store.rows, (std::vector<Row>{lamp(LampState::on), LookChange{noon, hall, {50, 370}},
                                          LookChange{noon + 2s, hall, {100, 370}},
                                          lamp(LampState::off, noon + 3s)}));
}

TEST_F(CaptureTest, DoesNotStoreUnknownSensorsButListsThem) {
  EXPECT_EQ(take("lux/cellar", "1"), Rejection::unknown_sensor);
  EXPECT_EQ(take("lux/cellar", "2"), Rejection::unknown_sensor);
  EXPECT_EQ(take("lamp/cellar", "ON"), Rejection::unknown_sensor);
  finish();
  EXPECT_TRUE(store.rows.empty());
  const CaptureReport report = capture->report(noon);
  ASSERT_EQ(report.unknown_sensors.size(), 2u);
  EXPECT_EQ(report.unknown_sensors[0].name, "cellar");
  EXPECT_EQ(report.unknown_sensors[0].count, 2u);
}

TEST_F(CaptureTest, StoresAnySensorWhereConfiguredButNotAnyNumberOfThem) {
  EXPECT_EQ(take("open/a", "1"), std::nullopt);
  EXPECT_EQ(take("open/b", "1"), std::nullopt);
  EXPECT_EQ(take("open/c", "1"), Rejection::too_many_sensors);
  EXPECT_EQ(take("open/a", "2"), std::nullopt);
  EXPECT_EQ(take("open/hall", "2"), std::nullopt);
  finish();
  EXPECT_EQ(store.rows.size(), 4u);
}

TEST_F(CaptureTest, CountsRejectionsByReasonAndTopicWithinBounds) {
  for (int i = 0; i < 1000; ++i) {
    take("lux/" + std::to_string(i), "1");
    take("lux/hall", i % 2 == 0 ? "nan" : "x");
  }
  const CaptureReport report = capture->report(noon);
  EXPECT_LE(report.rejections.size(), 60u);
  std::uint64_t sum = 0;
  for (const RejectionReport& one : report.rejections) sum += one.count;
  EXPECT_EQ(sum, 2000u);
  EXPECT_EQ(report.totals.rejected, 2000u);
  const auto failed = std::find_if(report.rejections.begin(), report.rejections.end(),
                                   [](const auto& one) { return one.reason == "failed-read"; });
  ASSERT_NE(failed, report.rejections.end());
  EXPECT_EQ(failed->topic, "lux/hall");
  EXPECT_EQ(failed->count, 500u);
  EXPECT_EQ(report.sensors[1].name, "hall");
  EXPECT_EQ(report.sensors[1].rejected, 1000u);
}

TEST_F(CaptureTest, NamesMessagesWhoseTimeNoRowCanHold) {
  const Instant first{};
  const Instant after_the_last = first + std::chrono::seconds(4294967295);
  EXPECT_EQ(take("lux/hall", "1", 0, first - 1us), Rejection::time_out_of_range);
  EXPECT_EQ(take("lux/hall", "2", 0, after_the_last), Rejection::time_out_of_range);
  EXPECT_EQ(take("lamp/hall", "ON", 0, after_the_last), Rejection::time_out_of_range);
  EXPECT_EQ(take("node/hall", R"({"lux":1,"age":60,"n":1,"boot":1})", 0, first + 59s),
            Rejection::time_out_of_range);
  EXPECT_EQ(take("lux/hall", "3", 0, first), std::nullopt);
  EXPECT_EQ(take("lux/attic", "4", 0, after_the_last - 1us), std::nullopt);
  capture->connected(false, after_the_last + 1h);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(3, first), lux(4, after_the_last - 1us, "attic")}));
  const CaptureReport report = capture->report(noon);
  EXPECT_EQ(report.totals.rejected, 4u);
  ASSERT_FALSE(report.rejections.empty());
  for (const RejectionReport& one : report.rejections) EXPECT_EQ(one.reason, "time-out-of-range");
}

TEST_F(CaptureTest, EndsAnOnWhenTheLampsLastWillArrives) {
  CaptureSettings wall = settings();
  wall.sources.push_back(source("stat/{room}/POWER", "tasmota-power"));
  Capture walls(wall, store, *journal);
  ASSERT_TRUE(walls.begin(noon));
  const auto hear = [&](const char* topic, const char* payload, bool retained, Instant at) {
    walls.take({topic, payload, retained, at}, {});
  };
  hear("stat/hall/POWER", "ON", false, noon);
  hear("tele/hall/LWT", "Offline", false, noon + 1min);
  hear("stat/hall/POWER", "ON", true, noon + 2min);  // retained from before
  hear("tele/hall/LWT", "Online", false, noon + 3min);
  hear("stat/hall/POWER", "OFF", false, noon + 4min);
  ASSERT_TRUE(walls.finish());
  EXPECT_EQ(store.rows,
            (std::vector<Row>{lamp(LampState::on), lamp(LampState::unknown, noon + 1min),
                              lamp(LampState::off, noon + 4min)}));
}

TEST_F(CaptureTest, ReportsASensorWhoseMessagesAreRejected) {
  take("lux/hall", "bright");
  const SensorReport hall = capture->report(noon).sensors[1];
  EXPECT_EQ(hall.name, "hall");
  EXPECT_EQ(hall.not_understood, "malformed");
  EXPECT_FALSE(hall.last_heard);
  take("lux/hall", "3");
  EXPECT_EQ(capture->report(noon).sensors[1].not_understood, "");
}

TEST_F(CaptureTest, KnowsThatASensorIsOffline) {
  take("both/hall/availability", R"({"state":"offline"})");
  EXPECT_EQ(take("both/lamp/availability", R"({"state":"offline"})"), Rejection::not_a_reading);
  EXPECT_TRUE(capture->report(noon).sensors[1].is_offline);
  take("both/hall/availability", R"({"state":"online"})");
  EXPECT_FALSE(capture->report(noon).sensors[1].is_offline);
}

TEST_F(CaptureTest, CallsLampsUnknownWhereMessagesMayHaveBeenMissed) {
  take("lamp/hall", "ON");
  capture->connected(true, noon + 1min);
  take("lux/hall", "1", 0, noon + 2min);
  capture->connected(false, noon + 1h);
  take("lamp/hall", "ON", 0, noon + 1h);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lamp(LampState::on), lux(1, noon + 2min),
                                          lamp(LampState::unknown, noon + 2min),
                                          lamp(LampState::on, noon + 1h)}));
}

TEST_F(CaptureTest, ReportsASensorThatFallsSilentOnce) {
  for (int i = -6; i < 5; ++i) take("lux/hall", "1", 0, noon + i * 60s);
  EXPECT_TRUE(capture->newly_silent(noon + 9min).empty());
  EXPECT_EQ(capture->newly_silent(noon + 10min), std::vector<std::string>{"hall"});
  EXPECT_TRUE(capture->newly_silent(noon + 20min).empty());
  const CaptureReport report = capture->report(noon + 20min);
  EXPECT_TRUE(report.sensors[1].is_silent);
  EXPECT_EQ(report.sensors[1].last_heard, noon + 4min);
  EXPECT_EQ(report.sensors[1].per_minute, 1.0);
  EXPECT_EQ(report.sensors[0].last_heard, std::nullopt);  // the attic never reported
  take("lux/hall", "1", 0, noon + 21min);
  EXPECT_EQ(capture->newly_heard(), std::vector<std::string>{"hall"});
  EXPECT_TRUE(capture->newly_heard().empty());
}

TEST_F(CaptureTest, ExpectsNoLightSensorInARoomThatReportsItsLamps) {
  take("lamp/hall", "ON");
  const CaptureReport report = capture->report(noon);
  ASSERT_EQ(report.sensors.size(), 1u);
  EXPECT_EQ(report.sensors[0].name, "attic");
  take("lux/hall", "1");
  EXPECT_EQ(capture->report(noon).sensors.size(), 2u);
}

}  // namespace

namespace {

using Counts = std::map<std::string, std::uint64_t>;

TEST(BoundedCounter, CountByName) {
  BoundedCounter tallies(10);
  for (const char* name : {"a", "b", "a"}) tallies.add(name);
  EXPECT_EQ(tallies.counts(), (Counts{{"a", 2}, {"b", 1}}));
  EXPECT_EQ(tallies.others(), 0u);
}

TEST(BoundedCounter, StayBoundedWhateverNamesArrive) {
  BoundedCounter tallies(3);
  for (int i = 0; i < 100'000; ++i) tallies.add(std::to_string(i));
  tallies.add("0");
  EXPECT_EQ(tallies.counts(), (Counts{{"0", 2}, {"1", 1}, {"2", 1}}));
  EXPECT_EQ(tallies.others(), 99'997u);
}

TEST(BoundedCounter, ShowLongAndStrangeNamesSafely) {
  EXPECT_EQ(printable("a\x1b[2J\n\xff"), "a?[2J??");
  EXPECT_EQ(printable(std::string(10'000, 'x')), std::string(100, 'x'));
}

/// Capture of many homes: stores two unnamed sensors per home, and two homes.
CaptureSettings of_homes() {
  CaptureSettings all;
  all.sources.push_back({*Source::make({"h/{home}/{sensor}", "esphome"}), 2, 2});
  all.sensors = {"window"};
  all.has_homes = true;
  return all;
}

TEST_F(CaptureTest, StoresSoManySensorsOfEachOfSoManyHomes) {
  Capture homes(of_homes(), store, *journal);
  ASSERT_TRUE(homes.begin(noon));
  const auto hear = [&](const std::string& topic) {
    return homes.take({topic, "1", false, noon}, {});
  };
  EXPECT_EQ(hear("h/a/x"), std::nullopt);
  EXPECT_EQ(hear("h/a/y"), std::nullopt);
  EXPECT_EQ(hear("h/a/z"), Rejection::too_many_sensors);
  EXPECT_EQ(hear("h/a/window"), std::nullopt);  // named, in every home
  EXPECT_EQ(hear("h/b/z"), std::nullopt);
  EXPECT_EQ(hear("h/c/x"), Rejection::too_many_homes);
  EXPECT_EQ(hear("h/c/window"), Rejection::too_many_homes);
  EXPECT_EQ(hear("h/../x"), Rejection::bad_home);
  ASSERT_TRUE(homes.finish());
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(1, noon, "a/x"), lux(1, noon, "a/y"),
                                          lux(1, noon, "a/window"), lux(1, noon, "b/z")}));
  const CaptureReport report = homes.report(noon);
  EXPECT_EQ(report.homes, (HomesReport{2, 4, 0}));
  EXPECT_TRUE(report.sensors.empty());  // all are OK
  EXPECT_EQ(report.totals.rejected, 4u);
}

TEST_F(CaptureTest, OfManyHomesNamesTheSensorsThatNeedAttention) {
  CaptureSettings many = of_homes();
  many.sources.front().most_unknown = 4000;
  Capture homes(many, store, *journal);
  ASSERT_TRUE(homes.begin(noon));
  for (int i = 0; i < 150; ++i) {
    const std::string topic = fmt::format("h/a/s{}", i);
    EXPECT_EQ(homes.take({topic, "1", false, noon}, {}), std::nullopt);
    homes.take({topic, "x", false, noon + 1s}, {});
  }
  EXPECT_EQ(homes.report(noon).sensors.size(), 100u);
  EXPECT_EQ(homes.report(noon).homes->sensors, 150u);
}

TEST_F(CaptureTest, OfManyHomesLeavesOnlyTheLastMinutesInDoubtAfterACrash) {
  Capture homes(of_homes(), store, *journal);
  ASSERT_TRUE(homes.begin(noon));
  homes.connected(true, noon);
  const int syncs = store.syncs;
  homes.take({"h/a/x", "1", false, noon}, {});
  ASSERT_TRUE(homes.commit());
  ASSERT_TRUE(homes.flush_due(noon + 4min));
  EXPECT_EQ(store.syncs, syncs);
  ASSERT_TRUE(homes.flush_due(noon + 5min));
  EXPECT_EQ(store.syncs, syncs + 1);
  homes.take({"h/a/x", "2", false, noon + 6min}, {});
  ASSERT_TRUE(homes.commit());
  journal.reset();
  journal = *Journal::open(folder.path(""), journal_bytes);
  ASSERT_EQ(journal->unsettled.size(), 1u);
  EXPECT_EQ(journal->unsettled.front().row, lux(2, noon + 6min, "a/x"));
}

}  // namespace

}  // namespace lamplighter
