// SPDX-License-Identifier: Apache-2.0
#include "csv/readings_file.h"

#include "core/random.h"
#include "csv/daily_file.h"
#include "csv/names.h"
#include "testing/capture_fixture.h"
#include "testing/scratch_folder.h"
#include "testing/shared_file.h"

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
             readings_header_line + minute_rows(10, "a", 60))});  // `a` continued while `b` ran
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
  struct Real {
    const char* room;
    const char* kind;
    std::size_t readings;
    std::size_t names;
  };
  for (const auto& [name, kind, readings, names] :
       {Real{"front-room", "-excerpt", 3718, 1}, Real{"dining-room", "-excerpt", 2572, 2},
        Real{"front-room", "", 15287, 1}, Real{"dining-room", "", 15813, 2}}) {
    const auto path = testing::shared_path(std::string("data/") + name + kind + ".csv");
    if (!path) GTEST_SKIP() << testing::no_whole_rooms;
    const auto rooms = read_readings({*path});
    ASSERT_TRUE(rooms) << rooms.error().message;
    ASSERT_EQ(rooms->size(), 1U);
    const RoomReadings& room = rooms->front();
    EXPECT_EQ(room.room.text(), name);
    EXPECT_EQ(room.samples.size(), readings);
    EXPECT_EQ(room.report.rejected_rows(), 0);
    ASSERT_EQ(room.report.names.size(), names);
    if (names == 1) continue;
    EXPECT_EQ(room.report.names[0].rows.rows, 26);
    EXPECT_EQ(room.report.names[1].rows.line, 28);
  }
}

}  // namespace

namespace {

SensorRows parse_one(const std::string& text) {
  auto sensors = parse_readings("f.csv", text);
  EXPECT_TRUE(sensors) << sensors.error().message;
  EXPECT_EQ(sensors->size(), 1U);
  return std::move(sensors->front());
}

TEST(Readings, AreReadInFileOrderToTheMicrosecond) {
  const SensorRows rows =
      parse_one(readings_header_line + reading_row("1467431030.824865", "190.7808") +
                reading_row("1467431076.3983135", "-3.5") + reading_row("1467431136", "0"));
  ASSERT_EQ(rows.samples.size(), 3U);
  EXPECT_EQ(rows.sensor.text(), "front");
  EXPECT_EQ(rows.samples[0].at.time_since_epoch().count(), 1467431030824865);
  EXPECT_EQ(rows.samples[0].value.value(), 190.7808);
  EXPECT_EQ(rows.samples[1].at, from_epoch_seconds(1467431076.3983135));
  EXPECT_EQ(rows.samples[1].value.value(), -3.5);
  EXPECT_EQ(rows.samples[2].at.time_since_epoch().count(), 1467431136000000);
  EXPECT_EQ(rows.report.kept, 3);
  EXPECT_EQ(rows.report.rejected_rows(), 0);
  EXPECT_THAT(rows.report.sentences(), IsEmpty());
}

TEST(Readings, CarriageReturnsAndAByteOrderMarkMakeNoDifference) {
  const SensorRows plain = parse_one(readings_header_line + minute_rows(50));
  std::string dressed = "\xEF\xBB\xBF" + readings_header_line + minute_rows(50);
  for (std::size_t i = 0; (i = dressed.find('\n', i)) != std::string::npos; i += 2)
    dressed.insert(i, 1, '\r');
  const SensorRows same = parse_one(dressed);
  EXPECT_EQ(plain.samples.size(), 50U);
  EXPECT_EQ(same.samples, plain.samples);
  EXPECT_EQ(same.report, plain.report);
}

struct FlawCase {
  Reason reason;
  std::string line;
};

TEST(Readings, EachFlawIsCountedWithItsLineAndTheOtherRowsStay) {
  const std::string iso = ",2016-07-02T03:43:50,";
  const std::vector<FlawCase> cases{
      {Reason::wrong_columns, ""},
      {Reason::wrong_columns, "1467431030.5"},
      {Reason::wrong_columns, "1467431030.5" + iso + "front"},
      {Reason::wrong_columns, "1467431030.5" + iso + "front,1,2"},
      {Reason::wrong_columns, "1467431030.5" + iso + "front,12,5"},
      {Reason::wrong_columns, "1467431030.5" + iso + "\"front,1"},
      {Reason::wrong_columns, "1467431030.5" + iso + "\"front\"x,1"},
      {Reason::time_not_number, "yesterday" + iso + "front,1"},
      {Reason::time_not_number, "" + iso + "front,1"},
      {Reason::time_not_number, "+1467431030" + iso + "front,1"},
      {Reason::time_not_number, "timestamp,datetime,sensor_id,value"},
      {Reason::time_out_of_range, "nan" + iso + "front,1"},
      {Reason::time_out_of_range, "inf" + iso + "front,1"},
      {Reason::time_out_of_range, "1e400" + iso + "front,1"},
      {Reason::time_out_of_range, "-0.5" + iso + "front,1"},
      {Reason::time_out_of_range, "1467431030824" + iso + "front,1"},
      {Reason::time_out_of_range, "4294967296" + iso + "front,1"},
      {Reason::time_out_of_range, "11467431030.5" + iso + "front,1"},  // "1" torn off, then a row
      {Reason::value_not_number, "1467431030.5" + iso + "front,"},
      {Reason::value_not_number, "1467431030.5" + iso + "front,dark"},
      {Reason::value_not_number, "1467431030.5" + iso + "front, 1"},
      {Reason::value_not_number, "1467431030.5" + iso + "front,1\r\r"},
      {Reason::value_not_finite, "1467431030.5" + iso + "front,nan"},
      {Reason::value_not_finite, "1467431030.5" + iso + "front,-inf"},
      {Reason::value_not_finite, "1467431030.5" + iso + "front,1e400"},
      {Reason::bad_name, "1467431030.5" + iso + ",1"},
      {Reason::bad_name, "1467431030.5" + iso + "\xFF,1"},
      {Reason::bad_name, "1467431030.5" + iso + std::string(10'000, 'x') + ",1"},
      {Reason::zero_bytes, "1467431030.5" + iso + "front,1" + "\0"s},
      {Reason::zero_bytes, "1467431030.5,2016" + "\0"s + ",front,1"},
      {Reason::zero_bytes, std::string(5000, '\0')},
      {Reason::duplicate, "1467431060.25" + iso + "front,1.5"},
      {Reason::same_time, "1467431060.25" + iso + "front,9"},
  };
  for (const FlawCase& flaw : cases) {
    for (const std::string end : {"\n", "\r\n"}) {
      const SensorRows rows = parse_one(readings_header_line + minute_rows(2) + flaw.line + end +
                                        minute_rows(20, "front", 2));
      EXPECT_EQ(rows.samples.size(), 22U) << printable(flaw.line);
      EXPECT_EQ(rows.report.kept, 22) << printable(flaw.line);
      EXPECT_EQ(rows.report.rejected_rows(), 1) << printable(flaw.line);
      EXPECT_EQ(rows.report[flaw.reason].rows, 1)
          << printable(flaw.line) << " as " << to_string(flaw.reason);
      EXPECT_EQ(rows.report[flaw.reason].line, 4) << printable(flaw.line);
      EXPECT_EQ(rows.report[flaw.reason].file, "f.csv");
    }
  }
}

TEST(Readings, ATornLastLineIsLeftOutAlsoWhereItLooksWhole) {
  for (const char* torn : {"1", "1467431990.5,2016-07-02T03:43:50,front",
                           "1467431990.5,2016-07-02T03:43:50,front,12"}) {
    const SensorRows rows = parse_one(readings_header_line + minute_rows(3) + torn);
    EXPECT_EQ(rows.samples.size(), 3U);
    EXPECT_EQ(rows.report[Reason::torn_last_line].rows, 1);
    EXPECT_EQ(rows.report[Reason::torn_last_line].line, 5);
    EXPECT_THAT(rows.report.sentences(), ElementsAre(HasSubstr("f.csv:5: 1 row left out")));
  }
}

TEST(Readings, AFileWithoutRowsIsACountOfZero) {
  for (const std::string& text :
       {""s, readings_header_line, readings_header_line.substr(0, 10),
        readings_header_line.substr(0, readings_header_line.size() - 1), "\xEF\xBB"s}) {
    const auto sensors = parse_readings("store/front-room-2016-07-02.csv", text);
    ASSERT_TRUE(sensors) << sensors.error().message;
    ASSERT_EQ(sensors->size(), 1U);
    EXPECT_EQ(sensors->front().sensor.text(), "front-room");
    EXPECT_EQ(sensors->front().samples.size(), 0U);
    EXPECT_EQ(sensors->front().report, ReadReport{});
  }
}

TEST(Readings, AFileWithoutTheHeaderIsAnErrorThatNamesTheLine) {
  for (const std::string& text :
       {std::string(10'000, '\0'), "time,lux\n1,2\n"s, "\n"s, reading_row("1467431030.5", "1"),
        "hello"s, readings_header_line.substr(1)}) {
    const auto sensors = parse_readings("f.csv", text);
    ASSERT_FALSE(sensors) << printable(text);
    EXPECT_EQ(sensors.error().fault, Fault::bad_input);
    EXPECT_THAT(sensors.error().message, HasSubstr("f.csv:1: expected the header"));
    EXPECT_EQ(sensors.error().message.find('\n'), std::string::npos);
  }
}

TEST(Readings, RowsOutOfOrderAreSortedInAndSaid) {
  const SensorRows rows = parse_one(
      readings_header_line + reading_row("1467431300", "5") + reading_row("1467431100", "1") +
      reading_row("1467431200", "3") + reading_row("1467431100", "1") +
      reading_row("1467431200", "4") + reading_row("1467431400", "6"));
  std::vector<double> values;
  for (const auto& sample : rows.samples) values.push_back(sample.value.value());
  EXPECT_THAT(values, ElementsAre(1, 3, 5, 6));
  EXPECT_EQ(rows.report.out_of_order.rows, 2);
  EXPECT_EQ(rows.report.out_of_order.line, 3);
  EXPECT_EQ(rows.report[Reason::duplicate].rows, 1);
  EXPECT_EQ(rows.report[Reason::duplicate].line, 5);
  EXPECT_EQ(rows.report[Reason::same_time].rows, 1);
  EXPECT_EQ(rows.report[Reason::same_time].line, 6);
  EXPECT_EQ(rows.report.kept, 4);
}

TEST(Readings, ASingleTimeInTheFutureCostsNoRowBehindIt) {
  const SensorRows rows = parse_one(readings_header_line + minute_rows(10) +
                                    reading_row("2093527840", "1") + minute_rows(10, "front", 10));
  EXPECT_EQ(rows.samples.size(), 21U);
  EXPECT_EQ(rows.samples.back().at, from_epoch_seconds(2093527840));
  EXPECT_EQ(rows.report.out_of_order.rows, 10);
  EXPECT_EQ(rows.report.rejected_rows(), 0);
}

TEST(Readings, SensorsOfOneFileAreDistinguished) {
  std::string text = readings_header_line;
  for (int i = 0; i < 30; ++i) text += minute_rows(1, i % 2 == 0 ? "a" : "\"b,\"\"c\"\"\"", i);
  const auto sensors = parse_readings("f.csv", text);
  ASSERT_TRUE(sensors);
  ASSERT_EQ(sensors->size(), 2U);
  EXPECT_EQ((*sensors)[0].sensor.text(), "a");
  EXPECT_EQ((*sensors)[1].sensor.text(), "b,\"c\"");
  EXPECT_EQ((*sensors)[0].samples.size(), 15U);
  EXPECT_EQ((*sensors)[1].samples.size(), 15U);
  EXPECT_EQ((*sensors)[1].report.names.front().rows.line, 3);
}

TEST(Readings, TooManySensorsInOneFileAreCountedNotHeld) {
  std::string text = readings_header_line;
  for (int i = 0; i < 5000; ++i) text += minute_rows(1, fmt::format("s{}", i), i);
  const auto sensors = parse_readings("f.csv", text);
  ASSERT_TRUE(sensors);
  EXPECT_EQ(sensors->size(), max_names);
  EXPECT_EQ(sensors->back().report[Reason::too_many_names].rows, 5000 - 4096);
  EXPECT_EQ(sensors->back().report[Reason::too_many_names].line, 4098);
}

/// A row in a random form, mostly valid.
std::string random_row(Rng& rng) {
  const char* const values[] = {"1", "-0.25", "17.5", "nan", "1e3", "x", "123456789.5", ""};
  const std::string epoch = fmt::format("{}.{}", 1467431000 + rng.below(50), rng.below(10));
  return epoch + (rng.below(9) == 0 ? "," : ",2016,") + (rng.below(5) == 0 ? "b" : "a") + "," +
         values[rng.below(8)] + (rng.below(2) == 0 ? "\r\n" : "\n");
}

// The fast path needs bytes after a row, so a row at the end of the text takes the slow path.
TEST(Readings, RowsReadOneByOneGiveWhatTheBlockGives) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Rng rng(seed);
    ReadingsParser one_by_one("f.csv", 0);
    ASSERT_TRUE(one_by_one.take(readings_header_line));
    std::string text = readings_header_line;
    for (int i = 0; i < 30; ++i) {
      const std::string line = random_row(rng);
      ASSERT_TRUE(one_by_one.take(line));
      text += line;
    }
    ReadingsParser block("f.csv", 0);
    ASSERT_TRUE(block.take(text));
    const auto expected = std::move(one_by_one).finish("");
    const auto found = std::move(block).finish("");
    ASSERT_EQ(found->size(), expected->size());
    std::int64_t rows = 0;
    for (std::size_t i = 0; i < found->size(); ++i) {
      ASSERT_EQ((*found)[i].samples, (*expected)[i].samples) << seed;
      ASSERT_EQ((*found)[i].report, (*expected)[i].report) << seed;
      rows += (*found)[i].report.kept + (*found)[i].report.rejected_rows();
    }
    ASSERT_EQ(rows, 30) << "every row is counted once";
  }
}

}  // namespace

}  // namespace lamplighter::csv
