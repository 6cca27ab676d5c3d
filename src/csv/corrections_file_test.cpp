// SPDX-License-Identifier: Apache-2.0
#include "csv/corrections_file.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <fstream>

namespace lamplighter::csv {
namespace {

const std::string corrections_header = "timestamp,datetime,room,state,until\n";

const Instant evening = *parse_instant("2026-11-02T18:00:00Z");

std::vector<Correction> some() {
  const Instant later = evening + std::chrono::minutes(90);
  return {{evening, later, RoomName("hall"), LampState::on},
          {evening, later, RoomName("up, \"left\""), LampState::unknown},
          {evening, later + std::chrono::microseconds(1), RoomName("hall"), std::nullopt}};
}

TEST(CorrectionsFile, WhatIsWrittenIsReadBackInItsOrder) {
  const auto rows = parse_corrections("c.csv", format_corrections(some()));
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->corrections, some());
  EXPECT_EQ(rows->flawed, 0);
  EXPECT_EQ(format_corrections({some().front()}),
            corrections_header + "1793642400,2026-11-02T18:00:00Z,hall,on,1793647800\n");
}

TEST(CorrectionsFile, RowsWithAFlawAreCountedAndLeftOut) {
  for (const char* row :
       {"1793642400,,hall,on", "1793642400,,hall,lit,1793647800", "1793642400,,hall,on,soon",
        "1793642400,,hall,on,1793642400", ",,hall,on,1793647800", "1793642400,,,on,1793647800",
        "1793642400,,hall,on,1793647800,2", ""}) {
    const auto rows = parse_corrections(
        "c.csv", corrections_header + row + "\n" + "1793642400,,hall,off,1793647800\r\n");
    ASSERT_TRUE(rows) << row;
    EXPECT_EQ(rows->corrections.size(), 1U) << row;
    EXPECT_EQ(rows->flawed, 1) << row;
  }
}

TEST(CorrectionsFile, AnotherHeaderIsRefusedAndAnEmptyFileIsNone) {
  EXPECT_FALSE(parse_corrections("c.csv", "timestamp,datetime,room,state\n"));
  EXPECT_TRUE(parse_corrections("c.csv", "")->corrections.empty());
  EXPECT_TRUE(parse_corrections("c.csv", "timestamp,date")->corrections.empty());
}

TEST(CorrectionsFile, ARowIsAddedBehindATornOne) {
  const testing::ScratchFolder folder;
  const std::string path = corrections_path(folder.path("."));
  EXPECT_EQ(read_corrections(path).error().fault, Fault::not_found);
  ASSERT_TRUE(add_correction(path, some()[0]));
  std::ofstream(path, std::ios::app) << "17936424";
  ASSERT_TRUE(add_correction(path, some()[2]));
  const auto rows = read_corrections(path);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->corrections, (std::vector{some()[0], some()[2]}));
  EXPECT_EQ(rows->flawed, 1);
}

}  // namespace
}  // namespace lamplighter::csv
