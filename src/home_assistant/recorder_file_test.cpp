// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/recorder_file.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <sqlite3.h>

namespace lamplighter::home_assistant {
namespace {

using lamplighter::testing::ScratchFolder;

void run(const std::string& path, const std::string& sql) {
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
  char* error = nullptr;
  EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error), SQLITE_OK) << error;
  sqlite3_free(error);
  sqlite3_close(database);
}

/// Since 2023.4: names in their own table, times as seconds.
const char* const today =
    "PRAGMA journal_mode=WAL;"
    "CREATE TABLE states_meta(metadata_id INTEGER PRIMARY KEY, entity_id TEXT);"
    "CREATE TABLE states(state_id INTEGER PRIMARY KEY, entity_id TEXT, state TEXT, last_updated "
    "TEXT, last_changed_ts REAL, last_updated_ts REAL, metadata_id INTEGER);"
    "CREATE INDEX ix ON states(metadata_id,last_updated_ts);"
    "CREATE TABLE recorder_runs(run_id INTEGER PRIMARY KEY, start TEXT, \"end\" TEXT);"
    "INSERT INTO states_meta VALUES(1,'light.desk'),(2,'sensor.desk_lux'),(3,'sensor.power');"
    "INSERT INTO states(state,last_updated_ts,metadata_id) VALUES('off',1764500000.0,1),"
    "('on',1764503600.5,1),('37.5',1764503601.0,2),('unknown',1764503602.0,2),"
    "('unavailable',1764510000.0,1),('on',1764510010.0,1),('9',1764520000.0,3);"
    "INSERT INTO recorder_runs(start,\"end\") VALUES('2025-11-30 10:00:00.000000',"
    "'2025-11-30 13:20:00.000000');";

/// Until 2022: names and times as text in the row.
const char* const old =
    "CREATE TABLE states(state_id INTEGER PRIMARY KEY, entity_id TEXT, state TEXT, last_changed "
    "TEXT, last_updated TEXT);"
    "CREATE INDEX ix ON states(entity_id,last_updated);"
    "INSERT INTO states(entity_id,state,last_updated) VALUES"
    "('light.desk','off','2022-03-01 18:00:00.000000'),"
    "('light.desk','on','2022-03-01 19:00:00.250000'),"
    "('sensor.desk_illuminance','12','2022-03-01 19:00:01.000000');";

TEST(RecorderFile, ReadsLampsAndLightOfToday) {
  const ScratchFolder folder;
  const std::string path = folder.path("home-assistant_v2.db");
  run(path, today);
  auto file = RecorderFile::open(path);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(*file->candidates(), (std::vector<std::string>{"light.desk", "sensor.desk_lux"}));
  EXPECT_EQ(to_epoch_seconds(**file->last()), 1764520000.0);
  const auto lamp = file->read("light.desk", LampState::unknown);
  ASSERT_TRUE(lamp) << lamp.error().message;
  // Home Assistant stopped at 13:20 UTC, 1764508800: unknown until the next row.
  const auto at = [](double seconds) { return from_epoch_seconds(seconds); };
  const std::vector<Sample<LampState>> expected{{at(1764500000), LampState::off},
                                                {at(1764503600.5), LampState::on},
                                                {at(1764508800), LampState::unknown},
                                                {at(1764510000), LampState::unknown},
                                                {at(1764510010), LampState::on}};
  EXPECT_EQ(lamp->states, expected);
  const auto light = file->read("sensor.desk_lux", LampState::unknown);
  ASSERT_EQ(light->light.size(), 1U);
  EXPECT_EQ(light->light[0].value, Lux(37.5));
  EXPECT_EQ(file->read("light.none", LampState::unknown)->size(), 0U);
}

TEST(RecorderFile, ReadsTheSchemaOf2022) {
  const ScratchFolder folder;
  const std::string path = folder.path("old.db");
  run(path, old);
  auto file = RecorderFile::open(path);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(*file->candidates(),
            (std::vector<std::string>{"light.desk", "sensor.desk_illuminance"}));
  const auto lamp = file->read("light.desk", LampState::unknown);
  ASSERT_EQ(lamp->states.size(), 2U);
  EXPECT_EQ(to_iso(lamp->states[1].at), "2022-03-01T19:00:00.250000Z");
  EXPECT_EQ(to_iso(**file->last()), "2022-03-01T19:00:01Z");
}

TEST(RecorderFile, RefusesOtherFiles) {
  const ScratchFolder folder;
  EXPECT_EQ(RecorderFile::open(folder.path("none.db")).error().fault, Fault::not_found);
  const auto text = RecorderFile::open(folder.write("text.db", std::string(5000, 'x')));
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().fault, Fault::bad_input);
  const std::string other = folder.path("other.db");
  run(other, "CREATE TABLE states(a, b)");
  ASSERT_FALSE(RecorderFile::open(other));
  EXPECT_NE(RecorderFile::open(other).error().message.find("recorder"), std::string::npos);
}

}  // namespace
}  // namespace lamplighter::home_assistant
