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

TEST(DayPool, ADayThatNobodyWatchedCountsAsMuchAsItWeighs) {
  HouseHabits habits = habits_of_days(real_days(14, saturday), berlin());
  const DayLight light = day_light(berlin(), plus_days(saturday, 9));
  const auto before = day_pool(habits, light);
  habits.days[3].weight = 0.25;
  const auto after = day_pool(habits, light);
  ASSERT_EQ(after.size(), before.size());
  EXPECT_NEAR(after[3].weight / after[4].weight, 0.25 * before[3].weight / before[4].weight, 1e-9);
}

}  // namespace
}  // namespace lamplighter
