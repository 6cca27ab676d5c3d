// SPDX-License-Identifier: Apache-2.0
#include "page/light_archive.h"

#include "analysis/path.h"
#include "csv/names.h"
#include "csv/row_text.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace lamplighter::app {
namespace {

namespace fs = std::filesystem;

const SensorId sensor("hall");
const Instant first = *parse_instant("2016-06-29T00:00:00Z");

double lux_at(int i) {
  const int minute = i % 1440;
  return minute == 700 ? 900 : minute == 10 ? -3 : minute % 97;
}

class LightArchiveTest : public ::testing::Test {
 protected:
  void write_day(int day, int minutes = 1440) {
    const Instant begin = first + day * 24h;
    std::vector<Sample<Lux>> samples;
    for (int i = 0; i < minutes; ++i) samples.push_back({begin + i * 1min, Lux(lux_at(i))});
    const fs::path path =
        fs::path(store()) / csv::store_path(csv::StoreKind::readings, "hall",
                                            Date(std::chrono::floor<std::chrono::days>(begin)));
    fs::create_directories(path.parent_path());
    std::ofstream(path) << csv::format_readings(sensor, samples);
  }
  std::string store() { return folder_.path("store"); }

  std::size_t kept() {
    std::error_code ignored;
    fs::recursive_directory_iterator entries(store() + "/summaries", ignored);
    return static_cast<std::size_t>(std::count_if(
        begin(entries), end(entries), [](const auto& entry) { return entry.is_regular_file(); }));
  }

  testing::ScratchFolder folder_;
};

TEST_F(LightArchiveTest, ShowsADayFromItsFileAndAYearFromSummaries) {
  for (int day = 0; day < 200; ++day) write_day(day);
  LightArchive archive(store(), sensor);
  ASSERT_TRUE(archive.refresh());
  ASSERT_TRUE(archive.span());
  EXPECT_EQ(archive.span()->first, first);
  EXPECT_EQ(archive.span()->second, first + 200 * 24h);

  const auto day = archive.picture(first + 24h, first + 48h, 1200);
  ASSERT_TRUE(day);
  EXPECT_EQ(day->samples.size(), 1440U);

  const auto all = archive.picture(first, first + 200 * 24h, 100);
  ASSERT_TRUE(all);
  ASSERT_GE(all->columns.size(), 100U);
  for (std::size_t i = 1; i + 1 < all->columns.size(); ++i) {  // two days each, except at the ends
    EXPECT_EQ(all->columns[i].high, 900);
    EXPECT_EQ(all->columns[i].low, -3);
  }
  EXPECT_EQ(kept(), 8U);  // months
}

TEST_F(LightArchiveTest, KnowsHowOftenEachSmoothedLuxIs) {
  for (int day = 0; day < 2; ++day) write_day(day);
  LightArchive archive(store(), sensor);
  ASSERT_TRUE(archive.refresh());
  std::vector<Sample<Lux>> samples;
  for (int i = 0; i < 2880; ++i) samples.push_back({first + i * 1min, Lux(lux_at(i))});
  const auto smoothed = smooth(Series<Lux>(std::move(samples), {0}), {});
  EXPECT_EQ(archive.value_counts(), value_counts(smoothed.all()));
}

TEST_F(LightArchiveTest, SeesWhatWasAddedSince) {
  write_day(0);
  write_day(1, 60);
  LightArchive archive(store(), sensor);
  ASSERT_TRUE(archive.refresh());
  EXPECT_EQ(archive.span()->second, first + 25h);
  write_day(1, 120);
  ASSERT_TRUE(archive.refresh());
  EXPECT_EQ(archive.span()->second, first + 26h);
  write_day(2, 1);
  ASSERT_TRUE(archive.refresh());
  EXPECT_EQ(archive.span()->second, first + 49h);
}

TEST_F(LightArchiveTest, UsesWhatWasKeptAndMakesWhatIsDamagedAgain) {
  for (int day = 0; day < 40; ++day) write_day(day);
  ASSERT_TRUE(LightArchive(store(), sensor).refresh());
  for (const auto& entry : fs::recursive_directory_iterator(store() + "/summaries")) {
    if (entry.is_regular_file()) fs::resize_file(entry.path(), entry.file_size() / 2);
  }
  LightArchive archive(store(), sensor);
  ASSERT_TRUE(archive.refresh());
  EXPECT_EQ(archive.span()->second, first + 40 * 24h);
}

TEST_F(LightArchiveTest, AStoreWithoutTheSensorIsAnErrorThatSaysSo) {
  const auto refreshed = LightArchive(store(), sensor).refresh();
  ASSERT_FALSE(refreshed);
  EXPECT_EQ(refreshed.error().fault, Fault::not_found);
  EXPECT_NE(refreshed.error().message.find("hall"), std::string::npos);
}

TEST_F(LightArchiveTest, ABadFileIsLeftOut) {
  write_day(0);
  write_day(1);
  std::ofstream(store() + "/readings/hall/hall-2016-06-30.csv") << "no,header\n";
  LightArchive archive(store(), sensor);
  ASSERT_TRUE(archive.refresh());
  EXPECT_EQ(archive.span()->second, first + 24h);
}

}  // namespace

}  // namespace lamplighter::app
