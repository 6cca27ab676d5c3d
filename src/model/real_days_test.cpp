// SPDX-License-Identifier: Apache-2.0
#include "model/real_days.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using namespace std::chrono_literals;

const TimeZone berlin = *TimeZone::find("Europe/Berlin");
const Date monday = std::chrono::year(2026) / 11 / 2;

/// A room that is lit for two hours each evening from its first day on, on the days of the week
/// `late` an hour later.
std::vector<Change> room(int first, int days, const std::vector<int>& late = {}) {
  const RoomName name("x");
  std::vector<Change> changes;
  for (int day = first; day < days; ++day) {
    const Instant four = berlin.start_of_day(plus_days(monday, day)) + 4h;
    const bool is_late = std::find(late.begin(), late.end(), day % 7) != late.end();
    const Instant on = four + 14h + (is_late ? 1h : 0h);
    if (changes.empty()) changes.push_back({four, name, LampState::off});
    changes.push_back({on, name, LampState::on});
    changes.push_back({on + 2h, name, LampState::off});
  }
  changes.push_back({berlin.start_of_day(plus_days(monday, days)) + 4h, name, LampState::unknown});
  return changes;
}

double lit_from(const WatchedDay& day, std::size_t room) { return day.rooms[room].front().from; }

TEST(LivedDays, AreThoseOfAllRoomsWhereNoneIsNewer) {
  const std::vector rooms{room(0, 20), room(5, 20)};
  const auto days = real_days(rooms, berlin);
  ASSERT_EQ(days.size(), 15U);
  EXPECT_EQ(days.front().date, plus_days(monday, 5));
  EXPECT_EQ(days.front().rooms.size(), 2U);
}

TEST(LivedDays, ANewerRoomCostsNoneAndIsAsOnALikeDay) {
  const std::vector<int> thursdays_and_sundays{3, 6};
  const std::vector rooms{room(0, 28, thursdays_and_sundays), room(21, 28, thursdays_and_sundays),
                          room(0, 28)};
  const auto days = real_days(rooms, berlin);
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
  const auto days = real_days(rooms, berlin);
  ASSERT_EQ(days.size(), 9U);
  EXPECT_TRUE(days.front().rooms[0].empty());
  EXPECT_FALSE(days.front().rooms[1].empty());
}

TEST(LivedDays, NoRoomsAreNoDays) { EXPECT_TRUE(real_days({}, berlin).empty()); }

}  // namespace
}  // namespace lamplighter
