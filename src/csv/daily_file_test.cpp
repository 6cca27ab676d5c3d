// SPDX-License-Identifier: Apache-2.0
#include "csv/daily_file.h"

#include "testing/scratch_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace lamplighter::csv {
namespace {

using namespace std::string_literals;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string header = "timestamp,datetime,sensor_id,value";
const std::string row = "1467431030.5,2016-07-02T03:43:50.500000Z,front,1\n";

class DailyFiles : public ::testing::Test {
 protected:
  /// Opens a file with these bytes, appends a row, and returns its content.
  std::string after_append(const std::string& before) {
    const std::string path = folder_.write("f.csv", before);
    auto file = DailyFile::open(path, header, std::nullopt, repairs_);
    EXPECT_TRUE(file) << file.error().message;
    EXPECT_TRUE(file->append(row));
    EXPECT_TRUE(file->sync());
    const std::string after = folder_.read("f.csv");
    EXPECT_EQ(file->size(), after.size());
    return after;
  }

  lamplighter::testing::ScratchFolder folder_;
  Repairs repairs_;
};

TEST_F(DailyFiles, BeginWithTheirHeaderOnce) {
  const std::string path = folder_.path("f.csv");
  for (int i = 0; i < 3; ++i) {
    auto file = DailyFile::open(path, header, std::nullopt, repairs_);
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(file->take_is_new(), i == 0);
    ASSERT_TRUE(file->append(row));
  }
  EXPECT_EQ(folder_.read("f.csv"), header + "\n" + row + row + row);
  EXPECT_THAT(repairs_, IsEmpty());
}

TEST_F(DailyFiles, CutAtAnyByteGoOnBehindTheLastWholeRow) {
  const std::string whole = header + "\n" + row + row;
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    repairs_.clear();
    const std::string kept =
        size <= header.size() ? header + "\n" : whole.substr(0, whole.rfind('\n', size - 1) + 1);
    EXPECT_EQ(after_append(whole.substr(0, size)), kept + row) << "cut at " << size;
    const bool is_torn = size != 0 && kept.size() != size;
    EXPECT_EQ(repairs_.size(), is_torn ? 1U : 0U) << "cut at " << size;
  }
}

TEST_F(DailyFiles, TornByZeroBytesGoOnBehindTheLastWholeRow) {
  for (const std::size_t zeros : {1U, 100U, 4096U, 100'000U}) {
    repairs_.clear();
    EXPECT_EQ(after_append(header + "\n" + row + "1467" + std::string(zeros, '\0')),
              header + "\n" + row + row);
    EXPECT_EQ(after_append(std::string(zeros, '\0')), header + "\n" + row);
    EXPECT_THAT(repairs_, ElementsAre(HasSubstr("cut off a torn end of"),
                                      HasSubstr("cut off a torn end of")));
  }
}

TEST_F(DailyFiles, KeepAByteOrderMarkAndCarriageReturnsOfOthers) {
  const std::string other = "\xEF\xBB\xBF" + header + "\r\n1467431030,x,front,1\r\n";
  EXPECT_EQ(after_append(other), other + row);
  EXPECT_THAT(repairs_, IsEmpty());
}

TEST_F(DailyFiles, NeverTouchAFileThatIsNotTheirs) {
  int files = 0;
  for (const std::string& other : {"my notes"s, "a,b\n1,2\n"s, "\0\0\0x"s}) {
    repairs_.clear();
    EXPECT_EQ(after_append(other), header + "\n" + row);
    EXPECT_THAT(repairs_, ElementsAre(HasSubstr("not a Lamplighter file; kept as")));
    const std::string aside =
        ++files == 1 ? "f.csv.damaged" : "f.csv.damaged-" + std::to_string(files);
    EXPECT_EQ(folder_.read(aside), other);
  }
}

TEST_F(DailyFiles, CutOffRowsThatAreNotKnownToBeOnTheDisk) {
  const std::string path = folder_.write("f.csv", header + "\n" + row + row);
  auto file = DailyFile::open(path, header, header.size() + 1 + row.size(), repairs_);
  ASSERT_TRUE(file) << file.error().message;
  EXPECT_EQ(folder_.read("f.csv"), header + "\n" + row);
  EXPECT_THAT(repairs_, IsEmpty());
}

TEST_F(DailyFiles, KnowWhenTheyWereMovedOrRemoved) {
  const std::string path = folder_.path("f.csv");
  const auto file = DailyFile::open(path, header, std::nullopt, repairs_);
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->is_in_place());
  std::filesystem::rename(path, folder_.path("g.csv"));
  EXPECT_FALSE(file->is_in_place());
  static_cast<void>(folder_.write("f.csv", header + "\n"));
  EXPECT_FALSE(file->is_in_place());
}

TEST_F(DailyFiles, MendingChangesOnlyTornFiles) {
  const std::string path = folder_.write("f.csv", header + "\n" + row + "14674");
  ASSERT_TRUE(DailyFile::mend(path, header, repairs_));
  EXPECT_EQ(folder_.read("f.csv"), header + "\n" + row);
  EXPECT_EQ(repairs_.size(), 1U);
  const std::string other = folder_.write("g.csv", "not ours\n");
  ASSERT_TRUE(DailyFile::mend(other, header, repairs_));
  EXPECT_EQ(folder_.read("g.csv"), "not ours\n");
  EXPECT_EQ(repairs_.size(), 1U);
  EXPECT_FALSE(DailyFile::mend(folder_.path("none.csv"), header, repairs_));
  EXPECT_FALSE(std::filesystem::exists(folder_.path("none.csv")));
}

TEST_F(DailyFiles, AFolderInTheirPlaceIsAnError) {
  EXPECT_FALSE(DailyFile::open(folder_.path(""), header, std::nullopt, repairs_));
  EXPECT_EQ(DailyFile::open(folder_.path("no/f.csv"), header, std::nullopt, repairs_).error().fault,
            Fault::not_found);
}

}  // namespace

}  // namespace lamplighter::csv
