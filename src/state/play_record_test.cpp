// SPDX-License-Identifier: Apache-2.0
#include "state/play_record.h"

#include "csv/on_off_file.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace lamplighter::app {
namespace {

using Outcome = PlayStep::Outcome;

const RoomName hall("hall");
const Instant evening = *parse_instant("2026-11-24T19:42:17.25Z");

class PlayRecordTest : public ::testing::Test {
 protected:
  testing::ScratchFolder folder;
  PlayRecord record{folder.path(".")};
};

TEST_F(PlayRecordTest, WhatWasSwitchedReadsBackAsAnOnOffFile) {
  ASSERT_TRUE(record.took({evening, hall, OnOff::on, Outcome::switched, ""}));
  ASSERT_TRUE(record.took({evening + 1h, hall, OnOff::on, Outcome::failed, "no answer"}));
  ASSERT_TRUE(record.took({evening + 2h, hall, OnOff::off, Outcome::handed_over, ""}));
  const auto rows = csv::read_on_off({played_path(folder.path("."))});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->changes, (std::vector<Change>{{evening, hall, LampState::on},
                                                {evening + 2h, hall, LampState::unknown}}));
}

TEST_F(PlayRecordTest, AbsencesAreAFileOfTheirOwnForTheOwnerAlone) {
  ASSERT_TRUE(record.turned(true, evening));
  ASSERT_TRUE(record.turned(false, evening + 24h));
  const auto rows = csv::read_on_off({absences_path(folder.path("."))});
  ASSERT_TRUE(rows);
  const RoomName household(absent_household);
  EXPECT_EQ(rows->changes, (std::vector<Change>{{evening, household, LampState::on},
                                                {evening + 24h, household, LampState::off}}));
  struct stat status {};
  ASSERT_EQ(::stat(absences_path(folder.path(".")).c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(PlayRecordTest, ATornRowSpoilsNoOther) {
  ASSERT_TRUE(record.turned(true, evening));
  std::ofstream(absences_path(folder.path(".")), std::ios::app) << "17900";
  ASSERT_TRUE(record.turned(false, evening + 1h));
  const auto rows = csv::read_on_off({absences_path(folder.path("."))});
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->changes.size(), 2U);
}

TEST_F(PlayRecordTest, AStoreThatIsGoneIsAnError) {
  const Result<void> written = PlayRecord("/nonexistent").turned(true, evening);
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().fault, Fault::not_found);
}

}  // namespace
}  // namespace lamplighter::app
