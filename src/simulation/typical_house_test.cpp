// SPDX-License-Identifier: Apache-2.0
#include "simulation/typical_house.h"

#include "simulation/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace lamplighter::simulation {
namespace {

Result<Settings> house_of(const std::vector<RoomName>& rooms, std::uint64_t seed = 1) {
  return typical_settings(seed, test_place(), *parse_date("2016-07-01"), 7, rooms);
}

TEST(KindOf, IsToldByTheName) {
  const std::vector<std::pair<const char*, RoomKind>> names{
      {"living-room", RoomKind::living}, {"front-room", RoomKind::living},
      {"kitchen", RoomKind::kitchen},    {"dining-room", RoomKind::dining},
      {"bathroom-2", RoomKind::bath},    {"bedroom", RoomKind::bedroom},
      {"kids-room", RoomKind::bedroom},  {"hall", RoomKind::hall},
      {"dining-hall", RoomKind::dining}, {"study", RoomKind::office},
      {"attic-office", RoomKind::office}};
  for (const auto& [name, kind] : names) EXPECT_EQ(kind_of(name), kind) << name;
  EXPECT_EQ(kind_of("attic"), std::nullopt);
}

TEST(TypicalSettings, RefusesANameThatTellsNoKindAndANameTwice) {
  const Result<Settings> unknown = house_of({RoomName("attic")});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().fault, Fault::bad_input);
  EXPECT_NE(unknown.error().message.find("attic-office"), std::string::npos);
  const Result<Settings> twice = house_of({RoomName("hall"), RoomName("hall")});
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().message.find("twice"), std::string::npos);
}

TEST(TypicalSettings, ARoomIsTheSameWhateverOtherRoomsAreNamed) {
  const Settings one = *house_of({RoomName("kitchen")});
  const Settings two = *house_of({RoomName("hall"), RoomName("office"), RoomName("kitchen")});
  const auto kitchen = [](const Settings& settings) {
    return *std::find_if(settings.house.rooms.begin(), settings.house.rooms.end(),
                         [](const Room& room) { return room.name == RoomName("kitchen"); });
  };
  EXPECT_EQ(kitchen(one).lamps.front().size, kitchen(two).lamps.front().size);
  EXPECT_EQ(kitchen(one).window->facing, kitchen(two).window->facing);
}

TEST(TypicalSettings, EveryHouseHasTheRoomsPeopleNeedAndASensorARoom) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Settings settings = *house_of({RoomName("front-room")}, seed);
    EXPECT_EQ(settings.house.rooms.size(), 5U);
    EXPECT_EQ(settings.sensors.size(), 5U);
    const auto watched = std::count_if(settings.house.rooms.begin(), settings.house.rooms.end(),
                                       [](const Room& room) { return room.watched; });
    EXPECT_EQ(watched, 1);
    for (const Person& person : settings.house.people) {
      EXPECT_EQ(settings.house.rooms[person.bedroom].kind, RoomKind::bedroom);
    }
  }
}

TEST(TypicalSettings, HouseholdsOfOneToFourPeopleAllOccur) {
  std::array<int, 5> sizes{};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::size_t people = house_of(usual_rooms(), seed)->house.people.size();
    ASSERT_GE(people, 1U);
    ASSERT_LE(people, 4U);
    ++sizes[people];
  }
  for (std::size_t people = 1; people <= 4; ++people) EXPECT_GT(sizes[people], 15) << people;
}

}  // namespace
}  // namespace lamplighter::simulation
