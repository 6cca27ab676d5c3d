// SPDX-License-Identifier: Apache-2.0
#include "capturing/journal.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace lamplighter {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t small = 4096;

JournaledRow reading(int n, const std::string& sensor = "front-room") {
  return {Reading{SensorId(sensor), Instant(std::chrono::microseconds(1467481502824865 + n)),
                  Lux(20.5 + n)},
          {static_cast<std::uint16_t>(n + 1), static_cast<std::uint32_t>(n * 7)}};
}

std::vector<JournaledRow> readings(int from, int to) {
  std::vector<JournaledRow> all;
  for (int n = from; n < to; ++n) all.push_back(reading(n));
  return all;
}

std::unique_ptr<Journal> open(const testing::ScratchFolder& folder) {
  auto journal = Journal::open(folder.path(""), small);
  EXPECT_TRUE(journal) << journal.error().message;
  return *std::move(journal);
}

/// Writes until the current file is more than half full, and settles: the next write goes to the
/// other file.
int fill_and_turn(Journal& journal, int from) {
  constexpr int lines = 40;  // about 60 bytes each
  for (int n = from; n < from + lines; n += 5) EXPECT_TRUE(journal.write(readings(n, n + 5)));
  EXPECT_TRUE(journal.settle());
  return from + lines;
}

/// Changes one byte of a file.
void spoil(const std::string& path, std::size_t at) {
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(static_cast<std::streamoff>(at));
  file.put('~');
}

/// The file that is written to now: the one that changed last.
std::string file_with(const testing::ScratchFolder& folder, const std::string& text) {
  for (const std::string name : {"capture-0.journal", "capture-1.journal"}) {
    if (folder.read(name).find(text) != std::string::npos) return name;
  }
  return "";
}

TEST(Journal, FindsRowsOfFilesThatWereMadeForMore) {
  const testing::ScratchFolder folder;
  {
    auto large = Journal::open(folder.path(""), 8 * small);
    ASSERT_TRUE(large);
    ASSERT_TRUE((*large)->settle());
    for (int n = 0; n < 150; n += 10) ASSERT_TRUE((*large)->write(readings(n, n + 10)));
  }
  EXPECT_EQ(open(folder)->unsettled.size(), 150u);
}

TEST(Journal, FindsWhatWasWrittenAndNotSettled) {
  const testing::ScratchFolder folder;
  const JournaledRow change{Change{Instant(1s), RoomName("K\u00fcche 1"), LampState::on}, {0, 0}};
  const JournaledRow negative{Reading{SensorId("a/b"), Instant(-1us), Lux(-3.25)},
                              {65535, 0xffffffff}};
  {
    const auto journal = open(folder);
    EXPECT_TRUE(journal->unsettled.empty());
    ASSERT_TRUE(journal->settle());
    ASSERT_TRUE(journal->write(readings(0, 3)));
    ASSERT_TRUE(journal->write(std::vector{change, negative}));
  }
  std::vector<JournaledRow> expected = readings(0, 3);
  expected.push_back(change);
  expected.push_back(negative);
  EXPECT_EQ(open(folder)->unsettled, expected);
}

TEST(Journal, RemembersTheMarksOfTheTurnBefore) {
  const testing::ScratchFolder folder;
  int written = 0;
  {
    const auto journal = open(folder);
    ASSERT_TRUE(journal->settle());
    written = fill_and_turn(*journal, 0);
    ASSERT_TRUE(journal->write(readings(written, written + 1)));
  }
  const auto journal = open(folder);
  EXPECT_EQ(journal->unsettled, readings(written, written + 1));
  ASSERT_EQ(journal->marks.size(), static_cast<std::size_t>(written + 1));
  for (int n = 0; n <= written; ++n)
    EXPECT_EQ(journal->marks[static_cast<std::size_t>(n)], reading(n).mark);
}

TEST(Journal, RemembersMarksThroughManyStartsInARow) {
  const testing::ScratchFolder folder;
  {
    const auto journal = open(folder);
    ASSERT_TRUE(journal->settle());
    ASSERT_TRUE(journal->write(readings(0, 2)));
  }
  for (int start = 0; start < 5; ++start) {
    const auto journal = open(folder);
    EXPECT_EQ(journal->unsettled.size(), start == 0 ? 2u : 0u);
    EXPECT_EQ(journal->marks.size(), 2u);
    ASSERT_TRUE(journal->settle());
  }
  const auto journal = open(folder);
  ASSERT_TRUE(journal->settle());
  ASSERT_TRUE(journal->write(readings(2, 3)));
}

TEST(Journal, BringsBackALineBehindAHoleOnce) {
  const testing::ScratchFolder folder;
  {
    const auto journal = open(folder);
    ASSERT_TRUE(journal->settle());
    ASSERT_TRUE(journal->write(readings(0, 3)));
  }
  const std::string name = file_with(folder, "front-room");
  std::string text = folder.read(name);
  text[text.find("21.5")] = '~';
  [[maybe_unused]] const std::string path = folder.write(name, text);
  {
    const auto journal = open(folder);
    EXPECT_EQ(journal->unsettled, (std::vector{reading(0), reading(2)}));
    ASSERT_TRUE(journal->settle());
  }
  EXPECT_TRUE(open(folder)->unsettled.empty());
}

TEST(Journal, ForgetsLinesOfEarlierTurnsInTheSameFile) {
  const testing::ScratchFolder folder;
  {
    const auto journal = open(folder);
    ASSERT_TRUE(journal->settle());
    const int written = fill_and_turn(*journal, 0);
    fill_and_turn(*journal, written);  // rotates to the file with old lines
    ASSERT_TRUE(journal->write(readings(100, 101)));
  }
  const auto journal = open(folder);
  EXPECT_EQ(journal->unsettled, readings(100, 101));
  EXPECT_EQ(journal->marks.size(), 41u);
}

TEST(Journal, LeavesOutATornTailWhereverItIsTorn) {
  const testing::ScratchFolder folder;
  {
    const auto journal = open(folder);
    ASSERT_TRUE(journal->settle());
    ASSERT_TRUE(journal->write(readings(0, 3)));
  }
  const std::string name = file_with(folder, "front-room");
  const std::string whole = folder.read(name);
  const std::size_t last = whole.find('\n', whole.find("21.5")) + 1;
  const std::size_t end = whole.find('\n', last);
  for (std::size_t cut = last; cut < end; ++cut) {
    std::string torn = whole;
    for (std::size_t i = cut; i < torn.size(); ++i) torn[i] = '\0';
    [[maybe_unused]] const std::string path = folder.write(name, torn);
    EXPECT_EQ(open(folder)->unsettled, readings(0, 2)) << cut;
    EXPECT_TRUE(open(folder)->damage.empty()) << cut;
  }
}

TEST(Journal, KnowsAFileWithADamagedHeaderByItsLines) {
  const testing::ScratchFolder folder;
  {
    const auto journal = open(folder);
    ASSERT_TRUE(journal->settle());
    fill_and_turn(*journal, 0);
  }
  const std::string old = file_with(folder, "front-room");
  const std::string other = old == "capture-0.journal" ? "capture-1.journal" : "capture-0.journal";
  spoil(folder.path(other), 24);
  const auto journal = open(folder);
  EXPECT_TRUE(journal->unsettled.empty());
  EXPECT_EQ(journal->damage.size(), 1U);
  ASSERT_TRUE(journal->settle());
  EXPECT_TRUE(journal->write(readings(2, 3)));
}

TEST(Journal, SaysWhenItIsFullAndGoesOnAfterATurn) {
  const testing::ScratchFolder folder;
  const auto journal = open(folder);
  ASSERT_TRUE(journal->settle());
  int written = 0;
  while (journal->has_room(readings(0, 1))) {
    ASSERT_TRUE(journal->write(readings(written, written + 1)));
    ++written;
  }
  EXPECT_GT(written, 40);
  ASSERT_TRUE(journal->settle());
  EXPECT_TRUE(journal->has_room(readings(0, 1)));
  EXPECT_EQ(fs::file_size(folder.path("capture-0.journal")), small);
  EXPECT_EQ(fs::file_size(folder.path("capture-1.journal")), small);
}

TEST(Journal, NeverGrowsItsFiles) {
  const testing::ScratchFolder folder;
  const auto journal = open(folder);
  for (int turn = 0; turn < 5; ++turn) {
    ASSERT_TRUE(journal->settle());
    fill_and_turn(*journal, 0);
  }
  EXPECT_EQ(fs::file_size(folder.path("capture-0.journal")), small);
}

TEST(Journal, IsReadWholeWhereItIsLongerThanAPiece) {
  const testing::ScratchFolder folder;
  constexpr std::size_t large = 400'000;
  {
    auto journal = Journal::open(folder.path(""), large);
    ASSERT_TRUE(journal);
    ASSERT_TRUE((*journal)->settle());
    for (int n = 0; n < 4000; n += 500) ASSERT_TRUE((*journal)->write(readings(n, n + 500)));
  }
  const auto journal = Journal::open(folder.path(""), large);
  ASSERT_TRUE(journal);
  EXPECT_EQ((*journal)->unsettled, readings(0, 4000));
}

TEST(Journal, RefusesASecondProcess) {
  const testing::ScratchFolder folder;
  const auto first = open(folder);
  const auto second = Journal::open(folder.path(""), small);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::refused);
  EXPECT_NE(second.error().message.find("another capture"), std::string::npos);
}

TEST(Journal, DoesNotPretendToWriteWhereItsFolderIsGone) {
  const testing::ScratchFolder folder;
  fs::create_directory(folder.path("store"));
  auto opened = Journal::open(folder.path("store"), small);
  ASSERT_TRUE(opened);
  const auto journal = *std::move(opened);
  ASSERT_TRUE(journal->settle());
  ASSERT_TRUE(journal->write(readings(0, 1)));
  fs::rename(folder.path("store"), folder.path("elsewhere"));
  const Result<void> lost = journal->write(readings(1, 2));
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().fault, Fault::not_found);
  fs::create_directory(folder.path("store"));
  ASSERT_TRUE(journal->write(readings(1, 2)));
  ASSERT_TRUE(journal->write(readings(2, 3)));
  auto again = Journal::open(folder.path("elsewhere"), small);
  EXPECT_TRUE(again);  // it is no longer written to
}

TEST(Journal, SaysWhereItCannotBeMade) {
  const auto journal = Journal::open("/nonexistent/store", small);
  ASSERT_FALSE(journal);
  EXPECT_NE(journal.error().message.find("/nonexistent/store/capture-0.journal: cannot open"),
            std::string::npos)
      << journal.error().message;
}

TEST(JournalLine, CarriesALook) {
  const JournaledRow look{
      LookChange{*parse_instant("2026-11-29T17:00:00Z"), RoomName("living room"), {42.5, 370}},
      {7, 0xabcd}};
  std::string line;
  append_journal_line(line, 3, 12, look);
  line.pop_back();
  const auto read = parse_journal_line(line, 3);
  ASSERT_TRUE(read);
  EXPECT_EQ(read->taken, look);
  EXPECT_EQ(read->number, 12U);
}

TEST(JournalLine, OfAnotherFormIsNone) {
  std::string good;
  append_journal_line(good, 3, 12, reading(1));
  good.pop_back();
  EXPECT_TRUE(parse_journal_line(good, 3));
  EXPECT_FALSE(parse_journal_line(good, 4));
  EXPECT_FALSE(parse_journal_line(good + "x", 3));
  EXPECT_FALSE(parse_journal_line("", 3));
  EXPECT_FALSE(parse_journal_line("00000000 1 2 lux", 3));
}

}  // namespace
}  // namespace lamplighter
