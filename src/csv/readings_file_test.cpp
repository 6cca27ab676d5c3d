// SPDX-License-Identifier: Apache-2.0
#include "csv/readings_file.h"

#include "csv/line_reader.h"
#include "testing/reading_rows.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

namespace lamplighter::csv {
namespace {

using namespace std::string_literals;
using lamplighter::testing::minute_rows;
using lamplighter::testing::reading_row;
using lamplighter::testing::readings_header_line;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ReadingsOnDisk : public ::testing::Test {
 protected:
  std::string write(const std::string& name, const std::string& text) {
    return folder_.write(name, text);
  }
  lamplighter::testing::ScratchFolder folder_;
};

TEST_F(ReadingsOnDisk, AFileOfManyBlocksIsReadRowForRow) {
  const std::string text = readings_header_line + minute_rows(30'000);  // about 1.5 MB, six blocks
  ASSERT_GT(text.size(), 5 * LineReader::block_size);
  const auto found = read_readings_file(write("front.csv", text));
  ASSERT_TRUE(found) << found.error().message;
  const auto expected = parse_readings("front.csv", text);
  EXPECT_EQ(found->front().samples.size(), 30'000U);
  EXPECT_EQ(found->front().samples, expected->front().samples);
}

TEST_F(ReadingsOnDisk, WhatIsNoFileIsAnErrorOfOneLine) {
  const auto missing = read_readings({folder_.path("none.csv")});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().fault, Fault::not_found);
  EXPECT_THAT(missing.error().message, HasSubstr("none.csv"));
  const auto directory = read_readings({folder_.path("")});
  ASSERT_FALSE(directory);
  EXPECT_EQ(directory.error().fault, Fault::bad_input);
  EXPECT_THAT(directory.error().message, HasSubstr("a directory"));
}

TEST_F(ReadingsOnDisk, TenGigabytesOfOneLineEndAtItsFirstBlock) {
  for (const std::string& start :
       {""s, readings_header_line, readings_header_line + minute_rows(3)}) {
    const std::string path = write("huge.csv", start);
    if (::truncate(path.c_str(), off_t{10} << 30) != 0) GTEST_SKIP() << "no sparse files here";
    const auto found = read_readings({path});
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().fault, Fault::bad_input);
    const auto lines = std::count(start.begin(), start.end(), '\n');
    EXPECT_THAT(found.error().message,
                HasSubstr(fmt::format("huge.csv:{}: a line longer than", lines + 1)));
  }
}

TEST_F(ReadingsOnDisk, APipeIsReadLikeAFile) {
  const std::string path = folder_.path("pipe");
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  const std::string text = readings_header_line + minute_rows(2000);
  std::jthread writer([&] { std::ofstream(path) << text; });
  const auto found = read_readings({path});
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->front().samples.size(), 2000U);
}

TEST_F(ReadingsOnDisk, FilesOfOneRoomAreJoinedInTheOrderOfTheirTimes) {
  const std::string late =
      write("front-2.csv", readings_header_line + minute_rows(40, "front", 100));
  const std::string early = write("front-1.csv", readings_header_line + minute_rows(60));
  const std::string other = write("back.csv", readings_header_line + minute_rows(5, "back"));
  const auto rooms = read_readings({late, early, other});
  ASSERT_TRUE(rooms);
  ASSERT_EQ(rooms->size(), 2U);
  EXPECT_EQ((*rooms)[0].room.text(), "front");
  EXPECT_EQ((*rooms)[0].samples.size(), 100U);
  EXPECT_TRUE(std::is_sorted((*rooms)[0].samples.begin(), (*rooms)[0].samples.end(),
                             [](const auto& a, const auto& b) { return a.at < b.at; }));
  EXPECT_EQ((*rooms)[0].report.kept, 100);
  EXPECT_THAT((*rooms)[0].report.sentences(), IsEmpty());
  EXPECT_EQ((*rooms)[1].room.text(), "back");
  EXPECT_EQ((*rooms)[1].samples.size(), 5U);
}

TEST_F(ReadingsOnDisk, OverlappingFilesKeepEachReadingOnce) {
  const std::string a = write("a.csv", readings_header_line + minute_rows(60));
  const std::string b = write("b.csv", readings_header_line + minute_rows(60, "front", 40) +
                                           reading_row("1467431060.25", "7"));
  const auto rooms = read_readings({b, a, a});
  ASSERT_TRUE(rooms);
  ASSERT_EQ(rooms->size(), 1U);
  EXPECT_EQ(rooms->front().samples.size(), 100U);
  EXPECT_EQ(rooms->front().report.kept, 100);
  EXPECT_EQ(rooms->front().report[Reason::duplicate].rows, 60 + 20);
  EXPECT_EQ(rooms->front().report[Reason::same_time].rows, 1);
  EXPECT_EQ(rooms->front().report[Reason::same_time].file, b);
  EXPECT_EQ(rooms->front().samples[1].value.value(), 1.5);
}

TEST_F(ReadingsOnDisk, ASensorThatIsRenamedHalfWayIsOneRoomUnderItsLastId) {
  const std::string file = write("dining.csv", readings_header_line + minute_rows(26, "1") +
                                                   minute_rows(100, "dining-room", 26));
  const auto rooms = read_readings({file});
  ASSERT_TRUE(rooms);
  ASSERT_EQ(rooms->size(), 1U);
  EXPECT_EQ(rooms->front().room.text(), "dining-room");
  EXPECT_EQ(rooms->front().samples.size(), 126U);
  EXPECT_EQ(rooms->front().report.kept, 126);
  EXPECT_EQ(rooms->front().report.rejected_rows(), 0);
  EXPECT_THAT(rooms->front().report.names,
              ElementsAre(NameSeen{"1", {26, file, 2}}, NameSeen{"dining-room", {100, file, 28}}));
  EXPECT_THAT(rooms->front().report.sentences(),
              ElementsAre(HasSubstr("dining.csv:28: the sensor id changes from \"1\" to")));
}

TEST_F(ReadingsOnDisk, ARenamedSensorIsFollowedOverDailyFiles) {
  const auto rooms =
      read_readings({write("3.csv", readings_header_line + minute_rows(9, "new", 30)),
                     write("1.csv", readings_header_line + minute_rows(9, "old")),
                     write("2.csv", readings_header_line + minute_rows(9, "old", 10) +
                                        minute_rows(9, "new", 20))});
  ASSERT_TRUE(rooms);
  ASSERT_EQ(rooms->size(), 1U);
  EXPECT_EQ(rooms->front().room.text(), "new");
  EXPECT_EQ(rooms->front().samples.size(), 36U);
}

TEST_F(ReadingsOnDisk, SensorsThatOverlapInTimeAreRoomsOfTheirOwn) {
  const auto rooms = read_readings(
      {write("house.csv", readings_header_line + minute_rows(50, "a") + minute_rows(50, "b", 50)),
       write("more.csv",
             readings_header_line + minute_rows(10, "a", 60))});  // `a` went on while `b` ran
  ASSERT_TRUE(rooms);
  ASSERT_EQ(rooms->size(), 2U);
  EXPECT_EQ((*rooms)[0].room.text(), "a");
  EXPECT_EQ((*rooms)[0].samples.size(), 60U);
  EXPECT_EQ((*rooms)[1].room.text(), "b");
  EXPECT_EQ((*rooms)[1].samples.size(), 50U);
}

TEST_F(ReadingsOnDisk, AnEmptyDayBelongsToItsRoom) {
  const auto rooms =
      read_readings({write("front-2016-07-02.csv", ""),
                     write("front-2016-07-03.csv", readings_header_line + minute_rows(4))});
  ASSERT_TRUE(rooms);
  ASSERT_EQ(rooms->size(), 1U);
  EXPECT_EQ(rooms->front().room.text(), "front");
  EXPECT_EQ(rooms->front().samples.size(), 4U);
}

TEST(RealReadings, OfTwoRoomsAreReadWithoutARejectedRow) {
  const std::string folder = LAMPLIGHTER_SHARED_DIR "/data/";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << folder << " is not here";
  const auto rooms = read_readings({folder + "front-room.csv", folder + "dining-room.csv"});
  ASSERT_TRUE(rooms) << rooms.error().message;
  ASSERT_EQ(rooms->size(), 2U);
  EXPECT_EQ((*rooms)[0].room.text(), "front-room");
  EXPECT_EQ((*rooms)[0].samples.size(), 15287U);
  EXPECT_EQ((*rooms)[0].report.rejected_rows(), 0);
  EXPECT_EQ((*rooms)[1].room.text(), "dining-room");
  EXPECT_EQ((*rooms)[1].samples.size(), 15813U);
  EXPECT_EQ((*rooms)[1].report.rejected_rows(), 0);
  ASSERT_EQ((*rooms)[1].report.names.size(), 2U);
  EXPECT_EQ((*rooms)[1].report.names[0].rows.rows, 26);
  EXPECT_EQ((*rooms)[1].report.names[1].rows.line, 28);
}

}  // namespace
}  // namespace lamplighter::csv
