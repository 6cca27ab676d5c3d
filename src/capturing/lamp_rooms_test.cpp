// SPDX-License-Identifier: Apache-2.0
#include "capturing/lamp_rooms.h"

#include "testing/samples.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

const RoomName hall("hall");
using testing::noon;

Change change(LampState to, Instant at = noon) { return {at, hall, to}; }

TEST(LampRooms, AreOnWhileAnyLampIs) {
  LampRooms rooms;
  EXPECT_EQ(rooms.lamp(hall, "a", LampState::off, noon), change(LampState::off));
  EXPECT_EQ(rooms.lamp(hall, "b", LampState::on, noon), change(LampState::on));
  EXPECT_EQ(rooms.lamp(hall, "a", LampState::on, noon), std::nullopt);
  EXPECT_EQ(rooms.lamp(hall, "b", LampState::off, noon), std::nullopt);
  EXPECT_EQ(rooms.lamp(hall, "a", LampState::off, noon), change(LampState::off));
}

TEST(LampRooms, AreUnknownOnceALampThatWasOnCannotBeReached) {
  LampRooms rooms;
  EXPECT_EQ(rooms.lamp(hall, "a", LampState::unknown, noon), std::nullopt);
  EXPECT_EQ(rooms.lamp(hall, "a", LampState::on, noon), change(LampState::on));
  EXPECT_EQ(rooms.lamp(hall, "b", LampState::on, noon), std::nullopt);
  EXPECT_EQ(rooms.lamp(hall, "a", LampState::unknown, noon), std::nullopt) << "b is on";
  EXPECT_EQ(rooms.lamp(hall, "b", LampState::off, noon), change(LampState::unknown));
  EXPECT_EQ(rooms.lamp(hall, "a", LampState::off, noon), change(LampState::off));
}

TEST(LampRooms, DoNotRepeatThemselves) {
  LampRooms rooms;
  EXPECT_TRUE(rooms.lamp(hall, "a", LampState::on, noon));
  EXPECT_FALSE(rooms.lamp(hall, "a", LampState::on, noon + 1s));
}

TEST(LampRooms, AreUnknownOnceMessagesMayHaveBeenMissed) {
  LampRooms rooms;
  EXPECT_TRUE(rooms.forget(noon).empty());
  EXPECT_TRUE(rooms.lamp(hall, "a", LampState::on, noon));
  EXPECT_EQ(rooms.forget(noon + 1s), std::vector{change(LampState::unknown, noon + 1s)});
  EXPECT_TRUE(rooms.forget(noon + 2s).empty());
  EXPECT_EQ(rooms.lamp(hall, "a", LampState::on, noon + 3s), change(LampState::on, noon + 3s));
}

TEST(LampRooms, HaveABoundedNumberOfLamps) {
  LampRooms rooms;
  for (int i = 0; i < 64; ++i) rooms.lamp(hall, std::to_string(i), LampState::off, noon);
  EXPECT_EQ(rooms.lamp(hall, "64", LampState::on, noon), std::nullopt);
  EXPECT_EQ(rooms.lamp(hall, "63", LampState::on, noon), change(LampState::on));
}

TEST(LampRooms, TellALookThatIsNews) {
  LampRooms rooms;
  EXPECT_EQ(rooms.look(hall, {40, {}}, noon), std::nullopt) << "no lamp of it has spoken";
  rooms.lamp(hall, "a", LampState::on, noon);
  EXPECT_EQ(rooms.look(hall, {40, {}}, noon), (LookChange{noon, hall, {40, {}}}));
  EXPECT_EQ(rooms.look(hall, {41.5, {}}, noon), std::nullopt) << "hardly another";
  EXPECT_EQ(rooms.look(hall, {}, noon), std::nullopt) << "nothing is known of it";
  EXPECT_TRUE(rooms.look(hall, {41.5, 300}, noon));
  EXPECT_FALSE(rooms.look(hall, {41.5, 304}, noon));
  EXPECT_TRUE(rooms.look(hall, {41.5, 305}, noon));
  EXPECT_TRUE(rooms.look(hall, {44, 305}, noon));
}

}  // namespace
}  // namespace lamplighter
