// SPDX-License-Identifier: Apache-2.0
#include "model/house_habits.h"

#include "testing/samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

using namespace std::chrono_literals;

using testing::berlin_time;

const Date monday = std::chrono::year(2026) / 11 / 2;

/// A room that is lit for two hours each evening from its first day on, one hour later on the days
/// of the week in `late`.
std::vector<Change> room(int first, int days, const std::vector<int>& late = {}) {
  const RoomName name("x");
  std::vector<Change> changes;
  for (int day = first; day < days; ++day) {
    const Instant four = berlin_time.start_of_day(plus_days(monday, day)) + 4h;
    const bool is_late = std::find(late.begin(), late.end(), day % 7) != late.end();
    const Instant on = four + 14h + (is_late ? 1h : 0h);
    if (changes.empty()) changes.push_back({four, name, LampState::off});
    changes.push_back({on, name, LampState::on});
    changes.push_back({on + 2h, name, LampState::off});
  }
  changes.push_back(
      {berlin_time.start_of_day(plus_days(monday, days)) + 4h, name, LampState::unknown});
  return changes;
}

double lit_from(const WatchedDay& day, std::size_t room) { return day.rooms[room].front().from; }

TEST(RealDaysOf, AreThoseOfWhichHalfIsKnown) {
  const std::vector rooms{room(0, 20), room(5, 20), room(5, 20)};
  const auto days = real_days_of(rooms, berlin_time);
  ASSERT_EQ(days.size(), 15U);
  EXPECT_EQ(days.front().date, plus_days(monday, 5));
  EXPECT_EQ(days.front().rooms.size(), 3U);
}

TEST(RealDaysOf, ANewerRoomCostsNoneAndIsAsOnALikeDay) {
  const std::vector<int> thursdays_and_sundays{3, 6};
  const std::vector rooms{room(0, 28, thursdays_and_sundays), room(21, 28, thursdays_and_sundays),
                          room(0, 28)};
  const auto days = real_days_of(rooms, berlin_time);
  ASSERT_EQ(days.size(), 28U);
  for (int day = 0; day < 28; ++day) {
    const WatchedDay& lived = days[static_cast<std::size_t>(day)];
    ASSERT_EQ(lived.rooms.size(), 3U);
    EXPECT_EQ(lit_from(lived, 1), lit_from(lived, 0)) << "day " << day;
    EXPECT_EQ(lit_from(lived, 2), 14 * 60);
  }
}

TEST(RealDaysOf, ARoomOfWhichNothingIsKnownIsDark) {
  const std::vector rooms{std::vector<Change>{}, room(0, 9)};
  const auto days = real_days_of(rooms, berlin_time);
  ASSERT_EQ(days.size(), 9U);
  EXPECT_TRUE(days.front().rooms[0].empty());
  EXPECT_FALSE(days.front().rooms[1].empty());
}

/// The changes of a room, with part of one day unknown.
std::vector<Change> without(std::vector<Change> changes, int day, std::chrono::hours from,
                            std::chrono::hours until) {
  const Instant four = berlin_time.start_of_day(plus_days(monday, day)) + 4h;
  LampState after = LampState::off;
  for (const Change& change : changes)
    if (change.at <= four + until) after = change.state;
  std::erase_if(changes, [&](const Change& change) {
    return four + from <= change.at && change.at <= four + until;
  });
  const RoomName name = changes.front().room;
  changes.push_back({four + from, name, LampState::unknown});
  changes.push_back({four + until, name, after});
  std::ranges::sort(changes, {}, &Change::at);
  return changes;
}

TEST(RealDaysOf, ManyRoomsWithAHoleEachCostNoDay) {
  std::vector<std::vector<Change>> rooms;
  for (int i = 0; i < 12; ++i) rooms.push_back(without(room(0, 12), i, 0h, 24h));
  const auto days = real_days_of(rooms, berlin_time);
  ASSERT_EQ(days.size(), 12U);
  for (const WatchedDay& day : days)
    for (std::size_t i = 0; i < rooms.size(); ++i) EXPECT_EQ(lit_from(day, i), 14 * 60);
}

TEST(RealDaysOf, AHoleIsFilledWithWholeStaysOfTheLikestDay) {
  const std::vector<int> thursdays{3};
  const std::vector rooms{room(0, 14, thursdays), without(room(0, 14, thursdays), 10, 12h, 20h)};
  const auto days = real_days_of(rooms, berlin_time);
  ASSERT_EQ(days.size(), 14U);
  ASSERT_EQ(days[10].rooms[1].size(), 1U);
  EXPECT_EQ(lit_from(days[10], 1), 15 * 60) << "as on the other Thursday";
}

TEST(RealDaysOf, AStayThatTheHoleCutsIsNotMadeLonger) {
  const std::vector rooms{room(0, 9), without(room(0, 9), 4, 5h, 15h)};
  const auto days = real_days_of(rooms, berlin_time);
  ASSERT_EQ(days.size(), 9U);
  ASSERT_EQ(days[4].rooms[1].size(), 1U);
  EXPECT_EQ(days[4].rooms[1].front().until, 16 * 60);
  EXPECT_EQ(lit_from(days[4], 1), 15 * 60) << "what was seen of it";
}

TEST(RealDaysOf, AreThoseOfWhichAQuarterIsKnownWhileThereAreNoBetterOnes) {
  std::vector<Change> poor = room(0, 3);
  for (int day = 0; day < 3; ++day) poor = without(poor, day, 0h, 13h);
  EXPECT_EQ(real_days_of({&poor, 1}, berlin_time).size(), 3U) << "11 hours of each";
  std::vector<Change> better = room(0, 5);
  for (int day = 0; day < 3; ++day) better = without(better, day, 0h, 13h);
  EXPECT_EQ(real_days_of({&better, 1}, berlin_time).size(), 2U);
}

TEST(RealDaysOf, NoRoomsAreNoDays) { EXPECT_TRUE(real_days_of({}, berlin_time).empty()); }

const Date first = std::chrono::year(2026) / 10 / 1;

Date day(int after) { return Date(std::chrono::sys_days(first) + std::chrono::days(after)); }

/// One room whose lamp goes on at those minutes, for one hour.
std::vector<WatchedDay> days_on_at(const std::vector<double>& minutes) {
  std::vector<WatchedDay> days;
  for (const double at : minutes)
    days.push_back({day(static_cast<int>(days.size())), {{{at, at + 60}}}});
  return days;
}

/// The sun sets two minutes earlier every day.
std::vector<DayLight> autumn(std::size_t days) {
  std::vector<DayLight> lights;
  for (std::size_t i = 0; i < days; ++i)
    lights.push_back(
        {DayKind::weekday, 180 + 2.0 * static_cast<double>(i), 870 - 2.0 * static_cast<double>(i)});
  return lights;
}

HouseHabits learn(const std::vector<WatchedDay>& days) {
  return learn_habits({RoomName("hall")}, days, autumn(days.size()));
}

TEST(HouseHabits, ATimerKeepsToTheClock) {
  const HouseHabits habits = learn(days_on_at(std::vector<double>(20, 840)));
  EXPECT_EQ(habits.days[7].rooms[0][0].on.keeps, Keeps::clock);
  EXPECT_EQ(habits.days[7].rooms[0][0].on.spread, 0);
}

TEST(HouseHabits, ALampThatFollowsTheSunKeepsToTheSun) {
  std::vector<double> minutes;
  for (const DayLight& light : autumn(20)) minutes.push_back(light.sunset + 12);
  const HouseHabits habits = learn(days_on_at(minutes));
  EXPECT_EQ(habits.days[7].rooms[0][0].on.keeps, Keeps::sun);
  EXPECT_LT(habits.days[7].rooms[0][0].on.spread, 0.1);
}

TEST(HouseHabits, AtASolsticeTheLampOfAClockThatIsChangedKeepsToTheSun) {
  std::vector<DayLight> lights(8);
  std::vector<double> minutes;
  for (std::size_t i = 0; i < lights.size(); ++i) {
    lights[i].sunset = (i < 4 ? 770 : 710) + 0.1 * static_cast<double>(i);
    minutes.push_back(std::floor(lights[i].sunset) + 20);
  }
  const HouseHabits habits = learn_habits({RoomName("x")}, days_on_at(minutes), lights);
  EXPECT_EQ(habits.days[2].rooms[0][0].on.keeps, Keeps::sun);
}

TEST(HouseHabits, PeopleKeepToNothingAndTheirSpreadIsThatOfAQuarterOfTheDays) {
  std::vector<double> minutes;
  for (int i = 0; i < 20; ++i) minutes.push_back(800 + 13.0 * (i % 10));
  const HabitSwitch on = learn(days_on_at(minutes)).days[4].rooms[0][0].on;
  EXPECT_EQ(on.keeps, Keeps::nothing);
  EXPECT_NEAR(on.spread, 13, 0.1)
      << "one other day is the same, two are 13 minutes off, fifth of 19 is next";
}

TEST(HouseHabits, SpreadIsFiveMinutesForALoneDayAndTwentyAtMost) {
  EXPECT_EQ(learn(days_on_at({800})).days[0].rooms[0][0].on.spread, 5);
  EXPECT_EQ(learn(days_on_at({800, 1000, 600})).days[0].rooms[0][0].on.spread, 20);
}

TEST(HouseHabits, WhatIsLitAtFourWasNotSwitchedThen) {
  std::vector<WatchedDay> days = days_on_at({0, 0, 0, 0, 0, 0, 700});
  const HouseHabits habits = learn(days);
  EXPECT_EQ(habits.days[0].rooms[0][0].on.spread, 20) << "others' switches at four do not count";
}

TEST(HouseHabits, TheUsualDistanceIsATenthOfTheWayUp) {
  EXPECT_EQ(learn(days_on_at({800, 810, 900})).usual_distance, 20) << "10 on and 10 off";
  EXPECT_EQ(learn(days_on_at({800})).usual_distance, 0);
  EXPECT_EQ(learn({}).days.size(), 0U);
}

TEST(HouseHabits, WhatIsShorterThanASecondLastsOneAndWhatTouchesIsOne) {
  const WatchedDay day{first, {{{600, 600.001}, {700, 710}, {710.002, 720}, {1439.999, 1440}}}};
  const HouseHabits habits = learn({day});
  const std::vector<HabitSpan>& spans = habits.days[0].rooms[0];
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_NEAR(spans[0].length() * 60, 1, 1e-6);
  EXPECT_EQ(spans[1].off.at, 720);
}

TEST(HouseHabits, NoTwoStretchesTouchInWholeSeconds) {
  const double second = 1.0 / 60;
  for (int i = 0; i < 86'000; i += 7) {
    const double on = i * second;
    const WatchedDay day{first, {{{on, on + 0.3 * second}, {on + 0.6 * second, on + 5 * second}}}};
    const HouseHabits habits = learn({day});
    const std::vector<HabitSpan>& spans = habits.days[0].rooms[0];
    for (std::size_t k = 1; k < spans.size(); ++k)
      ASSERT_GT(std::llround(spans[k].on.at * 60), std::llround(spans[k - 1].off.at * 60)) << i;
  }
}

TEST(HouseHabits, AreInWholeSecondsAndGiveTheDayBack) {
  const std::vector<WatchedDay> days = days_on_at({800.123456, 900});
  const HouseHabits habits = learn(days);
  const double on = habits.days[0].rooms[0][0].on.at;
  EXPECT_EQ(on * 60, std::round(800.123456 * 60));
  EXPECT_LT(minutes_apart(watched(habits.days[0]), days[0]), 0.02);
}

}  // namespace

namespace {

using namespace std::chrono_literals;

const RoomName hall("hall");
const Instant six = *parse_instant("2026-11-29T17:00:00Z");  // in the evening, local time

Change change(Instant at, LampState to) { return {at, hall, to}; }

TEST(LookHabits, AStretchHasTheLookThatItHadLongest) {
  const std::vector<Change> changes{change(six, LampState::on), change(six + 60min, LampState::off),
                                    change(six + 120min, LampState::on),
                                    change(six + 130min, LampState::unknown)};
  const std::vector<LookChange> looks{
      {six - 1h, hall, {100, {}}}, {six + 10min, hall, {60, 300}}, {six + 50min, hall, {20, 400}}};
  const RoomLooks learned = learn_looks(hall, changes, looks, berlin_time);
  EXPECT_EQ(learned.seen, (std::vector<SeenLook>{{18 * 60, {60, 300}}, {20 * 60, {20, 400}}}));
}

TEST(LookHabits, NothingIsLearnedWhereLampsDoNotTell) {
  const std::vector<Change> changes{change(six, LampState::on), change(six + 1h, LampState::off)};
  EXPECT_TRUE(learn_looks(hall, changes, {}, berlin_time).seen.empty());
  const std::vector<LookChange> late{{six + 2h, hall, {50, {}}}};
  EXPECT_TRUE(learn_looks(hall, changes, late, berlin_time).seen.empty());
}

TEST(LookHabits, OldLooksAreForgotten) {
  std::vector<Change> changes;
  std::vector<LookChange> looks;
  for (int day = 0; day < 500; ++day) {
    const Instant at = six + day * 24h;
    changes.push_back(change(at, LampState::on));
    changes.push_back(change(at + 1h, LampState::off));
    looks.push_back({at, hall, {day < 200 ? 100.0 : 50.0, {}}});
  }
  const RoomLooks learned = learn_looks(hall, changes, looks, berlin_time);
  ASSERT_EQ(learned.seen.size(), most_looks);
  EXPECT_EQ(learned.seen.front().look.brightness, 100);
  EXPECT_EQ(learned.seen[100].look.brightness, 50);
}

/// Four weeks; days are lit from 18:00 to 23:00 if `lit` returns true.
HouseHabits four_weeks(bool (*lit)(int day)) {
  HouseHabits habits{.rooms = {RoomName("hall")}, .days = {}};
  for (int i = 0; i < 28; ++i) {
    std::vector<HabitSpan> spans{
        {{120}, {180}}};  // a light in the morning does not count for the evening
    if (lit(i)) spans.push_back({{840}, {1140}});
    habits.days.push_back(
        {plus_days(Date(std::chrono::November / 2 / 2026), i), {{}, 240, 750}, {std::move(spans)}});
  }
  return habits;
}

TEST(DarkEvenings, AreCountedAndWeighLittle) {
  HouseHabits habits = four_weeks([](int day) { return day < 14; });
  EXPECT_EQ(dark_evenings(habits).dark, 14U);
  EXPECT_EQ(dark_evenings(habits).all, 28U);
  play_down_dark_evenings(habits);
  double dark = 0;
  double all = 0;
  for (const HabitDay& day : habits.days) {
    dark += is_dark_evening(day) ? day.weight : 0;
    all += day.weight;
  }
  EXPECT_LT(dark, 0.06 * all);
}

TEST(DarkEvenings, OneOrTwoInARowAreAHabit) {
  HouseHabits habits = four_weeks([](int day) { return day % 7 != 2 && day % 7 < 5; });
  EXPECT_EQ(dark_evenings(habits).dark, 12U);
  play_down_dark_evenings(habits);
  for (const HabitDay& day : habits.days) EXPECT_EQ(day.weight, 1);
}

TEST(DarkEvenings, ThatAreNotOfConsecutiveDaysAreNoAbsence) {
  HouseHabits habits = four_weeks([](int day) { return day < 2 || day > 5; });
  play_down_dark_evenings(habits);
  EXPECT_LT(habits.days[3].weight, 1);
  habits = four_weeks([](int day) { return day < 2 || day > 5; });
  habits.days.erase(habits.days.begin() + 4);  // unknown
  play_down_dark_evenings(habits);
  for (const HabitDay& day : habits.days) EXPECT_EQ(day.weight, 1);
}

TEST(DarkEvenings, OfAHouseholdThatIsNeverLitAreItsHabit) {
  HouseHabits habits = four_weeks([](int) { return false; });
  play_down_dark_evenings(habits);
  for (const HabitDay& day : habits.days) EXPECT_EQ(day.weight, 1);
}

}  // namespace

}  // namespace lamplighter
