// SPDX-License-Identifier: Apache-2.0
#include "simulation/diary.h"

#include "simulation/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace lamplighter::simulation {
namespace {

constexpr int seeds = 12;

std::vector<Stay> stays_of(std::uint64_t seed, const std::string& from, int days) {
  return live(test_settings(seed, from, days).house, test_place(), *parse_date(from), days, seed);
}

std::map<std::size_t, std::vector<Stay>> by_person(const std::vector<Stay>& stays) {
  std::map<std::size_t, std::vector<Stay>> people;
  for (const Stay& stay : stays) people[stay.person].push_back(stay);
  return people;
}

double hours(const Stay& stay) {
  return std::chrono::duration<double>(stay.until - stay.from).count() / 3600.0;
}

/// Mean hours per person and day for which `counts` returns true.
template <typename Counts>
double mean_hours(Counts counts) {
  double sum = 0.0;
  int person_days = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    const Settings settings = test_settings(static_cast<std::uint64_t>(seed), "2016-04-04", 28);
    for (const Stay& stay : stays_of(static_cast<std::uint64_t>(seed), "2016-04-04", 28)) {
      if (counts(stay, settings.house)) sum += hours(stay);
    }
    person_days += 28 * static_cast<int>(settings.house.people.size());
  }
  return sum / person_days;
}

TEST(Diary, NoOneIsInTwoRoomsAtOnceAndWalkingTakesTime) {
  std::size_t walks = 0;
  for (int seed = 0; seed < seeds; ++seed) {
    for (const auto& [person, stays] :
         by_person(stays_of(static_cast<std::uint64_t>(seed), "2016-02-27", 30))) {
      for (std::size_t i = 1; i < stays.size(); ++i) {
        ASSERT_LT(stays[i - 1].from, stays[i - 1].until);
        ASSERT_LE(stays[i - 1].until, stays[i].from);
        if (stays[i - 1].room == stays[i].room) continue;
        ++walks;
        ASSERT_GE(stays[i].from - stays[i - 1].until, 1s) << "from room to room in no time";
      }
    }
  }
  EXPECT_GT(walks, 10'000U);
}

TEST(Diary, PeopleReachANextRoomWithinAMinuteUnlessTheyWereOut) {
  int quick = 0;
  int slow = 0;
  for (const auto& [person, stays] : by_person(stays_of(3, "2016-04-04", 28))) {
    for (std::size_t i = 1; i < stays.size(); ++i) {
      if (stays[i - 1].doing == Doing::go_out) continue;
      (stays[i].from - stays[i - 1].until < 1min ? quick : slow)++;
    }
  }
  EXPECT_GT(quick, 1000);
  EXPECT_EQ(slow, 0);
}

TEST(Diary, ADayIsTheSameWhateverDayTheSpanBeginsOn) {
  const std::vector<Stay> longer = stays_of(5, "2016-03-01", 20);
  const std::vector<Stay> later = stays_of(5, "2016-03-11", 10);
  const Instant noon = test_place().zone.start_of_day(*parse_date("2016-03-11")) + 6h;
  const auto after = [&](std::vector<Stay> stays) {
    std::erase_if(stays, [&](const Stay& stay) { return stay.from < noon; });
    return stays;
  };
  EXPECT_GT(after(later).size(), 200U);
  EXPECT_EQ(after(longer), after(later));
}

TEST(Diary, AnotherSeedIsAnotherLife) {
  EXPECT_NE(stays_of(1, "2016-04-04", 2), stays_of(2, "2016-04-04", 2));
}

TEST(Diary, PeopleSleepSevenToNineHours) {
  const double sleep =
      mean_hours([](const Stay& s, const House&) { return s.doing == Doing::sleep; });
  EXPECT_GT(sleep, 7.3);  // surveys of all ages: 8.5 to 8.8
  EXPECT_LT(sleep, 9.0);
}

TEST(Diary, PeopleAreHomeAboutTwoThirdsOfTheirTime) {
  const double home = mean_hours([](const Stay&, const House&) { return true; });
  EXPECT_GT(home, 14.5);
  EXPECT_LT(home, 19.0);
}

TEST(Diary, MealsAndWashingTakeTheTimeTheyTakeInSurveys) {
  const double bath = mean_hours(
      [](const Stay& s, const House& h) { return h.rooms[s.room].kind == RoomKind::bath; });
  EXPECT_GT(bath, 0.5);
  EXPECT_LT(bath, 1.3);
  const double eating =
      mean_hours([](const Stay& s, const House&) { return s.doing == Doing::eat; });
  EXPECT_GT(eating, 0.5);
  EXPECT_LT(eating, 1.3);
}

TEST(Diary, WeekendsBeginLaterThanWorkDays) {
  double work = 0.0;
  double free = 0.0;
  int work_days = 0;
  int free_days = 0;
  const TimeZone zone = test_place().zone;
  for (int seed = 0; seed < seeds; ++seed) {
    for (const Stay& stay : stays_of(static_cast<std::uint64_t>(seed), "2016-04-04", 28)) {
      const double minute = zone.minute_of_day(stay.until);
      if (stay.doing != Doing::sleep || minute < 5 * 60) continue;  // a visit at night
      const unsigned weekday = weekday_of(zone.date_of(stay.until));
      const bool weekend = weekday == 0 || weekday == 6;
      (weekend ? free : work) += minute;
      (weekend ? free_days : work_days)++;
    }
  }
  EXPECT_GT(free / free_days, work / work_days + 45.0);
}

TEST(Diary, BothClockChangesLeaveADayOfTheRightLength) {
  for (const auto& [date, length] : {std::pair{"2016-03-13", 23h}, std::pair{"2016-11-06", 25h}}) {
    const std::vector<Stay> stays = stays_of(7, date, 1);
    const Instant begin = test_place().zone.start_of_day(*parse_date(date));
    ASSERT_GT(stays.size(), 20U);
    EXPECT_EQ(stays.front().from, begin);
    EXPECT_EQ(stays.back().until, begin + length);
    EXPECT_EQ(stays.back().doing, Doing::sleep);
  }
}

TEST(Diary, ATripLeavesTheHouseEmptyAndEndsWithAnEvening) {
  House house = test_settings(4, "2016-04-04", 60).house;
  house.trips_a_year = 30.0;
  const std::vector<Stay> stays = live(house, test_place(), *parse_date("2016-04-04"), 60, 4);
  Instant home = stays.front().from;
  std::chrono::microseconds longest{0};
  for (const Stay& stay : stays) {
    longest = std::max(longest, stay.from - home);
    home = std::max(home, stay.until);
  }
  EXPECT_GT(longest, 28h);
  EXPECT_LT(longest, 5 * 24h);
}

const TimeZone los_angeles = *TimeZone::find("America/Los_Angeles");

TEST(WallClock, AnOrdinaryDayCountsFromItsMidnight) {
  const Date day = *parse_date("2016-07-02");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, day, 18h + 30min)),
            "2016-07-02T18:30:00-07:00");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, day, 25h)), "2016-07-03T01:00:00-07:00");
}

TEST(WallClock, AfterTheClocksChangeTheWallStillShowsTheTimeAskedFor) {
  const Date longer = *parse_date("2016-11-06");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, longer, 18h)), "2016-11-06T18:00:00-08:00");
  const Date shorter = *parse_date("2016-03-13");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, shorter, 18h)), "2016-03-13T18:00:00-07:00");
  const Date before = *parse_date("2016-11-05");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, before, 27h)), "2016-11-06T03:00:00-08:00");
}

TEST(WallClock, TheHourThatComesTwiceIsItsFirstAndTheMissingOneIsCountedThrough) {
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, *parse_date("2016-11-06"), 1h + 30min)),
            "2016-11-06T01:30:00-07:00");
  EXPECT_EQ(los_angeles.to_iso(instant_at(los_angeles, *parse_date("2016-03-13"), 2h + 30min)),
            "2016-03-13T03:30:00-07:00");
}

TEST(WallClock, ClockAtIsTheWayBack) {
  for (const char* text : {"2016-07-02", "2016-11-06", "2016-03-13"}) {
    const Date day = *parse_date(text);
    for (double hour : {0.0, 4.25, 12.0, 23.5, 26.75}) {
      const Minutes clock(60.0 * hour);
      EXPECT_NEAR(clock_at(los_angeles, day, instant_at(los_angeles, day, clock)).count(),
                  clock.count(), 1e-6)
          << text << " " << hour;
    }
  }
}

TEST(WallClock, WeekdaysCountFromSunday) {
  EXPECT_EQ(weekday_of(*parse_date("2016-07-03")), 0U);
  EXPECT_EQ(weekday_of(*parse_date("2016-07-09")), 6U);
}

}  // namespace

}  // namespace lamplighter::simulation
