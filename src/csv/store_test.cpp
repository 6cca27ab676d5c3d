// SPDX-License-Identifier: Apache-2.0
#include "csv/store.h"

#include "core/random.h"
#include "csv/row_text.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <string>

namespace lamplighter::csv {
namespace {

using namespace std::string_literals;
using lamplighter::testing::ScratchFolder;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Instant noon = *parse_instant("2016-07-02T12:00:00Z");
constexpr Instant always_from = Instant::min();
constexpr Instant always_until = Instant::max();

Reading reading(const std::string& sensor, Instant at, double lux) {
  return {SensorId(sensor), at, Lux(lux)};
}

Store open(const std::string& directory, StoreLimits limits = {}) {
  auto store = Store::open(directory, limits);
  EXPECT_TRUE(store) << store.error().message;
  return *std::move(store);
}

std::vector<double> stored(const std::string& directory, const std::string& sensor) {
  const auto read = read_store(directory, SensorId(sensor), always_from, always_until);
  EXPECT_TRUE(read) << read.error().message;
  std::vector<double> values;
  for (const auto& sample : read->readings.samples) values.push_back(sample.value.value());
  return values;
}

TEST(Store, IsForItsOwnerAloneWhateverTheUmask) {
  const ScratchFolder folder;
  const mode_t before = ::umask(0);
  {
    Store store = open(folder.path("made/store"));
    EXPECT_TRUE(store.append(reading("front", noon, 1.5)));
    EXPECT_TRUE(store.append(Change{noon, RoomName("front"), LampState::on}));
    EXPECT_TRUE(store.sync());
  }
  ::umask(before);
  int seen = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path(""))) {
    const auto open_to_others = entry.status().permissions() & std::filesystem::perms(077);
    EXPECT_EQ(open_to_others, std::filesystem::perms::none) << entry.path();
    ++seen;
  }
  EXPECT_EQ(seen, 9);  // made, store, three kinds, two rooms with a file each
}

TEST(Store, KeepsOneFileASensorAndUtcDay) {
  const ScratchFolder folder;
  Store store = open(folder.path("store"));
  const Instant midnight = *parse_instant("2016-07-03T00:00:00Z");
  ASSERT_TRUE(store.append(reading("front", midnight - 1us, 1.5)));
  ASSERT_TRUE(store.append(reading("front", midnight, -2)));
  ASSERT_TRUE(store.append(reading("a,b", midnight, 3)));
  ASSERT_TRUE(store.append(Change{midnight, RoomName("front"), LampState::on}));
  EXPECT_EQ(store.held_rows(), 4);
  ASSERT_TRUE(store.sync());
  EXPECT_EQ(store.held_rows(), 0);
  EXPECT_EQ(folder.read("store/readings/front/front-2016-07-02.csv"),
            "timestamp,datetime,sensor_id,value\n"
            "1467503999.999999,2016-07-02T23:59:59.999999Z,front,1.5\n");
  EXPECT_EQ(folder.read("store/readings/front/front-2016-07-03.csv"),
            "timestamp,datetime,sensor_id,value\n1467504000,2016-07-03T00:00:00Z,front,-2\n");
  EXPECT_EQ(folder.read("store/readings/a%2Cb/a%2Cb-2016-07-03.csv"),
            "timestamp,datetime,sensor_id,value\n1467504000,2016-07-03T00:00:00Z,\"a,b\",3\n");
  EXPECT_EQ(folder.read("store/lamps/front/front-2016-07-03.csv"),
            "timestamp,datetime,room,state\n1467504000,2016-07-03T00:00:00Z,front,on\n");
  EXPECT_THAT(store.take_repairs(), IsEmpty());
}

TEST(Store, AClockThatJumpsLosesAndOverwritesNoRow) {
  const ScratchFolder folder;
  std::vector<Reading> readings;
  Rng rng(7);
  Instant clock = noon;
  for (int i = 0; i < 100; ++i) {
    clock += 60s;
    if (rng.below(5) == 0) clock += std::chrono::days(rng.below(8000)) - std::chrono::days(4000);
    readings.push_back(reading("front", clock, i));
    Store store = open(folder.path("store"));  // restarts at every row too
    ASSERT_TRUE(store.append(readings.back()));
    ASSERT_TRUE(store.sync());
  }
  std::stable_sort(readings.begin(), readings.end(),
                   [](const Reading& a, const Reading& b) { return a.at < b.at; });
  const auto read = read_store(folder.path("store"), SensorId("front"), always_from, always_until);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->readings.samples.size(), readings.size());
  for (std::size_t i = 0; i < readings.size(); ++i)
    EXPECT_EQ(read->readings.samples[i], (Sample<Lux>{readings[i].at, readings[i].lux}));
}

TEST(Store, RefusesWhatNoRowCanHoldAndStoresTheRest) {
  const ScratchFolder folder;
  Store store = open(folder.path("store"));
  for (const std::string& id :
       {""s, "a\nb"s, "a\0b"s, "\xFF\xFE"s, std::string(10'240, 'x'), "a\rb"s}) {
    const auto kept = store.append(reading(id, noon, 1));
    ASSERT_FALSE(kept) << id.size();
    EXPECT_EQ(kept.error().fault, Fault::bad_input);
    EXPECT_EQ(kept.error().message.find('\n'), std::string::npos);
    EXPECT_LT(kept.error().message.size(), 200U);
  }
  for (const Instant at : {Instant() - 1us, from_epoch_seconds(4294967296), Instant::max()})
    EXPECT_EQ(store.append(reading("front", at, 1)).error().fault, Fault::bad_input);
  EXPECT_EQ(store.held_rows(), 0);
  ASSERT_TRUE(store.append(reading("../../etc/cron.d/x", noon, 1)));
  ASSERT_TRUE(store.append(reading("..", noon, 1)));
  ASSERT_TRUE(store.sync());
  EXPECT_THAT(stored_names(folder.path("store"), StoreKind::readings),
              ElementsAre("..", "../../etc/cron.d/x"));
  std::size_t outside = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.path("")))
    outside += entry.path().string().find("/store") == std::string::npos ? 1 : 0;
  EXPECT_EQ(outside, 0U);
}

TEST(Store, WritesToHundredsOfSensorsWithFewFilesOpen) {
  const ScratchFolder folder;
  const auto open_files = [] {
    const std::filesystem::directory_iterator files("/proc/self/fd");
    return std::distance(begin(files), end(files));
  };
  const auto before = open_files();
  Store store = open(folder.path("store"), {.open_files = 16});
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 300; ++i)
      ASSERT_TRUE(store.append(reading(fmt::format("s{}", i), noon + round * 1s, round)));
    ASSERT_TRUE(store.sync());
    EXPECT_LE(open_files() - before, 16 + 1);
  }
  ASSERT_EQ(stored_names(folder.path("store"), StoreKind::readings).size(), 300U);
  for (int i = 0; i < 300; i += 33)
    EXPECT_THAT(stored(folder.path("store"), fmt::format("s{}", i)), ElementsAre(0, 1));
}

TEST(Store, ASecondWriterIsRefusedUntilTheFirstIsGone) {
  const ScratchFolder folder;
  {
    Store first = open(folder.path("store"));
    const auto second = Store::open(folder.path("store"));
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().fault, Fault::refused);
    EXPECT_THAT(second.error().message, HasSubstr("another process"));
  }
  EXPECT_TRUE(Store::open(folder.path("store")));
}

TEST(Store, MendsTornFilesWhenItStartsAndSaysSo) {
  const ScratchFolder folder;
  const std::string header = "timestamp,datetime,sensor_id,value\n";
  const std::string torn = "1467504000,2016-07-03T00:00:00Z,fro";
  const std::string today =
      folder.write("store/readings/front/front-2016-07-03.csv", header + torn);
  const std::string yesterday =
      folder.write("store/readings/front/front-2016-07-02.csv", header + torn);
  const std::string aside = folder.write("store/readings/front/notes.txt", torn);
  Store store = open(folder.path("store"));
  EXPECT_THAT(store.take_repairs(), ElementsAre(yesterday + ": cut off a torn end of 35 bytes",
                                                today + ": cut off a torn end of 35 bytes"));
  EXPECT_THAT(store.take_repairs(), IsEmpty());
  EXPECT_EQ(folder.read("store/readings/front/front-2016-07-03.csv"), header);
  EXPECT_EQ(folder.read("store/readings/front/notes.txt"), torn);
}

TEST(Store, AFolderThatGoesAwayHoldsRowsUntilItIsBack) {
  const ScratchFolder folder;
  const std::string store_path = folder.path("store");
  Store store = open(store_path);
  ASSERT_TRUE(store.append(reading("front", noon, 1)));
  ASSERT_TRUE(store.sync());
  std::filesystem::rename(store_path, folder.path("away"));
  for (int i = 2; i <= 4; ++i) {
    ASSERT_TRUE(store.append(reading("front", noon + i * 60s, i)));
    const auto synced = store.sync();
    ASSERT_FALSE(synced);
    EXPECT_THAT(synced.error().message, HasSubstr(fmt::format("{} rows are held", i - 1)));
    EXPECT_FALSE(std::filesystem::exists(store_path)) << "a mount point must not be written into";
  }
  std::filesystem::rename(folder.path("away"), store_path);
  ASSERT_TRUE(store.sync());
  EXPECT_EQ(store.held_rows(), 0);
  EXPECT_THAT(stored(store_path, "front"), ElementsAre(1, 2, 3, 4));
}

// The case of a missing disk needs another device: tests/e2e/capture/capture_disk.sh.
TEST(Store, AFolderThatIsMadeAgainOnTheSameDiskTakesRows) {
  const ScratchFolder folder;
  const std::string store_path = folder.path("store");
  Store store = open(store_path);
  ASSERT_TRUE(store.append(reading("front", noon, 1)));
  ASSERT_TRUE(store.sync());
  std::filesystem::remove_all(store_path);
  std::filesystem::create_directory(store_path);
  ASSERT_TRUE(store.append(reading("front", noon + 60s, 2)));
  ASSERT_TRUE(store.append(Change{noon, RoomName("front"), LampState::on}));
  ASSERT_TRUE(store.sync());
  EXPECT_THAT(stored(store_path, "front"), ElementsAre(2));
  EXPECT_TRUE(is_store_in_use(store_path));
  for (const auto& kind : std::filesystem::directory_iterator(store_path))
    std::filesystem::remove_all(kind);
  ASSERT_TRUE(store.append(reading("front", noon + 120s, 3)));
  ASSERT_TRUE(store.sync());
  EXPECT_THAT(stored(store_path, "front"), ElementsAre(3));
}

TEST(Store, AnotherStoreInItsPlaceIsWrittenToAndLocked) {
  const ScratchFolder folder;
  Store store = open(folder.path("store"));
  ASSERT_TRUE(store.append(reading("front", noon, 1)));
  ASSERT_TRUE(store.sync());
  std::filesystem::rename(folder.path("store"), folder.path("old"));
  { open(folder.path("store")); }
  ASSERT_TRUE(store.append(reading("front", noon + 60s, 2)));
  ASSERT_TRUE(store.sync());
  EXPECT_THAT(stored(folder.path("store"), "front"), ElementsAre(2));
  EXPECT_THAT(stored(folder.path("old"), "front"), ElementsAre(1));
  EXPECT_EQ(Store::open(folder.path("store")).error().fault, Fault::refused);
}

TEST(Store, AFileThatIsRemovedUnderItIsCreatedAgain) {
  const ScratchFolder folder;
  Store store = open(folder.path("store"));
  ASSERT_TRUE(store.append(reading("front", noon, 1)));
  ASSERT_TRUE(store.sync());
  std::filesystem::remove_all(folder.path("store/readings/front"));
  ASSERT_TRUE(store.append(reading("front", noon + 60s, 2)));
  ASSERT_TRUE(store.sync());
  EXPECT_THAT(stored(folder.path("store"), "front"), ElementsAre(2));
}

TEST(Store, OneSensorsTroubleDoesNotHoldTheOthers) {
  const ScratchFolder folder;
  Store store = open(folder.path("store"));
  const std::string in_the_way = folder.write("store/readings/front", "a file, not a folder");
  ASSERT_TRUE(store.append(reading("front", noon, 1)));
  ASSERT_TRUE(store.append(reading("back", noon, 2)));
  const auto synced = store.sync();
  ASSERT_FALSE(synced);
  EXPECT_THAT(synced.error().message, HasSubstr("readings/front"));
  EXPECT_EQ(store.held_rows(), 1);
  EXPECT_THAT(stored(folder.path("store"), "back"), ElementsAre(2));
  std::filesystem::remove(in_the_way);
  EXPECT_TRUE(store.sync());
  EXPECT_THAT(stored(folder.path("store"), "front"), ElementsAre(1));
  EXPECT_THAT(stored(folder.path("store"), "back"), ElementsAre(2));
}

TEST(Store, HoldsRowsUpToABoundAndThenTakesNoMore) {
  const ScratchFolder folder;
  Store store = open(folder.path("store"), {.waiting_bytes = 1000, .held_bytes = 5000});
  std::filesystem::rename(folder.path("store"), folder.path("away"));
  int taken = 0;
  while (store.append(reading("front", noon + taken * 1s, taken))) ASSERT_LT(++taken, 1000);
  EXPECT_GT(taken, 100);
  EXPECT_LT(taken, 200);
  const auto refused = store.append(reading("front", noon + taken * 1s, taken));
  EXPECT_EQ(refused.error().fault, Fault::unavailable);
  EXPECT_EQ(store.held_rows(), taken);
  std::filesystem::rename(folder.path("away"), folder.path("store"));
  ASSERT_TRUE(store.sync());
  ASSERT_TRUE(store.append(reading("front", noon + taken * 1s, taken)));
  ASSERT_TRUE(store.sync());
  EXPECT_EQ(stored(folder.path("store"), "front").size(), static_cast<std::size_t>(taken) + 1);
}

TEST(Store, WritesOutByItselfWhenMuchIsWaiting) {
  const ScratchFolder folder;
  Store store = open(folder.path("store"), {.waiting_bytes = 1000});
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(store.append(reading("front", noon + i * 1s, i)));
  EXPECT_LT(store.held_rows(), 30);
  EXPECT_GT(stored(folder.path("store"), "front").size(), 970U);
}

}  // namespace

namespace {

Instant at(const char* text) { return *parse_instant(text); }

class StoreReading : public ::testing::Test {
 protected:
  /// A file of readings of `sensor`, one for each time, with values 1, 2, …
  void write(const std::string& sensor, const std::string& day,
             const std::vector<const char*>& times, const std::string& id) {
    std::vector<Sample<Lux>> samples;
    for (const char* time : times)
      samples.push_back({at(time), Lux(static_cast<double>(samples.size() + 1))});
    static_cast<void>(folder_.write("readings/" + sensor + "/" + sensor + "-" + day + ".csv",
                                    format_readings(SensorId(id), samples)));
  }
  void write_changes(const std::string& day, const std::vector<Change>& changes) {
    static_cast<void>(folder_.write("lamps/front/front-" + day + ".csv", format_on_off(changes)));
  }

  lamplighter::testing::ScratchFolder folder_;
};

TEST_F(StoreReading, GivesWhatLiesBetweenTwoInstants) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z", "2016-07-01T23:59:59Z"}, "front");
  write("front", "2016-07-02", {"2016-07-02T00:00:00Z", "2016-07-02T10:00:00Z"}, "front");
  write("front", "2016-07-03", {"2016-07-03T10:00:00Z"}, "front");
  const auto read = read_store(folder_.path(""), SensorId("front"), at("2016-07-01T23:59:59Z"),
                               at("2016-07-02T10:00:00Z"));
  ASSERT_TRUE(read);
  EXPECT_THAT(read->readings.samples, ElementsAre(Sample<Lux>{at("2016-07-01T23:59:59Z"), Lux(2)},
                                                  Sample<Lux>{at("2016-07-02T00:00:00Z"), Lux(1)}));
  EXPECT_EQ(read->readings.report.kept, 4) << "the day files as a whole";
  EXPECT_THAT(read->skipped, IsEmpty());
  const auto all = read_store(folder_.path(""), SensorId("front"), Instant::min(), Instant::max());
  ASSERT_TRUE(all);
  EXPECT_EQ(all->readings.samples.size(), 5U);
}

TEST_F(StoreReading, SkipsABadDayAndNamesIt) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z"}, "front");
  static_cast<void>(folder_.write("readings/front/front-2016-07-02.csv", std::string(5000, '\0')));
  write("front", "2016-07-03", {"2016-07-03T10:00:00Z"}, "front");
  const auto read = read_store(folder_.path(""), SensorId("front"), Instant::min(), Instant::max());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.samples.size(), 2U);
  EXPECT_THAT(read->skipped, ElementsAre(HasSubstr("front-2016-07-02.csv:1: expected the header")));
}

TEST_F(StoreReading, AnUnknownSensorIsNotFoundAndOneWithoutReadingsInTimeIsEmpty) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z"}, "front");
  for (const char* name : {"back", "", "../readings/front", "a\nb"}) {
    const auto none = read_store(folder_.path(""), SensorId(name), Instant::min(), Instant::max());
    ASSERT_FALSE(none) << name;
    EXPECT_EQ(none.error().fault, Fault::not_found);
  }
  const auto empty = read_store(folder_.path(""), SensorId("front"), at("2017-01-01T00:00:00Z"),
                                at("2017-02-01T00:00:00Z"));
  ASSERT_TRUE(empty);
  EXPECT_THAT(empty->readings.samples, IsEmpty());
  EXPECT_EQ(empty->readings.room.text(), "front");
}

TEST_F(StoreReading, ARenamedSensorsOldIdBelongsToItsFolder) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z"}, "1");
  const auto read = read_store(folder_.path(""), SensorId("front"), Instant::min(), Instant::max());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.samples.size(), 1U);
  EXPECT_EQ(read->readings.room.text(), "front");
}

TEST_F(StoreReading, RowsOfAnotherSensorInItsFolderAreSaidNotMixedIn) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z", "2016-07-01T12:00:00Z"}, "front");
  write("front", "2016-07-02", {"2016-07-02T10:00:00Z"}, "other");
  const auto read = read_store(folder_.path(""), SensorId("front"), Instant::min(), Instant::max());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.samples.size(), 2U);
  EXPECT_THAT(read->skipped, ElementsAre(HasSubstr("1 rows of \"other\"")));
}

TEST_F(StoreReading, ChangesBeginWithTheStateAtTheStart) {
  const RoomName front("front");
  const Change on{at("2016-07-01T20:00:00Z"), front, LampState::on};
  const Change off{at("2016-07-01T23:00:00Z"), front, LampState::off};
  const Change later{at("2016-07-05T20:00:00Z"), front, LampState::on};
  write_changes("2016-07-01", {on, off});
  write_changes("2016-07-03", {});
  write_changes("2016-07-05", {later});
  const auto read = [&](const char* from, const char* until) {
    auto changes = read_stored_changes(folder_.path(""), front, at(from), at(until));
    EXPECT_TRUE(changes) << changes.error().message;
    return changes->rows.changes;
  };
  EXPECT_THAT(read("2016-07-04T00:00:00Z", "2016-07-06T00:00:00Z"), ElementsAre(off, later));
  EXPECT_THAT(read("2016-07-04T00:00:00Z", "2016-07-05T20:00:00Z"), ElementsAre(off));
  EXPECT_THAT(read("2016-07-01T22:00:00Z", "2016-07-06T00:00:00Z"), ElementsAre(on, off, later));
  EXPECT_THAT(read("2016-07-01T23:00:00Z", "2016-07-02T00:00:00Z"), ElementsAre(off));
  EXPECT_THAT(read("2016-06-01T00:00:00Z", "2016-07-01T20:00:00Z"), IsEmpty());
  EXPECT_FALSE(
      read_stored_changes(folder_.path(""), RoomName("back"), Instant::min(), Instant::max()));
}

TEST(StoreOfHomes, HasAStoreForEachThatOnlyItsOwnerMayEnter) {
  const ScratchFolder folder;
  const mode_t before = ::umask(0);
  Store store = open(folder.path("all"), limits_of_homes);
  EXPECT_TRUE(store.append("a", reading("front", noon, 1)));
  EXPECT_TRUE(store.append("b", reading("front", noon, 2)));
  EXPECT_TRUE(store.append("b", Change{noon, RoomName("front"), LampState::on}));
  EXPECT_TRUE(store.sync());
  ::umask(before);
  EXPECT_THAT(stored(folder.path("all/homes/a"), "front"), ElementsAre(1));
  EXPECT_THAT(stored(folder.path("all/homes/b"), "front"), ElementsAre(2));
  EXPECT_THAT(stored_homes(folder.path("all")), ElementsAre("a", "b"));
  struct stat about {};
  ASSERT_EQ(::stat(folder.path("all/homes/a").c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0700u);
  for (const char* name : {"..", "a/b", ".lock", "a.forgotten"})
    EXPECT_FALSE(store.append(name, reading("front", noon, 3))) << name;
}

TEST(StoreOfHomes, StoresNothingOfAHomeThatWasForgotten) {
  const ScratchFolder folder;
  Store store = open(folder.path("all"));
  EXPECT_TRUE(store.append("a", reading("front", noon, 1)));
  EXPECT_TRUE(store.append("b", reading("front", noon, 2)));
  static_cast<void>(folder.write("all/homes/a.forgotten", ""));
  EXPECT_TRUE(store.sync());  // rows that were waiting are dropped
  EXPECT_EQ(store.held_rows(), 0);
  EXPECT_FALSE(std::filesystem::exists(folder.path("all/homes/a")));
  EXPECT_THAT(stored(folder.path("all/homes/b"), "front"), ElementsAre(2));
  const auto refused = store.append("a", reading("front", noon, 3));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::bad_input);
  EXPECT_THAT(refused.error().message, HasSubstr("lamplighter forget --home a --accept-again"));
}

TEST(StoreOfHomes, WritesMoreHomesThanFilesMayBeOpen) {
  const ScratchFolder folder;
  Store store = open(folder.path("all"), {.open_files = 4});
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 50; ++i)
      EXPECT_TRUE(store.append(fmt::format("h{}", i), reading("s", noon + round * 1min, i)));
    EXPECT_TRUE(store.sync());
  }
  for (int i = 0; i < 50; ++i)
    EXPECT_EQ(stored(folder.path(fmt::format("all/homes/h{}", i)), "s").size(), 3u) << i;
}

TEST(StoreFolders, AreReadAsOneWithoutDoubles) {
  const ScratchFolder folder;
  Store one = open(folder.path("one"));
  Store other = open(folder.path("other"));
  const Instant next_day = noon + 24h;
  EXPECT_TRUE(one.append(reading("front", noon, 1)));
  EXPECT_TRUE(other.append(reading("front", noon + 1min, 2)));
  EXPECT_TRUE(one.append(reading("front", noon + 2min, 3)));
  EXPECT_TRUE(other.append(reading("front", noon + 2min, 3)));  // stored by both
  EXPECT_TRUE(other.append(reading("front", next_day, 4)));
  EXPECT_TRUE(other.append(reading("back", noon, 5)));
  EXPECT_TRUE(one.append(Change{noon, RoomName("hall"), LampState::on}));
  EXPECT_TRUE(other.append(Change{noon + 1h, RoomName("hall"), LampState::off}));
  EXPECT_TRUE(one.sync());
  EXPECT_TRUE(other.sync());
  const StoreFolders both(folder.path("one"), {folder.path("other"), folder.path("none")});
  const auto read = read_store(both, SensorId("front"), always_from, always_until);
  ASSERT_TRUE(read) << read.error().message;
  std::vector<double> values;
  for (const auto& sample : read->readings.samples) values.push_back(sample.value.value());
  EXPECT_THAT(values, ElementsAre(1, 2, 3, 4));
  EXPECT_EQ(read->readings.report[Reason::duplicate].rows, 1);
  EXPECT_THAT(stored_names(both, StoreKind::readings), ElementsAre("back", "front"));
  const auto changes = read_stored_changes(both, RoomName("hall"), noon + 2h, always_until);
  ASSERT_TRUE(changes);
  ASSERT_EQ(changes->rows.changes.size(), 1u);  // the state then, whichever worker stored it
  EXPECT_EQ(changes->rows.changes.front().state, LampState::off);
}

}  // namespace

}  // namespace lamplighter::csv
