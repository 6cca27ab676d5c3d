// SPDX-License-Identifier: Apache-2.0
#include "model/lived_days.h"

#include "testing/samples.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lamplighter {
namespace {

using namespace std::chrono_literals;

using testing::berlin_time;

const Date monday = std::chrono::year(2026) / 11 / 2;

/// A room that is lit for two hours each evening from its first day on, on the days of the week
/// `late` an hour later.
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

TEST(LivedDays, AreThoseOfWhichHalfIsKnown) {
  const std::vector rooms{room(0, 20), room(5, 20), room(5, 20)};
  const auto days = lived_days(rooms, berlin_time);
  ASSERT_EQ(days.size(), 15U);
  EXPECT_EQ(days.front().date, plus_days(monday, 5));
  EXPECT_EQ(days.front().rooms.size(), 3U);
}

TEST(LivedDays, ANewerRoomCostsNoneAndIsAsOnALikeDay) {
  const std::vector<int> thursdays_and_sundays{3, 6};
  const std::vector rooms{room(0, 28, thursdays_and_sundays), room(21, 28, thursdays_and_sundays),
                          room(0, 28)};
  const auto days = lived_days(rooms, berlin_time);
  ASSERT_EQ(days.size(), 28U);
  for (int day = 0; day < 28; ++day) {
    const WatchedDay& lived = days[static_cast<std::size_t>(day)];
    ASSERT_EQ(lived.rooms.size(), 3U);
    EXPECT_EQ(lit_from(lived, 1), lit_from(lived, 0)) << "day " << day;
    EXPECT_EQ(lit_from(lived, 2), 14 * 60);
  }
}

TEST(LivedDays, ARoomOfWhichNothingIsKnownIsDark) {
  const std::vector rooms{std::vector<Change>{}, room(0, 9)};
  const auto days = lived_days(rooms, berlin_time);
  ASSERT_EQ(days.size(), 9U);
  EXPECT_TRUE(days.front().rooms[0].empty());
  EXPECT_FALSE(days.front().rooms[1].empty());
}

/// What is known of a room, less a stretch of one of its days.
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

TEST(LivedDays, ManyRoomsWithAHoleEachCostNoDay) {
  std::vector<std::vector<Change>> rooms;
  for (int i = 0; i < 12; ++i) rooms.push_back(without(room(0, 12), i, 0h, 24h));
  const auto days = lived_days(rooms, berlin_time);
  ASSERT_EQ(days.size(), 12U);
  for (const WatchedDay& day : days)
    for (std::size_t i = 0; i < rooms.size(); ++i) EXPECT_EQ(lit_from(day, i), 14 * 60);
}

TEST(LivedDays, AHoleIsFilledWithWholeStaysOfTheLikestDay) {
  const std::vector<int> thursdays{3};
  const std::vector rooms{room(0, 14, thursdays), without(room(0, 14, thursdays), 10, 12h, 20h)};
  const auto days = lived_days(rooms, berlin_time);
  ASSERT_EQ(days.size(), 14U);
  ASSERT_EQ(days[10].rooms[1].size(), 1U);
  EXPECT_EQ(lit_from(days[10], 1), 15 * 60) << "as on the other Thursday";
}

TEST(LivedDays, AStayThatTheHoleCutsIsNotMadeLonger) {
  const std::vector rooms{room(0, 9), without(room(0, 9), 4, 5h, 15h)};
  const auto days = lived_days(rooms, berlin_time);
  ASSERT_EQ(days.size(), 9U);
  ASSERT_EQ(days[4].rooms[1].size(), 1U);
  EXPECT_EQ(days[4].rooms[1].front().until, 16 * 60);
  EXPECT_EQ(lit_from(days[4], 1), 15 * 60) << "what was seen of it";
}

TEST(LivedDays, AreThoseOfWhichAQuarterIsKnownWhileThereAreNoBetterOnes) {
  std::vector<Change> poor = room(0, 3);
  for (int day = 0; day < 3; ++day) poor = without(poor, day, 0h, 13h);
  EXPECT_EQ(lived_days({&poor, 1}, berlin_time).size(), 3U) << "11 hours of each";
  std::vector<Change> better = room(0, 5);
  for (int day = 0; day < 3; ++day) better = without(better, day, 0h, 13h);
  EXPECT_EQ(lived_days({&better, 1}, berlin_time).size(), 2U);
}

TEST(LivedDays, NoRoomsAreNoDays) { EXPECT_TRUE(lived_days({}, berlin_time).empty()); }

}  // namespace
}  // namespace lamplighter
