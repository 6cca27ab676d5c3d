// SPDX-License-Identifier: Apache-2.0
#include "learning/store_rows.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <vector>

namespace lamplighter::app {
namespace {

const Instant midnight = *parse_instant("2016-07-03T00:00:00Z");

JournaledRow lux(Instant at, double value, const std::string& sensor = "hall") {
  return {Reading{SensorId(sensor), at, Lux(value)}, {}};
}
JournaledRow lamp(Instant at, LampState state) { return {Change{at, RoomName("hall"), state}, {}}; }
JournaledRow look(Instant at, double brightness) {
  return {LookChange{at, RoomName("hall"), {brightness, 370}}, {}};
}

TEST(StoreRows, KnowWhichRowsAreInTheFiles) {
  const testing::ScratchFolder folder;
  const std::vector<JournaledRow> there{lux(midnight - 1us, 1.25), lux(midnight, -3.5),
                                        lux(midnight, 7, "Living room/window"),
                                        lamp(midnight, LampState::on), look(midnight, 40.2)};
  const std::vector<JournaledRow> missing{
      lux(midnight + 1us, -3.5),          lux(midnight, 8),
      lux(midnight, 7, "attic"),          lamp(midnight, LampState::off),
      lamp(midnight + 1s, LampState::on), look(midnight, 40.3)};
  {
    auto store = csv::Store::open(folder.path(""));
    ASSERT_TRUE(store) << store.error().message;
    StoreRows rows(*std::move(store), folder.path(""));
    for (const JournaledRow& taken : there) ASSERT_TRUE(rows.append(taken.row));
    ASSERT_TRUE(rows.sync());
  }
  auto store = csv::Store::open(folder.path(""));
  ASSERT_TRUE(store);
  StoreRows rows(*std::move(store), folder.path(""));
  std::vector<JournaledRow> asked = there;
  asked.insert(asked.end(), missing.begin(), missing.end());
  const auto answers = rows.contains(asked);
  ASSERT_TRUE(answers) << answers.error().message;
  EXPECT_EQ(*answers, (std::vector<bool>{true, true, true, true, true, false, false, false, false,
                                         false, false}));
}

TEST(StoreRows, OfManyHomesAreInTheStoreOfEach) {
  const testing::ScratchFolder folder;
  const std::vector<JournaledRow> there{lux(midnight, 1, "a/hall"), lux(midnight, 2, "b/hall"),
                                        lux(midnight, 3, "b/up/attic"), lux(midnight, 4, "hall")};
  auto store = csv::Store::open(folder.path(""));
  ASSERT_TRUE(store);
  StoreRows rows(*std::move(store), folder.path(""), true);
  for (const JournaledRow& taken : there) ASSERT_TRUE(rows.append(taken.row));
  ASSERT_TRUE(rows.sync());
  std::vector<JournaledRow> asked = there;
  asked.push_back(lux(midnight, 2, "a/hall"));
  const auto answers = rows.contains(asked);
  ASSERT_TRUE(answers) << answers.error().message;
  EXPECT_EQ(*answers, (std::vector<bool>{true, true, true, true, false}));
  const auto attic =
      csv::read_store(folder.path("homes/b"), SensorId("up/attic"), midnight, midnight + 1us);
  ASSERT_TRUE(attic) << attic.error().message;
  EXPECT_EQ(attic->readings.samples.size(), 1u);
}

TEST(StoreRows, AreMissingInAnEmptyStore) {
  const testing::ScratchFolder folder;
  auto store = csv::Store::open(folder.path("new"));
  ASSERT_TRUE(store);
  StoreRows rows(*std::move(store), folder.path("new"));
  const auto answers = rows.contains(std::vector{lux(midnight, 1), lamp(midnight, LampState::on)});
  ASSERT_TRUE(answers) << answers.error().message;
  EXPECT_EQ(*answers, (std::vector<bool>{false, false}));
}

}  // namespace
}  // namespace lamplighter::app
