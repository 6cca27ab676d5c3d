// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/capture.h"
#include "testing/samples.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::testing {

/// A row store that a test can make fail.
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
  Result<std::vector<bool>> contains(std::span<const JournaledRow> asked) override {
    std::vector<bool> there;
    for (const JournaledRow& one : asked) {
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

inline CaptureSource source(const std::string& topic, const std::string& format,
                            std::size_t most_unknown = 0) {
  return {*Source::make({topic, format}), most_unknown};
}

inline CaptureSettings settings() {
  return {{source("lux/{sensor}", "esphome"), source("node/{sensor}", "lamplighter"),
           source("lamp/{room}", "on-off"), source("both/{sensor}", "zigbee2mqtt"),
           source("both/{room}", "zigbee2mqtt-state"), source("open/{sensor}", "esphome", 2)},
          {"hall", "attic"},
          {"hall"}};
}

inline Row lux(double value, Instant at = noon, const std::string& sensor = "hall") {
  return Reading{SensorId(sensor), at, Lux(value)};
}
inline Row lamp(LampState state, Instant at = noon) { return Change{at, RoomName("hall"), state}; }

/// One capture process; `restart` ends it as kill -9 does and starts another.
class CaptureFixture : public ::testing::Test {
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

  /// The broker redelivers the message.
  void repeat(const std::string& topic, const std::string& payload, std::uint16_t id, Instant at) {
    EXPECT_EQ(capture->take({topic, payload, false, at}, {id, true}), std::nullopt);
  }

  void finish() { ASSERT_TRUE(capture->finish()); }

  ScratchFolder folder;
  FakeStore store;
  std::unique_ptr<Journal> journal;
  std::optional<Capture> capture;
  std::size_t restored = 0;
};

/// The first line of a readings file.
inline const std::string readings_header_line = "timestamp,datetime,sensor_id,value\n";

/// A row of a readings file.
inline std::string reading_row(const std::string& epoch, const std::string& value,
                               const std::string& sensor = "front") {
  return epoch + ",2016-07-02T03:43:50.824865," + sensor + "," + value + "\n";
}

/// Rows of a sensor in their usual form, one per minute; the n-th from 1467431000.25 s on has the
/// value n + 0.5.
inline std::string minute_rows(int count, const std::string& sensor = "front", int from = 0) {
  std::string text;
  for (int i = from; i < from + count; ++i)
    text += reading_row(fmt::format("{}.25", 1467431000 + 60 * i), fmt::format("{}.5", i), sensor);
  return text;
}

}  // namespace lamplighter::testing
