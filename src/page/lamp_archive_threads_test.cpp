// SPDX-License-Identifier: Apache-2.0
#include "csv/names.h"
#include "csv/on_off_file.h"
#include "csv/row_text.h"
#include "detection/changes.h"
#include "page/house_archive.h"
#include "page/light_archive.h"
#include "sky/sun.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <future>

namespace lamplighter::app {
namespace {

namespace fs = std::filesystem;

const RoomName hall("hall");
const Place berlin{52.52, 13.4, *TimeZone::find("Europe/Berlin")};
const Instant first = *parse_instant("2016-11-01T00:00:00Z");

/// Days with a lamp of 60 lux from 18:00 to 21:00 UTC.
std::vector<Sample<Lux>> light(int days) {
  std::vector<Sample<Lux>> samples;
  for (int i = 0; i < days * 1440; ++i) {
    const Instant at = first + i * 1min;
    const double up = std::max(0.0, sun_elevation_degrees(berlin.latitude, berlin.longitude, at));
    const int minute = i % 1440;
    const double lamp = minute >= 18 * 60 && minute < 21 * 60 ? 60 : 0;
    samples.push_back({at, Lux(20 * up + lamp + (i % 3) * 0.3)});
  }
  return samples;
}

void write(const std::string& store, const std::vector<Sample<Lux>>& samples) {
  fs::create_directories(store + "/readings/hall");
  for (std::size_t i = 0; i < samples.size(); i += 1440) {
    const Date day(std::chrono::floor<std::chrono::days>(samples[i].at));
    std::ofstream(store + "/" + csv::store_path(csv::StoreKind::readings, "hall", day))
        << csv::format_readings(SensorId("hall"),
                                std::span(samples).subspan(i).first(
                                    std::min<std::size_t>(1440, samples.size() - i)));
  }
}

class LampArchiveTest : public ::testing::Test {
 protected:
  LampArchiveTest() { lights.try_emplace(hall, store(), SensorId("hall")); }
  std::string store() { return folder.path("store"); }

  testing::ScratchFolder folder;
  std::map<RoomName, LightArchive> lights;
};

TEST_F(LampArchiveTest, FindsALampInTheBackgroundAndTellsOfIt) {
  const auto samples = light(14);
  write(store(), samples);
  ASSERT_TRUE(lights.at(hall).refresh());
  std::promise<void> found;
  LampArchive archive(store(), lights, berlin, [&] { found.set_value(); });
  const auto before = archive.lamps(hall, first, first + 14 * 24h);
  EXPECT_FALSE(before.is_complete);
  found.get_future().wait();
  const auto after = archive.lamps(hall, first, first + 14 * 24h);
  EXPECT_TRUE(after.is_complete);
  EXPECT_EQ(after.source, "detected");
  const auto detected = lamp_changes(detect_lamps(samples, berlin), hall);
  ASSERT_GT(detected.size(), 28U);
  EXPECT_EQ(after.changes, detected);
}

TEST_F(LampArchiveTest, KeepsWhatItFound) {
  write(store(), light(14));
  ASSERT_TRUE(lights.at(hall).refresh());
  std::promise<void> found;
  {
    LampArchive archive(store(), lights, berlin, [&] { found.set_value(); });
    EXPECT_FALSE(archive.lamps(hall, first, first + 24h).is_complete);
    found.get_future().wait();
  }
  LampArchive archive(store(), lights, berlin, [] { ADD_FAILURE() << "worked out again"; });
  EXPECT_TRUE(archive.lamps(hall, first, first + 24h).is_complete);
}

TEST_F(LampArchiveTest, UsesTheReportsOfLampsThatSendThem) {
  write(store(), light(2));
  fs::create_directories(store() + "/lamps/hall");
  const std::vector<Change> reported{{first + 1h, hall, LampState::on},
                                     {first + 2h, hall, LampState::off}};
  std::ofstream(store() + "/lamps/hall/hall-2016-11-01.csv") << csv::format_on_off(reported);
  LampArchive archive(store(), lights, berlin, [] { ADD_FAILURE() << "nothing to work out"; });
  const auto lamps = archive.lamps(hall, first, first + 24h);
  EXPECT_EQ(lamps.source, "told");
  EXPECT_EQ(lamps.changes, reported);
  EXPECT_TRUE(lamps.is_complete);
}

TEST_F(LampArchiveTest, BeforeTheLampsReportTheirStateIsDetectedInTheLight) {
  const auto samples = light(14);
  write(store(), samples);
  ASSERT_TRUE(lights.at(hall).refresh());
  fs::create_directories(store() + "/lamps/hall");
  const std::vector<Change> reports{{first + 13 * 24h + 1h, hall, LampState::on},
                                    {first + 13 * 24h + 2h, hall, LampState::off}};
  std::ofstream(store() + "/lamps/hall/hall-2016-11-14.csv") << csv::format_on_off(reports);
  std::promise<void> found;
  LampArchive archive(store(), lights, berlin, [&] { found.set_value(); });
  ASSERT_FALSE(archive.lamps(hall, first, first + 14 * 24h).is_complete);
  found.get_future().wait();
  const auto lamps = archive.lamps(hall, first, first + 14 * 24h);
  EXPECT_TRUE(lamps.is_complete);
  EXPECT_EQ(lamps.source, "told");
  EXPECT_GT(std::ranges::count(lamps.changes, LampState::on, &Change::state), 12);
  ASSERT_GT(lamps.changes.size(), reports.size());
  EXPECT_TRUE(std::equal(reports.begin(), reports.end(), lamps.changes.end() - 2));
}

TEST_F(LampArchiveTest, CorrectionsTakePrecedence) {
  fs::create_directories(store() + "/lamps/hall");
  std::ofstream(store() + "/lamps/hall/hall-2016-11-01.csv") << csv::format_on_off(
      std::vector<Change>{{first + 1h, hall, LampState::on}, {first + 2h, hall, LampState::off}});
  write(store(), light(2));
  ASSERT_TRUE(csv::add_correction(csv::corrections_path(store()),
                                  {first + 90min, first + 48h, hall, LampState::unknown}));
  LampArchive archive(store(), lights, berlin, [] {});
  EXPECT_EQ(archive.lamps(hall, first, first + 24h).changes,
            (std::vector<Change>{{first + 1h, hall, LampState::on},
                                 {first + 90min, hall, LampState::unknown},
                                 {first + 24h, hall, LampState::off}}));
}

TEST_F(LampArchiveTest, AtNightTheLastWeeksAreFoundAgainWithoutARequest) {
  auto samples = light(15);
  samples.resize(14 * 1440 + 180);  // until 04:00 in Berlin
  write(store(), samples);
  std::promise<void> found;
  {
    LampArchive archive(
        store(), lights, berlin, [&] { found.set_value(); }, 1ms);
    found.get_future().wait();
  }
  EXPECT_TRUE(read_detected(store(), hall, {2016, 11}));
}

TEST_F(LampArchiveTest, SaysWhetherLampsAreOnNowOnceTheLastWeeksHaveBeenLookedAt) {
  auto samples = light(15);
  samples.resize(14 * 1440 + 19 * 60);  // an hour after the lamp went on
  const Instant now = samples.back().at + 30s;
  write(store(), samples);
  ASSERT_TRUE(lights.at(hall).refresh());
  std::promise<void> found;
  LampArchive archive(store(), lights, berlin, [&] { found.set_value(); });
  EXPECT_FALSE(archive.now(hall, now));
  EXPECT_FALSE(archive.now(RoomName("attic"), now));
  found.get_future().wait();
  const std::optional<LampsNow> lit = archive.now(hall, now);
  ASSERT_TRUE(lit);
  EXPECT_EQ(lit->at, samples.back().at);
  EXPECT_EQ(lit->state, LampState::on);
  EXPECT_NEAR(lit->lux, 60, 6);
  EXPECT_FALSE(archive.now(hall, now + 16min)) << "it has fallen silent";

  const auto whole = light(15);
  write(store(), whole);  // what arrived in the meantime
  const std::optional<LampsNow> later = archive.now(hall, whole.back().at);
  ASSERT_TRUE(later);
  EXPECT_EQ(later->at, whole.back().at);
  EXPECT_EQ(later->state, LampState::off);
}

TEST_F(LampArchiveTest, ARoomWithoutReadingsHasNoPast) {
  LampArchive archive(store(), lights, berlin, [] {});
  const auto lamps = archive.lamps(hall, first, first + 24h);
  EXPECT_TRUE(lamps.changes.empty());
  EXPECT_TRUE(lamps.is_complete);
}

}  // namespace
}  // namespace lamplighter::app
