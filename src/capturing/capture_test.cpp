// SPDX-License-Identifier: Apache-2.0
#include "capturing/capture.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace lamplighter {
namespace {

const Instant noon = *parse_instant("2016-07-02T12:00:00Z");

/// Files that a test can break.
class FakeStore final : public RowStore {
 public:
  Result<void> append(const Row& row) override {
    if (takes_nothing) return Error{Fault::unavailable, "no more rows"};
    if (refuses_all) return Error{Fault::bad_input, "no such row"};
    waiting.push_back(row);
    return {};
  }
  Result<void> sync() override {
    if (is_broken) return Error{Fault::io, "disk full"};
    rows.insert(rows.end(), waiting.begin(), waiting.end());
    waiting.clear();
    ++syncs;
    return {};
  }
  Result<std::vector<bool>> contains(std::span<const Taken> asked) override {
    std::vector<bool> there;
    for (const Taken& one : asked) {
      there.push_back(std::find(rows.begin(), rows.end(), one.row) != rows.end());
    }
    return there;
  }

  std::vector<Row> rows;
  std::vector<Row> waiting;
  int syncs = 0;
  bool takes_nothing = false;
  bool refuses_all = false;
  bool is_broken = false;
};

CaptureSource source(const std::string& topic, const std::string& format,
                     std::size_t strangers = 0) {
  return {*Source::make({topic, format}), strangers};
}

CaptureSettings settings() {
  return {{source("lux/{sensor}", "esphome"), source("node/{sensor}", "lamplighter"),
           source("lamp/{room}", "on-off"), source("both/{sensor}", "zigbee2mqtt"),
           source("both/{room}", "zigbee2mqtt-state"), source("open/{sensor}", "esphome", 2)},
          {"hall", "attic"},
          {"hall"}};
}

Row lux(double value, Instant at = noon, const std::string& sensor = "hall") {
  return Reading{SensorId(sensor), at, Lux(value)};
}
Row lamp(LampState state, Instant at = noon) { return Change{at, RoomName("hall"), state}; }

/// One capture process; `restart` ends it as kill -9 does and begins another.
class CaptureTest : public ::testing::Test {
 protected:
  static constexpr std::size_t journal_bytes = 16384;

  void SetUp() override { restart(); }

  void restart() {
    capture.reset();
    journal.reset();
    auto opened = Journal::open(folder.path(""), journal_bytes);
    ASSERT_TRUE(opened) << opened.error().message;
    journal = *std::move(opened);
    store.waiting.clear();
    capture.emplace(settings(), store, *journal);
    const auto begun = capture->begin(noon);
    ASSERT_TRUE(begun) << begun.error().message;
    restored = *begun;
  }

  std::optional<Rejection> take(const std::string& topic, const std::string& payload,
                                std::uint16_t id = 0, Instant at = noon) {
    return capture->take({topic, payload, false, at}, {id, false});
  }

  /// The broker delivers it again.
  void repeat(const std::string& topic, const std::string& payload, std::uint16_t id, Instant at) {
    EXPECT_EQ(capture->take({topic, payload, false, at}, {id, true}), std::nullopt);
  }

  void finish() { ASSERT_TRUE(capture->finish()); }

  testing::ScratchFolder folder;
  FakeStore store;
  std::unique_ptr<Journal> journal;
  std::optional<Capture> capture;
  std::size_t restored = 0;
};

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

TEST_F(CaptureTest, KnowsARepeatAfterManyKillsInARow) {
  take("lux/hall", "1", 1);
  ASSERT_TRUE(capture->commit());
  for (int kills = 0; kills < 5; ++kills) restart();
  repeat("lux/hall", "1", 1, noon + 60s);
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
  restart();
  restart();
  repeat("lux/hall", "1", 1, noon + 120s);  // the thanks at the orderly end were lost on the way
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
}

TEST_F(CaptureTest, KeepsWhatWasCommittedThroughAKillBeforeTheFilesHadIt) {
  take("lux/hall", "1", 1);
  take("lux/hall", "2", 2, noon + 1s);
  ASSERT_TRUE(capture->commit());
  EXPECT_TRUE(store.rows.empty());
  restart();
  EXPECT_EQ(restored, 2u);
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(1), lux(2, noon + 1s)}));
  restart();
  EXPECT_EQ(restored, 0u);
  EXPECT_EQ(store.rows.size(), 2u);
}

TEST_F(CaptureTest, RestoresOnlyTheRowsThatAreMissing) {
  take("lux/hall", "1");
  take("lux/hall", "2", 0, noon + 1s);
  ASSERT_TRUE(capture->commit());
  store.rows.push_back(lux(1));
  restart();
  EXPECT_EQ(restored, 1u);
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(1), lux(2, noon + 1s)}));
}

TEST_F(CaptureTest, LosesWhatWasNotCommittedForTheBrokerHasItStill) {
  take("lux/hall", "1", 1);
  restart();
  EXPECT_EQ(restored, 0u);
  repeat("lux/hall", "1", 1, noon + 1min);
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1, noon + 1min)});
}

TEST_F(CaptureTest, DoesNotKeepARepeatTwiceAfterAKill) {
  take("lux/hall", "1", 1);
  take("lux/hall", "1", 2, noon + 1s);
  ASSERT_TRUE(capture->commit());
  restart();
  repeat("lux/hall", "1", 1, noon + 1min);
  repeat("lux/hall", "1", 2, noon + 1min);
  repeat("lux/hall", "1", 3, noon + 1min);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(1), lux(1, noon + 1s), lux(1, noon + 1min)}));
  EXPECT_EQ(capture->report(noon).totals.repeats, 2u);
}

TEST_F(CaptureTest, DoesNotKeepARepeatTwiceAfterTheConnectionWasLost) {
  take("lux/hall", "1", 1);
  capture->connected(true, noon);
  repeat("lux/hall", "1", 1, noon + 1min);
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
}

TEST_F(CaptureTest, KeepsANewMessageThatLooksLikeAnOldOne) {
  take("lux/hall", "0", 1);  // the broker's numbers begin anew after its restart
  take("lux/hall", "0", 1, noon + 1min);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(0), lux(0, noon + 1min)}));
}

TEST_F(CaptureTest, KeepsANodesReadingOnceHoweverOftenItIsSent) {
  take("node/hall", R"({"lux":1,"age":1,"n":5,"boot":9})", 1);
  take("node/hall", R"({"lux":1,"age":61,"n":5,"boot":9})", 2, noon + 1min);
  take("node/hall", R"({"lux":1,"age":0,"n":5,"boot":10})", 3, noon + 2min);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(1, noon - 1s), lux(1, noon + 2min)}));
  EXPECT_EQ(capture->report(noon).totals.repeats, 1u);
}

TEST_F(CaptureTest, TellsReadingsOfOneMicrosecondApart) {
  for (int i = 0; i < 4; ++i) take("lux/hall", std::to_string(i));
  take("lux/attic", "7");
  take("lux/hall", "8", 0, noon - 1h);
  finish();
  EXPECT_EQ(store.rows,
            (std::vector<Row>{lux(0), lux(1, noon + 1us), lux(2, noon + 2us), lux(3, noon + 3us),
                              lux(7, noon, "attic"), lux(8, noon - 1h)}));
}

TEST_F(CaptureTest, TakesLightAndLampFromOnePayload) {
  take("both/hall", R"({"state":"ON","illuminance":3})", 1);
  EXPECT_EQ(take("both/hall", R"({"illuminance":4})", 2, noon + 1s), std::nullopt);
  EXPECT_EQ(take("both/hall", R"({"battery":4})", 3), Rejection::not_a_reading);
  finish();
  EXPECT_EQ(store.rows, (std::vector<Row>{lux(3), lamp(LampState::on), lux(4, noon + 1s)}));
  EXPECT_EQ(capture->report(noon).totals.rejected, 1u);
}

TEST_F(CaptureTest, DoesNotStoreStrangersButListsThem) {
  EXPECT_EQ(take("lux/cellar", "1"), Rejection::unknown_sensor);
  EXPECT_EQ(take("lux/cellar", "2"), Rejection::unknown_sensor);
  EXPECT_EQ(take("lamp/cellar", "ON"), Rejection::unknown_sensor);
  finish();
  EXPECT_TRUE(store.rows.empty());
  const CaptureReport report = capture->report(noon);
  ASSERT_EQ(report.strangers.size(), 2u);
  EXPECT_EQ(report.strangers[0].name, "cellar");
  EXPECT_EQ(report.strangers[0].count, 2u);
}

TEST_F(CaptureTest, StoresAnySensorWhereToldToButNotAnyNumberOfThem) {
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

TEST_F(CaptureTest, GoesThroughManyTurnsOfItsJournal) {
  std::vector<Row> expected;
  for (int i = 0; i < 2000; ++i) {
    ASSERT_EQ(take("lux/hall", std::to_string(i), static_cast<std::uint16_t>(i + 1), noon + i * 1s),
              std::nullopt);
    expected.push_back(lux(i, noon + i * 1s));
    if (i % 7 == 0) {
      ASSERT_TRUE(capture->commit());
    }
  }
  ASSERT_TRUE(capture->commit());
  EXPECT_GT(store.syncs, 10);
  restart();
  EXPECT_EQ(store.rows, expected);
}

TEST_F(CaptureTest, HoldsRowsWhileTheDiskTakesNoneAndThenWritesThem) {
  store.is_broken = true;
  take("lux/hall", "1", 1);
  ASSERT_TRUE(capture->commit());  // the journal has it: the broker may be thanked
  EXPECT_FALSE(capture->tend(noon + 1min));
  EXPECT_FALSE(capture->tend(noon + 1min + 1s));  // not tried again yet, and not well
  EXPECT_EQ(capture->report(noon).storage_trouble, "disk full");
  store.is_broken = false;
  EXPECT_TRUE(capture->tend(noon + 2min));
  EXPECT_EQ(capture->report(noon).storage_trouble, "");
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
}

TEST_F(CaptureTest, DoesNotThankTheBrokerOnceTheJournalIsFullAndTheDiskToo) {
  store.is_broken = true;
  int committed = 0;
  int i = 0;
  for (; !capture->is_full() && i < 100'000; ++i) {
    take("lux/hall", "1", static_cast<std::uint16_t>(i), noon + i * 1s);
    if (i % 50 == 0 && capture->commit()) committed = i + 1;
  }
  EXPECT_TRUE(capture->is_full());
  EXPECT_GT(committed, 20);
  EXPECT_LT(committed, 2000);
  store.is_broken = false;
  EXPECT_TRUE(capture->commit());
  EXPECT_FALSE(capture->is_full());
  finish();
  EXPECT_EQ(store.rows.size(), static_cast<std::size_t>(i));
}

TEST_F(CaptureTest, OffersRowsAgainThatTheStoreCouldNotTake) {
  store.takes_nothing = true;
  take("lux/hall", "1");
  ASSERT_TRUE(capture->commit());
  EXPECT_FALSE(capture->finish());
  store.takes_nothing = false;
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(1)});
}

TEST_F(CaptureTest, PassesOverARowThatNoFileCanHold) {
  store.refuses_all = true;
  take("lux/hall", "1");
  finish();
  store.refuses_all = false;
  take("lux/hall", "2", 0, noon + 1s);
  finish();
  EXPECT_EQ(store.rows, std::vector<Row>{lux(2, noon + 1s)});
  EXPECT_EQ(capture->report(noon).totals.rejected, 1u);
}

TEST_F(CaptureTest, WritesToTheFilesEveryTenSecondsWhateverTheClockDoes) {
  take("lux/hall", "1");
  ASSERT_TRUE(capture->commit());
  ASSERT_TRUE(capture->tend(noon + 9s));
  EXPECT_TRUE(store.rows.empty());
  ASSERT_TRUE(capture->tend(noon + 10s));
  EXPECT_EQ(store.rows.size(), 1u);
  take("lux/hall", "2");
  ASSERT_TRUE(capture->commit());
  ASSERT_TRUE(capture->tend(noon - 1h));
  EXPECT_EQ(store.rows.size(), 2u);
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
  for (int i = 0; i < 5; ++i) take("lux/hall", "1", 0, noon + i * 60s);
  EXPECT_TRUE(capture->newly_silent(noon + 9min).empty());
  EXPECT_EQ(capture->newly_silent(noon + 10min), std::vector<std::string>{"hall"});
  EXPECT_TRUE(capture->newly_silent(noon + 20min).empty());
  const CaptureReport report = capture->report(noon + 20min);
  EXPECT_TRUE(report.sensors[1].is_silent);
  EXPECT_EQ(report.sensors[1].last_heard, noon + 4min);
  EXPECT_EQ(report.sensors[1].per_minute, 1.0);
  EXPECT_EQ(report.sensors[0].last_heard, std::nullopt);  // the attic was never heard
  take("lux/hall", "1", 0, noon + 21min);
  EXPECT_EQ(capture->newly_heard(), std::vector<std::string>{"hall"});
  EXPECT_TRUE(capture->newly_heard().empty());
}

}  // namespace
}  // namespace lamplighter
