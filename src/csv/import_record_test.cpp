// SPDX-License-Identifier: Apache-2.0
#include "csv/import_record.h"

#include "testing/in_child.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

namespace lamplighter::csv {
namespace {

using lamplighter::testing::in_child;
using lamplighter::testing::ScratchFolder;

const Instant day_end = *parse_instant("2026-11-30T00:00:00Z");

/// Readings on both sides of midnight, and a room's changes.
ImportRows some_rows(int readings) {
  ImportRows rows;
  rows.readings.push_back({SensorId("desk"), {}});
  for (int i = 0; i < readings; ++i)
    rows.readings[0].samples.push_back({day_end + (i - readings / 2) * 1min, Lux(i)});
  rows.changes = {{day_end - 1h, RoomName("living"), LampState::on},
                  {day_end + 1h, RoomName("living"), LampState::off}};
  return rows;
}

/// All files in a store with their content, except the records.
std::map<std::string, std::string> files_of(const std::string& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    const std::string path = entry.path().string().substr(directory.size());
    if (path.find("/imports/") != std::string::npos) continue;
    std::ifstream file(entry.path());
    files[path] = {std::istreambuf_iterator<char>(file), {}};
  }
  return files;
}

TEST(ImportRecord, AddsRowsAndTakesThemBack) {
  const ScratchFolder folder;
  const std::string directory = folder.path("store");
  auto store = *Store::open(directory);
  ASSERT_TRUE(store.append(Reading{SensorId("desk"), day_end + 30s, Lux(7)}));
  ASSERT_TRUE(store.append(Reading{SensorId("hall"), day_end, Lux(7)}));
  ASSERT_TRUE(store.sync());
  const auto before = files_of(directory);
  ASSERT_TRUE(add_import(store, directory, "import-1", some_rows(100)));
  EXPECT_EQ(imports_of(directory), std::vector<std::string>{"import-1"});
  const auto read = read_store(directory, SensorId("desk"), Instant::min(), Instant::max());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.samples.size(), 101U);
  EXPECT_EQ(read_on_off(stored_files(directory, StoreKind::lamps, "living"))->changes,
            some_rows(0).changes);
  EXPECT_EQ(add_import(store, directory, "import-1", some_rows(1)).error().fault, Fault::refused);
  EXPECT_EQ(*undo_import(store, directory, "import-1"), 102);
  EXPECT_EQ(files_of(directory), before);
  EXPECT_TRUE(imports_of(directory).empty());
  const auto none = undo_import(store, directory, "import-1");
  ASSERT_FALSE(none);
  EXPECT_EQ(none.error().fault, Fault::not_found);
  EXPECT_FALSE(undo_import(store, directory, "../../etc/passwd"));
}

/// If another process has the store open, the record is left to that process.
TEST(ImportRecord, IsLeftToTheProcessThatHasTheStore) {
  const ScratchFolder folder;
  const std::string directory = folder.path("store");
  auto store = *Store::open(directory);
  ASSERT_TRUE(leave_import(directory, "import-1", some_rows(100)));
  EXPECT_EQ(leave_import(directory, "import-1", some_rows(1)).error().fault, Fault::refused);
  EXPECT_TRUE(files_of(directory).empty());
  // Meanwhile it stored one of the rows itself, which is not yet in its file.
  ASSERT_TRUE(store.append(Reading{SensorId("desk"), day_end, Lux(50)}));
  EXPECT_EQ(*complete_imports(store, directory), std::vector<std::string>{"import-1"});
  EXPECT_TRUE(complete_imports(store, directory)->empty());
  const auto read = read_store(directory, SensorId("desk"), Instant::min(), Instant::max());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.samples.size(), 100U);
  EXPECT_EQ(read->readings.report.rejected_rows(), 0);
}

/// A full disk, simulated by a limit on the size of files, and kill -9 stop an import halfway.
TEST(ImportRecord, IsCompletedWhereItWasInterrupted) {
  for (const rlim_t limit : {2'000U, 6'000U, 20'000U, 60'000U}) {
    const ScratchFolder folder;
    const std::string directory = folder.path("store");
    in_child([&]() -> std::string {
      ::signal(SIGXFSZ, SIG_DFL);
      const rlimit small{limit, limit};
      auto store = Store::open(directory);
      ::setrlimit(RLIMIT_FSIZE, &small);
      static_cast<void>(add_import(*store, directory, "import-1", some_rows(2000)));
      ::raise(SIGKILL);
      return {};
    });
    auto store = *Store::open(directory);
    const auto finished = finish_imports(store, directory);
    ASSERT_TRUE(finished) << finished.error().message;
    if (imports_of(directory).empty()) {  // killed before the record was complete
      EXPECT_TRUE(files_of(directory).empty()) << limit;
      ASSERT_TRUE(add_import(store, directory, "import-1", some_rows(2000)));
    }
    const auto read = read_store(directory, SensorId("desk"), Instant::min(), Instant::max());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->readings.samples.size(), 2000U) << limit;
    EXPECT_EQ(read->readings.report.rejected_rows(), 0) << limit;
  }
}

/// The record is on disk and the process dies when some of the rows are in the store.
TEST(ImportRecord, CompletesAPendingRecordWithoutDoubles) {
  const ScratchFolder folder;
  const std::string directory = folder.path("store");
  {
    auto store = *Store::open(directory);
    ASSERT_TRUE(add_import(store, directory, "import-1", some_rows(2000)));
  }
  const auto whole = files_of(directory);
  std::filesystem::rename(directory + "/imports/import-1.csv",
                          directory + "/imports/import-1.pending");
  const std::string day = directory + "/readings/desk/desk-2026-11-30.csv";
  std::filesystem::resize_file(day, std::filesystem::file_size(day) / 2);  // within a row
  std::filesystem::remove(directory + "/lamps/living/living-2026-11-29.csv");
  auto store = *Store::open(directory);
  EXPECT_EQ(*finish_imports(store, directory), std::vector<std::string>{"import-1"});
  EXPECT_EQ(files_of(directory), whole);
  EXPECT_TRUE(finish_imports(store, directory)->empty());
}

}  // namespace
}  // namespace lamplighter::csv
