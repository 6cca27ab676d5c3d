// SPDX-License-Identifier: Apache-2.0
#include "planning/splice.h"

#include "planning/test_days.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace lamplighter {
namespace {

const HabitDay lived =
    habits_of_days(real_days(30, std::chrono::year(2026) / 10 / 1), berlin()).days[3];

TEST(Warp, MovesPeopleAndLeavesTimersWhereTheyAre) {
  double moved = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    std::vector<HouseEvent> switches = day_events(lived).events;
    warp(switches, 1, rng);
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
    Rng rng(seed);
    std::vector<HouseEvent> switches = day_events(lived).events;
    warp(switches, 3, rng);
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
    Rng rng(seed);
    std::vector<HouseEvent> switches = evening;
    warp(switches, 1, rng);
    for (const std::size_t i : {1, 2, 3, 5})
      EXPECT_NEAR(switches[i].at - switches[i - 1].at, evening[i].at - evening[i - 1].at, 1e-9);
    moved += std::abs(switches[0].at - evening[0].at);
  }
  EXPECT_GT(moved / 50, 5);
}

TEST(Warp, OfNoStrengthChangesNothing) {
  Rng rng(1);
  std::vector<HouseEvent> switches = day_events(lived).events;
  warp(switches, 0, rng);
  EXPECT_LT(minutes_apart({{}, lit_minutes(switches, 0, 3)}, watched(lived)), 1e-9);
}

const Date first_day = std::chrono::year(2026) / 10 / 1;

struct House {
  std::vector<HabitDay> days = habits_of_days(real_days(30, first_day), berlin()).days;
  PlayCount wear{30, 30};

  [[nodiscard]] Splice splice() const {
    std::vector<std::size_t> names(days.size());
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = i;
    return {days, std::vector<double>(days.size(), 1.0), names, wear};
  }
};

TEST(Splice, WithoutAJumpADayIsItself) {
  const House house;
  Rng rng(1);
  const Spliced made = house.splice().walk(0, 4, {.jump = 0, .quiet_minutes = {}}, rng);
  const DayEvents day = day_events(house.days[4]);
  ASSERT_EQ(made.switches.size(), day.events.size());
  for (std::size_t i = 0; i < day.events.size(); ++i) {
    EXPECT_EQ(made.switches[i].at, day.events[i].at);
    EXPECT_EQ(made.switches[i].lit, day.events[i].lit);
  }
  ASSERT_EQ(made.parts.size(), 1U);
  EXPECT_EQ(made.parts[0].day, 4U);
}

TEST(Splice, VisitsThatFollowAJumpKeepTheirLength) {
  // Two evenings half an hour apart, and in each three visits of four minutes.
  const auto evening = [](double home) {
    const auto span = [](double from, double until) {
      return HabitSpan{{from, 5, Keeps::nothing}, {until, 5, Keeps::nothing}};
    };
    return std::vector<std::vector<HabitSpan>>{
        {span(home, home + 4), span(home + 40, home + 44), span(home + 80, home + 84)}};
  };
  const std::vector<HabitDay> days{{first_day, {}, evening(800)},
                                   {plus_days(first_day, 1), {}, evening(825)}};
  const Splice splice(days, {1, 1}, {0, 1}, PlayCount(2, 2));
  std::size_t joined = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Rng rng(seed);
    const Spliced made = splice.walk(0, seed % 2, {.jump = 0.5, .quiet_minutes = {}}, rng);
    joined += made.parts.size() - 1;
    for (std::size_t i = 1; i < made.switches.size(); ++i) {
      if (made.switches[i].on) continue;
      const double length = made.switches[i].at - made.switches[i - 1].at;
      EXPECT_NEAR(length, 4, 1e-9) << "seed " << seed;
    }
  }
  EXPECT_GT(joined, 10U);
}

TEST(Splice, JumpsGoWhereTheWholeHouseIsTheSame) {
  const House house;
  const Splice splice = house.splice();
  const RoomMask people = bit_of(0) | bit_of(1);  // the porch has a timer, independent of them
  std::set<std::tuple<RoomMask, std::size_t, bool>> known;
  for (const HabitDay& day : house.days) {
    for (const HouseEvent& event : day_events(day).events)
      known.insert({event.lit & people, event.room, event.on});
  }
  std::size_t joined = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Rng rng(seed);
    const Spliced made = splice.walk(0, seed % 30, {.jump = 1, .quiet_minutes = {}}, rng);
    joined += made.parts.size() - 1;
    RoomMask lit = 0;
    double last = 0;
    for (const HouseEvent& event : made.switches) {
      EXPECT_NE(event.on, (lit & bit_of(event.room)) != 0) << "switches of a room alternate";
      lit ^= bit_of(event.room);
      EXPECT_EQ(event.lit, lit);
      EXPECT_TRUE(known.contains({event.lit & people, event.room, event.on}))
          << "no house was ever so";
      EXPECT_GE(event.at, last);
      last = event.at;
    }
    EXPECT_EQ(lit, 0U) << "a day that ends dark is joined to others that do";
  }
  EXPECT_GT(joined, 50U);
}

TEST(Splice, ALampLeftOnOvernightGoesOutSoonAfterFour) {
  const House house;
  Rng rng(3);
  const Spliced made = house.splice().walk(bit_of(1), 0, {.jump = 0, .quiet_minutes = {}}, rng);
  EXPECT_EQ(made.switches.front().room, 1U);
  EXPECT_FALSE(made.switches.front().on);
  EXPECT_LT(made.switches.front().at, 20);
}

TEST(Splice, ALampThatIsOnEveryNightDoesNotStayOutForever) {
  House house;
  for (HabitDay& day : house.days)
    day.rooms[1] = {{{0, 0, Keeps::nothing}, {1440, 0, Keeps::nothing}}};
  Rng rng(3);
  const Spliced made = house.splice().walk(0, 0, {.jump = 0, .quiet_minutes = {}}, rng);
  EXPECT_EQ(made.switches.front().room, 1U);
  EXPECT_TRUE(made.switches.front().on);
  EXPECT_LT(made.switches.front().at, 20);
}

TEST(Splice, WhatWasPlayedWaitsUntilTheRestWas) {
  House house;
  for (std::size_t day = 0; day < 30; ++day)
    if (day != 7) house.wear.add({day, 0, 1440});
  const Splice splice = house.splice();
  int fresh = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Rng rng(seed);
    fresh += splice.first_day(0, rng) == 7 ? 1 : 0;
  }
  EXPECT_GT(fresh, 35) << "of 100, where one in 30 would be even";
}

TEST(PlayCount, CountsOnlyTheHoursThatWerePlayed) {
  PlayCount wear(2, 2);
  wear.add({1, 600, 900});
  EXPECT_EQ(wear.welcome(0, 600), 1);
  EXPECT_LT(wear.welcome(1, 600), 0.1);
  EXPECT_EQ(wear.welcome(1, 900), 1);
  EXPECT_EQ(wear.welcome(1, 1440), 1);
}

TEST(PlayCount, ADayIsWelcomeAsOftenAsItIsDue) {
  PlayCount wear(3, 1);
  for (int planned = 0; planned < 4; ++planned) wear.add_due({0, 1}, {3, 1});
  for (int played = 0; played < 3; ++played) {
    wear.add({0, 0, 1440});
    wear.add({1, 0, 1440});
  }
  const PlayCount beyond = wear.beyond_due({1, 0, 2});
  EXPECT_NEAR(beyond.welcome(1, 600), 1, 1e-5) << "three of four were due";
  EXPECT_LT(beyond.welcome(0, 600), 0.1) << "one was";
  EXPECT_EQ(beyond.welcome(2, 600), 1);
  wear.add_due({2}, {1});
  EXPECT_GT(wear.beyond_due({2}).welcome(0, 600), 10) << "it waits to be played";
}

TEST(PlayCount, IsANumberHoweverLongAPartHasWaited) {
  PlayCount wear(2, 1);
  for (int planned = 0; planned < 2000; ++planned) wear.add_due({0, 1}, {1, 1});
  EXPECT_TRUE(std::isfinite(wear.beyond_due({0}).welcome(0, 600)));
  for (int played = 0; played < 4000; ++played) wear.add({0, 0, 1440});
  EXPECT_GT(wear.beyond_due({0}).welcome(0, 600), 0) << "still better than nothing";
}

TEST(PlayCount, NoDayIsDueAgainBeforeAllWereDue) {
  PlayCount wear(10, 10);
  const auto plan = [&] { wear.add_due({0, 1}, {9, 1}); };
  for (int planned = 0; planned < 5; ++planned) plan();
  wear.add({0, 0, 1440});
  EXPECT_NEAR(wear.beyond_due({0}).welcome(0, 600), 1, 1e-5) << "as often as was due: once";
  for (int planned = 5; planned < 20; ++planned) plan();
  EXPECT_GT(wear.beyond_due({0}).welcome(0, 600), 1000) << "twice, of the second round";
  EXPECT_LT(wear.beyond_due({0}).welcome(0, 600), 1e6) << "and not eighteen times";
}

}  // namespace

}  // namespace lamplighter
