// SPDX-License-Identifier: Apache-2.0
#include "planning/day_pool.h"

#include "planning/test_days.h"
#include "sky/sun.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lamplighter {
namespace {

const Date saturday = std::chrono::year(2026) / 10 / 3;

TEST(DayPool, KnowsKindAndSunOfADate) {
  const DayLight light = day_light(berlin(), saturday);
  EXPECT_EQ(light.kind, DayKind::weekend);
  EXPECT_EQ(light.sunrise + 240, *sun(berlin(), saturday).sunrise);
  EXPECT_EQ(day_light(berlin(), plus_days(saturday, 2)).kind, DayKind::weekday);
  EXPECT_EQ(day_light(berlin(), saturday, {saturday}).kind, DayKind::holiday);
}

TEST(DayPool, WhereTheSunStaysTheDayIsWholeOrNone) {
  const Place tromso{69.65, 18.96, *TimeZone::find("Europe/Oslo")};
  const DayLight summer = day_light(tromso, std::chrono::year(2026) / 6 / 21);
  EXPECT_EQ(summer.sunset - summer.sunrise, 1440);
  const DayLight winter = day_light(tromso, std::chrono::year(2026) / 12 / 21);
  EXPECT_EQ(winter.sunset, winter.sunrise);
}

TEST(DayPool, DaysOfTheSameKindAndSunCountMost) {
  const HouseHabits habits =
      habits_of_days(real_days(200, std::chrono::year(2026) / 3 / 1), berlin());
  const std::vector<PoolDay> pool =
      day_pool(habits, day_light(berlin(), std::chrono::year(2026) / 4 / 15));
  EXPECT_LE(pool.size(), 120U);
  const auto most =
      std::max_element(pool.begin(), pool.end(),
                       [](const PoolDay& a, const PoolDay& b) { return a.weight < b.weight; });
  EXPECT_EQ(habits.days[most->day].light.kind, DayKind::weekday);
  EXPECT_LT(std::abs((std::chrono::sys_days(habits.days[most->day].date) -
                      std::chrono::sys_days(std::chrono::year(2026) / 4 / 15))
                         .count()),
            8);
}

TEST(DayPool, InAnotherSeasonTheSearchWidensUntilThereAreEnough) {
  const HouseHabits habits =
      habits_of_days(real_days(30, std::chrono::year(2026) / 6 / 1), berlin());
  const auto pool = day_pool(habits, day_light(berlin(), std::chrono::year(2026) / 12 / 15));
  double most = 0;
  double sum = 0;
  for (const PoolDay& day : pool) {
    most = std::max(most, day.weight);
    sum += day.weight;
  }
  EXPECT_GT(sum / most, 4) << "days at the June end count least";
}

TEST(DayPool, AWeekendIsNearerToAHolidayThanAWeekday) {
  const HouseHabits habits = habits_of_days(real_days(14, saturday), berlin());
  DayLight light = day_light(berlin(), plus_days(saturday, 7), {plus_days(saturday, 7)});
  const auto pool = day_pool(habits, light);
  ASSERT_EQ(pool.size(), 14U);
  EXPECT_GT(pool[7].weight, 2 * pool[9].weight);
}

TEST(DayPool, ADayThatWasNotWatchedCountsAsMuchAsItWeighs) {
  HouseHabits habits = habits_of_days(real_days(14, saturday), berlin());
  const DayLight light = day_light(berlin(), plus_days(saturday, 9));
  const auto before = day_pool(habits, light);
  habits.days[3].weight = 0.25;
  const auto after = day_pool(habits, light);
  ASSERT_EQ(after.size(), before.size());
  EXPECT_NEAR(after[3].weight / after[4].weight, 0.25 * before[3].weight / before[4].weight, 1e-9);
}

const DayLight june{DayKind::weekday, 60, 1050};      // 05:00 and 21:30
const DayLight december{DayKind::weekday, 255, 720};  // 08:15 and 16:00
const std::vector<RoomInSeason> by_sun{{}};

HabitDay day_of(const DayLight& light, std::vector<HabitSpan> spans) {
  return {{}, light, {std::move(spans)}};
}

HabitSpan lit(double from, double until, Keeps keeps = Keeps::nothing) {
  return {{from, 10, keeps}, {until, 10, keeps}};
}

std::vector<HabitSpan> moved(const HabitDay& day, const DayLight& target,
                             const std::vector<RoomInSeason>& rooms = by_sun) {
  Rng rng(1);
  return in_season(day, target, rooms, rng).rooms[0];
}

TEST(Season, UnderNearlyTheSameSunADayIsItself) {
  const HabitDay day = day_of(june, {lit(30, 70), lit(1060, 1150)});
  EXPECT_EQ(moved(day, {DayKind::weekday, 75, 1035}), day.rooms[0]);
}

TEST(Season, HoursThatAreNewlyDarkAreLitAsOrdinaryPeopleDo) {
  double evening = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Rng rng(seed);
    const HabitDay day = in_season(day_of(june, {lit(1060, 1140)}), december, by_sun, rng);
    EXPECT_EQ(day.rooms[0].back().off.at, 1140) << "the night is the household's own";
    for (const HabitSpan& span : day.rooms[0])
      evening += std::max(0.0, std::min(span.off.at, 1025.0) - std::max(span.on.at, 695.0)) / 60;
  }
  EXPECT_GT(evening, 60) << "minutes a day, of 330 that were light";
  EXPECT_LT(evening, 270) << "people come home late, or not at all";
}

TEST(Season, ARoomThatIsNeverLitStaysDark) {
  Rng rng(1);
  const HabitDay day = in_season(day_of(june, {}), december, {{.is_lit = 0}}, rng);
  EXPECT_TRUE(day.rooms[0].empty());
}

TEST(Season, ALaterSunsetTakesTheEveningFromTheFront) {
  const auto spans = moved(day_of(december, {lit(730, 1140), lit(1000, 1200)}), june);
  ASSERT_EQ(spans.size(), 1U) << "both wait for the sun and become one";
  EXPECT_GT(spans[0].on.at, 1040);
  EXPECT_EQ(spans[0].off.at, 1200);
}

TEST(Season, LampsOfAWinterMorningAreNotLitInSummer) {
  EXPECT_TRUE(moved(day_of(december, {lit(150, 250)}), june).empty());
}

TEST(Season, AHigherSunSparesLampsByDay) {
  const HabitDay winter = day_of(december, {lit(400, 401)});
  const HabitDay summer = day_of(june, {lit(400, 401)});
  int kept = 0;
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    Rng rng(seed);
    kept += in_season(winter, june, by_sun, rng).rooms[0].empty() ? 0 : 1;
    const auto rooms = in_season(summer, december, by_sun, rng).rooms;
    EXPECT_TRUE(std::find(rooms[0].begin(), rooms[0].end(), lit(400, 401)) != rooms[0].end());
  }
  EXPECT_NEAR(kept / 1000.0, 0.40 / 1.335, 0.04) << "as the sun's heights at 10:40";
}

TEST(Season, TimersStayAndLampsThatKeepToTheSunMoveWithIt) {
  const HabitDay clock = day_of(december, {lit(730, 1140, Keeps::clock)});
  EXPECT_EQ(moved(clock, june), clock.rooms[0]);
  const auto spans = moved(day_of(december, {lit(730, 790, Keeps::sun)}), june);
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].on.at, 730 + 330);
  EXPECT_EQ(spans[0].off.at, 790 + 330);
}

TEST(Season, ARoomThatIsLitByDayTooStaysAsItIs) {
  const HabitDay day = day_of(december, {lit(150, 250), lit(730, 1140)});
  EXPECT_EQ(moved(day, june, {{.by_day = 0.8}}), day.rooms[0]);
}

TEST(Season, WhatIsLitAtFourIsStillLitAtFour) {
  const auto spans = moved(day_of(december, {lit(0, 20), lit(1300, 1440)}), june);
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_EQ(spans[0].on.at, 0);
  EXPECT_EQ(spans[1].off.at, 1440);
}

TEST(Season, RoomsAreLitByDayAsOftenAsTheirSwitchesSay) {
  HouseHabits habits{{RoomName("bath"), RoomName("den"), RoomName("living")}, {}, 0};
  for (int i = 0; i < 30; ++i)
    habits.days.push_back({{},
                           {DayKind::weekday, 180, 900},
                           {{lit(400, 410), lit(1000, 1010)},
                            {lit(200, 260), lit(850, 1100)},
                            {lit(500, 501), lit(910, 920), lit(930, 940), lit(950, 1100)}}});
  const std::vector<double> shares = lit_by_day(habits);
  EXPECT_EQ(shares[0], 1) << "in 7 hours of day as often as in 17 of dusk and dark";
  EXPECT_EQ(shares[1], 0) << "just after sunrise and just before sunset is not day";
  EXPECT_NEAR(shares[2], 30.0 / 420 / (91.0 / 1020), 1e-9);
}

}  // namespace

}  // namespace lamplighter
