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

TEST(Warp, VisitsAndTheWaysBetweenThemKeepTheirLength) {
  const auto at = [](double minute, std::size_t room, bool on) {
    return HouseEvent{minute, room, on, 0, 20, Keeps::nothing};
  };
  const std::vector<HouseEvent> evening{at(600, 0, true),  at(603.8, 0, false), at(605, 1, true),
                                        at(629, 1, false), at(900, 0, true),    at(910, 0, false)};
  double moved = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng chance(seed);
    std::vector<HouseEvent> switches = evening;
    warp(switches, 1, chance);
    for (const std::size_t i : {1, 2, 3, 5})
      EXPECT_NEAR(switches[i].at - switches[i - 1].at, evening[i].at - evening[i - 1].at, 1e-9);
    moved += std::abs(switches[0].at - evening[0].at);
  }
  EXPECT_GT(moved / 50, 5);
}

TEST(Warp, OfNoStrengthChangesNothing) {
  Rng chance(1);
  std::vector<HouseEvent> switches = day_events(lived).events;
  warp(switches, 0, chance);
  EXPECT_LT(minutes_apart({{}, lit_minutes(switches, 0, 3)}, watched(lived)), 1e-9);
}

}  // namespace
}  // namespace lamplighter
