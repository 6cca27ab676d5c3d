// SPDX-License-Identifier: Apache-2.0
// Any bytes as a recorder's file, and any texts as the fields of its rows: read or refused.
#include "home_assistant/recorder_file.h"
#include "require.h"

#include <sys/stat.h>

#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

using namespace lamplighter;

namespace {

const std::string& path() {
  static const std::string made = [] {
    struct stat about {};
    const bool has_memory = ::stat("/dev/shm", &about) == 0;
    return (has_memory ? "/dev/shm/recorder-fuzz-" : "recorder-fuzz-") + std::to_string(::getpid());
  }();
  return made;
}

/// A database whose rows have the lines of `text` as their fields: state, time as a number or text.
void make_rows(std::string_view text) {
  sqlite3* database = nullptr;
  ::unlink(path().c_str());
  sqlite3_open(path().c_str(), &database);
  sqlite3_exec(database,
               "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
               "CREATE TABLE states_meta(metadata_id INTEGER PRIMARY KEY, entity_id TEXT);"
               "INSERT INTO states_meta VALUES(1, 'light.desk'), (2, 'sensor.lux');"
               "CREATE TABLE recorder_runs(run_id INTEGER PRIMARY KEY, start TEXT, \"end\" TEXT);"
               "CREATE TABLE states(state_id INTEGER PRIMARY KEY, entity_id TEXT, state TEXT, "
               "last_updated TEXT, last_updated_ts FLOAT, metadata_id INTEGER);",
               nullptr, nullptr, nullptr);
  sqlite3_stmt* insert = nullptr;
  sqlite3_prepare_v2(database,
                     "INSERT INTO states(state, last_updated, last_updated_ts, metadata_id) "
                     "VALUES(?1, ?2, ?2, 1 + (?3 % 2))",
                     -1, &insert, nullptr);
  for (int row = 0; !text.empty() && row < 200; ++row) {
    for (int field = 1; field <= 2; ++field) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      sqlite3_bind_text(insert, field, text.data(), static_cast<int>(end), SQLITE_TRANSIENT);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    sqlite3_bind_int(insert, 3, row);
    sqlite3_step(insert);
    sqlite3_reset(insert);
  }
  sqlite3_finalize(insert);
  sqlite3_close(database);
}

void read() {
  auto file = home_assistant::RecorderFile::open(path());
  if (!file) return;
  static_cast<void>(file->candidates());
  static_cast<void>(file->last());
  for (const char* entity : {"light.desk", "sensor.lux", "person.anna"}) {
    const auto series = file->read(entity, LampState::off);
    if (!series) continue;
    const auto is_before = [](const auto& a, const auto& b) { return a.at < b.at; };
    require(std::is_sorted(series->states.begin(), series->states.end(), is_before));
    require(std::is_sorted(series->light.begin(), series->light.end(), is_before));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  if (input.starts_with("SQLite")) {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << input;
  } else {
    make_rows(input);
  }
  read();
  ::unlink(path().c_str());
  return 0;
}
