// SPDX-License-Identifier: Apache-2.0
#include "learning/house_training.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

HouseModel house_lit(double from, double until) {
  HouseModel house{.place = {52.5, 13.4, "Europe/Berlin"}, .rooms = {}};
  house.habits.rooms = {RoomName("hall")};
  house.habits.days = {{*parse_date("2026-11-29"), {}, {{{{from}, {until}}}}}};
  return house;
}

TEST(ModelFile, IsReplacedOnlyByOneThatCanBeReadBack) {
  const testing::ScratchFolder folder;
  const std::string path = folder.path("house.json");
  ASSERT_TRUE(write_model_file(path, house_lit(900, 1080)));
  const std::string good = folder.read("house.json");
  const Result<void> written = write_model_file(path, house_lit(1080, 900));
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("could not be read again"), std::string::npos)
      << written.error().message;
  EXPECT_EQ(folder.read("house.json"), good);
  EXPECT_TRUE(read_model_file(path));
}

}  // namespace
}  // namespace lamplighter::app
