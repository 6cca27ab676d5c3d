// SPDX-License-Identifier: Apache-2.0
#include "csv/store_reading.h"

#include "csv/row_text.h"
#include "testing/scratch_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace lamplighter::csv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Instant at(const char* text) { return *parse_instant(text); }

class StoreReading : public ::testing::Test {
 protected:
  /// A file of readings of `sensor`, one for each time, with values 1, 2, …
  void write(const std::string& sensor, const std::string& day,
             const std::vector<const char*>& times, const std::string& id) {
    std::vector<Sample<Lux>> samples;
    for (const char* time : times)
      samples.push_back({at(time), Lux(static_cast<double>(samples.size() + 1))});
    static_cast<void>(folder_.write("readings/" + sensor + "/" + sensor + "-" + day + ".csv",
                                    format_readings(SensorId(id), samples)));
  }
  void write_changes(const std::string& day, const std::vector<Change>& changes) {
    static_cast<void>(folder_.write("lamps/front/front-" + day + ".csv", format_on_off(changes)));
  }

  lamplighter::testing::ScratchFolder folder_;
};

TEST_F(StoreReading, GivesWhatLiesBetweenTwoInstants) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z", "2016-07-01T23:59:59Z"}, "front");
  write("front", "2016-07-02", {"2016-07-02T00:00:00Z", "2016-07-02T10:00:00Z"}, "front");
  write("front", "2016-07-03", {"2016-07-03T10:00:00Z"}, "front");
  const auto read = read_store(folder_.path(""), SensorId("front"), at("2016-07-01T23:59:59Z"),
                               at("2016-07-02T10:00:00Z"));
  ASSERT_TRUE(read);
  EXPECT_THAT(read->readings.samples, ElementsAre(Sample<Lux>{at("2016-07-01T23:59:59Z"), Lux(2)},
                                                  Sample<Lux>{at("2016-07-02T00:00:00Z"), Lux(1)}));
  EXPECT_EQ(read->readings.report.kept, 4) << "the day files as a whole";
  EXPECT_THAT(read->skipped, IsEmpty());
  const auto all = read_store(folder_.path(""), SensorId("front"), Instant::min(), Instant::max());
  ASSERT_TRUE(all);
  EXPECT_EQ(all->readings.samples.size(), 5U);
}

TEST_F(StoreReading, SkipsABadDayAndNamesIt) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z"}, "front");
  static_cast<void>(folder_.write("readings/front/front-2016-07-02.csv", std::string(5000, '\0')));
  write("front", "2016-07-03", {"2016-07-03T10:00:00Z"}, "front");
  const auto read = read_store(folder_.path(""), SensorId("front"), Instant::min(), Instant::max());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.samples.size(), 2U);
  EXPECT_THAT(read->skipped, ElementsAre(HasSubstr("front-2016-07-02.csv:1: expected the header")));
}

TEST_F(StoreReading, AnUnknownSensorIsNotFoundAndOneWithoutReadingsInTimeIsEmpty) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z"}, "front");
  for (const char* name : {"back", "", "../readings/front", "a\nb"}) {
    const auto none = read_store(folder_.path(""), SensorId(name), Instant::min(), Instant::max());
    ASSERT_FALSE(none) << name;
    EXPECT_EQ(none.error().fault, Fault::not_found);
  }
  const auto empty = read_store(folder_.path(""), SensorId("front"), at("2017-01-01T00:00:00Z"),
                                at("2017-02-01T00:00:00Z"));
  ASSERT_TRUE(empty);
  EXPECT_THAT(empty->readings.samples, IsEmpty());
  EXPECT_EQ(empty->readings.room.text(), "front");
}

TEST_F(StoreReading, ARenamedSensorsOldIdBelongsToItsFolder) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z"}, "1");
  const auto read = read_store(folder_.path(""), SensorId("front"), Instant::min(), Instant::max());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.samples.size(), 1U);
  EXPECT_EQ(read->readings.room.text(), "front");
}

TEST_F(StoreReading, RowsOfAnotherSensorInItsFolderAreSaidNotMixedIn) {
  write("front", "2016-07-01", {"2016-07-01T10:00:00Z", "2016-07-01T12:00:00Z"}, "front");
  write("front", "2016-07-02", {"2016-07-02T10:00:00Z"}, "other");
  const auto read = read_store(folder_.path(""), SensorId("front"), Instant::min(), Instant::max());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->readings.samples.size(), 2U);
  EXPECT_THAT(read->skipped, ElementsAre(HasSubstr("1 rows of \"other\"")));
}

TEST_F(StoreReading, ChangesBeginWithTheStateAtTheStart) {
  const RoomName front("front");
  const Change on{at("2016-07-01T20:00:00Z"), front, LampState::on};
  const Change off{at("2016-07-01T23:00:00Z"), front, LampState::off};
  const Change later{at("2016-07-05T20:00:00Z"), front, LampState::on};
  write_changes("2016-07-01", {on, off});
  write_changes("2016-07-03", {});
  write_changes("2016-07-05", {later});
  const auto read = [&](const char* from, const char* until) {
    auto changes = read_stored_changes(folder_.path(""), front, at(from), at(until));
    EXPECT_TRUE(changes) << changes.error().message;
    return changes->rows.changes;
  };
  EXPECT_THAT(read("2016-07-04T00:00:00Z", "2016-07-06T00:00:00Z"), ElementsAre(off, later));
  EXPECT_THAT(read("2016-07-04T00:00:00Z", "2016-07-05T20:00:00Z"), ElementsAre(off));
  EXPECT_THAT(read("2016-07-01T22:00:00Z", "2016-07-06T00:00:00Z"), ElementsAre(on, off, later));
  EXPECT_THAT(read("2016-07-01T23:00:00Z", "2016-07-02T00:00:00Z"), ElementsAre(off));
  EXPECT_THAT(read("2016-06-01T00:00:00Z", "2016-07-01T20:00:00Z"), IsEmpty());
  EXPECT_FALSE(
      read_stored_changes(folder_.path(""), RoomName("back"), Instant::min(), Instant::max()));
}

}  // namespace
}  // namespace lamplighter::csv
