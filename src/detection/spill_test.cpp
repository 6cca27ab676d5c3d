// SPDX-License-Identifier: Apache-2.0
#include "detection/spill.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

const Instant first_midnight = *parse_instant("2016-09-01T00:00:00Z");

Instant at(int day, int minute) {
  return first_midnight + day * 24h + std::chrono::minutes(minute);
}

/// A detection made of intervals that are on.
class Room {
 public:
  void light(int day, int from, int until, double lux) {
    detection_.intervals.push_back({at(day, from), at(day, until), LampState::on, 0.99, lux});
  }
  Detection take() {
    detection_.observed = {{at(0, 0), at(30, 0)}};
    return std::move(detection_);
  }

 private:
  Detection detection_;
};

std::size_t count(const Detection& room, LampState state) {
  return static_cast<std::size_t>(std::ranges::count(room.intervals, state, &LitInterval::state));
}

/// A bright room that spills an eighth into a dim one, which has its own lamp.
std::vector<Detection> spilling() {
  Room bright;
  Room dim;
  for (int day = 0; day < 6; ++day) {
    bright.light(day, 1100, 1200 + day, 160);
    dim.light(day, 1101, 1200 + day, 20);
    dim.light(day, 1300, 1330, 20);
  }
  return {bright.take(), dim.take()};
}

TEST(TellSpill, LightThatFollowsAnotherRoomsIsUnknown) {
  std::vector<Detection> rooms = spilling();
  tell_spill(rooms);
  EXPECT_TRUE(rooms[0].spills.empty());
  EXPECT_EQ(count(rooms[0], LampState::on), 6u);
  ASSERT_EQ(rooms[1].spills.size(), 1u);
  EXPECT_EQ(rooms[1].spills[0].from, 0u);
  EXPECT_NEAR(rooms[1].spills[0].share, 0.125, 0.001);
  EXPECT_EQ(count(rooms[1], LampState::unknown), 6u);
  EXPECT_EQ(count(rooms[1], LampState::on), 6u) << "its own lamp, while the other room is dark";
}

TEST(TellSpill, ShortLightIsExplainedThoughTheSensorsSawItsEndAReadingApart) {
  std::vector<Detection> rooms = spilling();
  rooms[0].intervals[2] = {at(2, 1101), at(2, 1105), LampState::on, 0.99, 160};
  rooms[1].intervals[4] = {at(2, 1100), at(2, 1105), LampState::on, 0.99, 20};
  tell_spill(rooms);
  EXPECT_EQ(rooms[1].intervals[4].state, LampState::unknown);
  EXPECT_EQ(count(rooms[1], LampState::unknown), 6u);
}

TEST(TellSpill, ALampOfTheRoomsOwnStandsOutOfSpill) {
  std::vector<Detection> rooms = spilling();
  rooms[1].intervals[2].lux = 80;  // more than comes through the door
  tell_spill(rooms);
  EXPECT_EQ(rooms[1].intervals[2].state, LampState::on);
  EXPECT_EQ(count(rooms[1], LampState::unknown), 5u);
}

TEST(TellSpill, TwiceIsChance) {
  std::vector<Detection> rooms = spilling();
  rooms[0].intervals.resize(2);
  tell_spill(rooms);
  EXPECT_TRUE(rooms[1].spills.empty());
  EXPECT_EQ(count(rooms[1], LampState::on), 12u);
}

TEST(TellSpill, EqualLampsAndChangingSharesAreNoSpill) {
  std::vector<Detection> equal = spilling();
  for (LitInterval& lit : equal[1].intervals) lit.lux = 150;
  tell_spill(equal);
  EXPECT_TRUE(equal[0].spills.empty() && equal[1].spills.empty());

  std::vector<Detection> changing = spilling();
  double lux = 3;
  for (std::size_t i = 0; i < changing[1].intervals.size(); i += 2) {
    changing[1].intervals[i].lux = lux;
    lux *= 1.7;
  }
  tell_spill(changing);
  EXPECT_TRUE(changing[1].spills.empty());
}

TEST(TellSpill, OneRoomAloneStaysAsItIs) {
  std::vector<Detection> rooms = spilling();
  rooms.erase(rooms.begin());
  tell_spill(rooms);
  EXPECT_EQ(count(rooms[0], LampState::on), 12u);
  tell_spill({});
}

}  // namespace
}  // namespace lamplighter
