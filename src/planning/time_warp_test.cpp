// SPDX-License-Identifier: Apache-2.0
#include "planning/time_warp.h"

#include "planning/test_days.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

const HabitDay lived =
    habits_of_days(real_days(30, std::chrono::year(2026) / 10 / 1), berlin()).days[3];

TEST(Warp, MovesPeopleAndLeavesTimersWhereTheyAre) {
  double moved = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng chance(seed);
    std::vector<HouseEvent> switches = day_events(lived).events;
    warp(switches, 1, chance);
    const auto lit = lit_minutes(switches, 0, 3);
    ASSERT_EQ(lit[2].size(), 1U);
    EXPECT_EQ(lit[2][0].from, 840);
    EXPECT_EQ(lit[2][0].until, 1110);
    moved += std::abs(lit[1][0].from - lived.rooms[1][0].on.at);
  }
  EXPECT_GT(moved / 50, 1);
}

TEST(Warp, WalksStayTogetherAndStretchesKeepHalfTheirLength) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng chance(seed);
    std::vector<HouseEvent> switches = day_events(lived).events;
    warp(switches, 3, chance);
    EXPECT_TRUE(
        std::is_sorted(switches.begin(), switches.end(),
                       [](const HouseEvent& a, const HouseEvent& b) { return a.at < b.at; }));
    const auto lit = lit_minutes(switches, 0, 3);
    for (std::size_t room = 0; room < 2; ++room) {
      ASSERT_EQ(lit[room].size(), lived.rooms[room].size());
      for (std::size_t i = 0; i < lit[room].size(); ++i)
        EXPECT_GE(lit[room][i].until - lit[room][i].from, lived.rooms[room][i].length() / 2 - 1e-6);
    }
    EXPECT_NEAR(lit[1][0].from - lit[0][0].until, 0.1, 0.02) << "from the hall to the living room";
  }
}

TEST(Warp, OfNoStrengthChangesNothing) {
  Rng chance(1);
  std::vector<HouseEvent> switches = day_events(lived).events;
  warp(switches, 0, chance);
  EXPECT_LT(minutes_apart({{}, lit_minutes(switches, 0, 3)}, watched(lived)), 1e-9);
}

}  // namespace
}  // namespace lamplighter
