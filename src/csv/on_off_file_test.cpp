// SPDX-License-Identifier: Apache-2.0
#include "csv/on_off_file.h"

#include "core/random.h"
#include "csv/names.h"
#include "csv/row_text.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <string>

namespace lamplighter::csv {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string on_off_header = "timestamp,datetime,room,state\n";

Change change(double epoch, const std::string& room, LampState state) {
  return {from_epoch_seconds(epoch), RoomName(room), state};
}

OnOffRows parse(const std::string& text) {
  auto rows = parse_on_off("o.csv", text);
  EXPECT_TRUE(rows) << rows.error().message;
  return *std::move(rows);
}

TEST(OnOffFile, RowsAreChangesThatHoldUntilTheRoomsNextRow) {
  const OnOffRows rows =
      parse(on_off_header + "1467431030.25,2016-07-02T03:43:50.250000Z,front,on\n" +
            "1467431040,,\"a, \"\"b\"\"\",unknown\r\n1467431050,x,front,off\n");
  EXPECT_THAT(rows.changes, ElementsAre(change(1467431030.25, "front", LampState::on),
                                        change(1467431040, "a, \"b\"", LampState::unknown),
                                        change(1467431050, "front", LampState::off)));
  EXPECT_EQ(rows.report.kept, 3);
  EXPECT_EQ(rows.report.rejected_rows(), 0);
  EXPECT_THAT(rows.rooms, ElementsAre(NameSeen{"front", {2, "o.csv", 2}},
                                      NameSeen{"a, \"b\"", {1, "o.csv", 3}}));
  EXPECT_THAT(rows.report.sentences(), IsEmpty());
}

TEST(OnOffFile, EachFlawIsCountedWithItsLineAndTheOtherRowsStay) {
  const std::vector<std::pair<Reason, std::string>> cases{
      {Reason::wrong_columns, ""},
      {Reason::wrong_columns, "1467431035,x,front"},
      {Reason::wrong_columns, "1467431035,x,front,on,"},
      {Reason::time_not_number, "2016-07-02,x,front,on"},
      {Reason::time_out_of_range, "1e400,x,front,on"},
      {Reason::bad_state, "1467431035,x,front,ON"},
      {Reason::bad_state, "1467431035,x,front,"},
      {Reason::bad_state, "1467431035,x,front,1"},
      {Reason::bad_name, "1467431035,x,,on"},
      {Reason::bad_name, "1467431035,x,\x1B[2J,on"},
      {Reason::zero_bytes, "1467431035,x,front,on\0"s},
      {Reason::duplicate, "1467431030,x,front,on"},
      {Reason::same_time, "1467431030,x,front,off"},
  };
  for (const auto& [reason, line] : cases) {
    const OnOffRows rows =
        parse(on_off_header + "1467431030,x,front,on\n" + line + "\n1467431040,x,front,off\n");
    EXPECT_EQ(rows.changes.size(), 2U) << printable(line);
    EXPECT_EQ(rows.report.kept, 2) << printable(line);
    EXPECT_EQ(rows.report.rejected_rows(), 1) << printable(line);
    EXPECT_EQ(rows.report[reason].rows, 1) << printable(line);
    EXPECT_EQ(rows.report[reason].line, 3) << printable(line);
  }
}

TEST(OnOffFile, ALampThatFlickersWithinASecondIsAsItWasLast) {
  const OnOffRows rows = parse(on_off_header + "1467431030,x,a,on\n1467431090,x,a,off\n" +
                               "1467431090,x,a,on\n1467431090,x,a,off\n1467431120,x,a,on\n");
  EXPECT_THAT(rows.changes, ElementsAre(change(1467431030, "a", LampState::on),
                                        change(1467431090, "a", LampState::off),
                                        change(1467431120, "a", LampState::on)));
  EXPECT_EQ(rows.report[Reason::same_time].rows, 2);
}

TEST(OnOffFile, OrderIsARoomsOwnSoFilesMayListRoomByRoom) {
  const OnOffRows rows = parse(on_off_header + "1467431030,x,b,on\n1467431090,x,b,off\n" +
                               "1467431030,x,a,on\n1467431060,x,a,off\n1467431040,x,a,unknown\n");
  EXPECT_THAT(rows.changes, ElementsAre(change(1467431030, "a", LampState::on),
                                        change(1467431030, "b", LampState::on),
                                        change(1467431040, "a", LampState::unknown),
                                        change(1467431060, "a", LampState::off),
                                        change(1467431090, "b", LampState::off)));
  EXPECT_EQ(rows.report.out_of_order.rows, 1);
  EXPECT_EQ(rows.report.out_of_order.line, 6);
}

TEST(OnOffFile, ATornLastLineIsLeftOut) {
  const OnOffRows rows = parse(on_off_header + "1467431030,x,front,on\n1467431040,x,front,o");
  EXPECT_EQ(rows.changes.size(), 1U);
  EXPECT_EQ(rows.report[Reason::torn_last_line].line, 3);
}

TEST(OnOffFile, EmptyOrTornWithinTheHeaderIsNoChanges) {
  for (const std::string& text : {""s, on_off_header, on_off_header.substr(0, 7)}) {
    const OnOffRows rows = parse(text);
    EXPECT_TRUE(rows.changes.empty());
    EXPECT_EQ(rows.report, ReadReport{});
  }
}

TEST(OnOffFile, AnotherHeaderIsAnErrorAlsoThatOfReadings) {
  for (const std::string& text :
       {"timestamp,datetime,sensor_id,value\n"s, std::string(100, '\0')}) {
    const auto rows = parse_on_off("o.csv", text);
    ASSERT_FALSE(rows);
    EXPECT_EQ(rows.error().fault, Fault::bad_input);
    EXPECT_THAT(rows.error().message, HasSubstr("o.csv:1: expected the header"));
  }
}

TEST(OnOffFile, WhatIsWrittenIsReadBack) {
  const lamplighter::testing::ScratchFolder folder;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    std::vector<Change> changes;
    Instant at = from_epoch_seconds(1467431000);
    for (int i = 0; i < 100; ++i) {
      at += std::chrono::microseconds(1 + rng.below(1'000'000'000));
      const char* const rooms[] = {"front", "a,b", "\"", "Küche", "100%"};
      changes.push_back({at, RoomName(rooms[rng.below(5)]), all_lamp_states[rng.below(3)]});
    }
    const std::string path = folder.write(fmt::format("{}.csv", seed), format_on_off(changes));
    const auto rows = read_on_off({path});
    ASSERT_TRUE(rows) << rows.error().message;
    EXPECT_EQ(rows->changes, changes);
    EXPECT_EQ(rows->report.rejected_rows(), 0);
  }
}

TEST(OnOffFile, SeveralFilesAreOneSequence) {
  const lamplighter::testing::ScratchFolder folder;
  const std::string a =
      folder.write("a.csv", on_off_header + "1467431030,x,a,on\n1467431060,x,a,off\n");
  const std::string b =
      folder.write("b.csv", on_off_header + "1467431040,x,b,on\n1467431060,x,a,on\n");
  const auto rows = read_on_off({a, b});
  ASSERT_TRUE(rows);
  EXPECT_THAT(rows->changes, ElementsAre(change(1467431030, "a", LampState::on),
                                         change(1467431040, "b", LampState::on),
                                         change(1467431060, "a", LampState::off)));
  EXPECT_EQ(rows->report[Reason::same_time].file, b);
  EXPECT_EQ(rows->report[Reason::same_time].line, 3);
  EXPECT_FALSE(read_on_off({a, folder.path("none.csv")}));
}

}  // namespace

namespace {

const std::string looks_header = "timestamp,datetime,room,look\n";
const RoomName hall("hall");

TEST(LooksFile, ReadsBackWhatWasWritten) {
  const std::vector<LookChange> changes{{from_epoch_seconds(1467481502.5), hall, {42.5, 370}},
                                        {from_epoch_seconds(1467481503), hall, {{}, 200}},
                                        {from_epoch_seconds(1467481503), RoomName("x,y"), {7, {}}}};
  std::string text = looks_header;
  for (const LookChange& change : changes) append_row(text, change);
  const auto rows = parse_looks("l.csv", text);
  ASSERT_TRUE(rows) << rows.error().message;
  EXPECT_EQ(rows->changes, changes);
  EXPECT_EQ(rows->report.rejected_rows(), 0);
}

TEST(LooksFile, CountsWhatIsNoLook) {
  const auto rows =
      parse_looks("l.csv", looks_header + "1467481502,x,hall,40%\n1467481503,x,hall,40\n" +
                               "1467481504,x,hall,on\n1467481505,x,hall,50%");
  ASSERT_TRUE(rows);
  EXPECT_EQ(rows->changes.size(), 1U);
  EXPECT_EQ(rows->report[Reason::bad_look].rows, 2);
  EXPECT_EQ(rows->report[Reason::torn_last_line].rows, 1);
}

TEST(LooksFile, IsNoOnOffFile) {
  EXPECT_FALSE(parse_looks("l.csv", "timestamp,datetime,room,state\n"));
  EXPECT_FALSE(parse_on_off("l.csv", looks_header));
}

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
