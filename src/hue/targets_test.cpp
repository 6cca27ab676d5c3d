// SPDX-License-Identifier: Apache-2.0
#include "hue/targets.h"

#include <gtest/gtest.h>

namespace lamplighter::hue {
namespace {

BridgeHouse small_house() {
  BridgeHouse house;
  house.lamps = {{"1", "Desk", false, true, 100.0, {}},
                 {"2", "Study", false, true, 100.0, {}},
                 {"3", "Shelf", false, true, 100.0, {}}};
  house.groups = {{"7", "Study", GroupKind::room, {"1", "2"}, false, {}},
                  {"8", "Study", GroupKind::zone, {"2", "3"}, false, {}},
                  {"9", "Upstairs", GroupKind::zone, {"3"}, false, {}}};
  return house;
}

TEST(Targets, ALampIsFoundByIdOrNameAndAGroupByName) {
  const auto targets = find_targets(small_house(), {"3", "Desk", "Upstairs"});
  ASSERT_TRUE(targets);
  EXPECT_EQ(*targets,
            (std::vector<Target>{
                {Target::Kind::lamp, "3"}, {Target::Kind::lamp, "1"}, {Target::Kind::group, "9"}}));
}

TEST(Targets, APrefixSaysWhichOfTheSameNameIsMeant) {
  const auto targets = find_targets(small_house(), {"Study", "room:Study", "zone:Study"});
  ASSERT_TRUE(targets);
  EXPECT_EQ(*targets, (std::vector<Target>{{Target::Kind::lamp, "2"},
                                           {Target::Kind::group, "7"},
                                           {Target::Kind::group, "8"}}));
}

TEST(Targets, TheSameLampTwiceIsOneTarget) {
  EXPECT_EQ(find_targets(small_house(), {"Desk", "1"})->size(), 1U);
}

TEST(Targets, AnUnknownNameIsAnErrorThatListsWhatThereIs) {
  const auto targets = find_targets(small_house(), {"Desk", "Dask"});
  ASSERT_FALSE(targets);
  EXPECT_EQ(targets.error().fault, Fault::not_found);
  EXPECT_NE(targets.error().message.find("Dask"), std::string::npos);
  EXPECT_NE(targets.error().message.find("Desk, Study, Shelf, room:Study"), std::string::npos);
  EXPECT_FALSE(find_targets(small_house(), {"room:Upstairs"}));
}

TEST(Targets, LampsOfGroupsAreListedOnce) {
  const BridgeHouse house = small_house();
  const auto lamps = lamps_of(house, {{Target::Kind::group, "7"}, {Target::Kind::lamp, "2"}});
  ASSERT_EQ(lamps.size(), 2U);
  EXPECT_EQ(lamps[0].id, "1");
  EXPECT_EQ(lamps[1].id, "2");
}

}  // namespace
}  // namespace lamplighter::hue
