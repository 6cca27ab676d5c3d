// SPDX-License-Identifier: Apache-2.0
#include "planning/house_planner.h"

#include "planning/test_days.h"
#include "sky/sun.h"
#include "testing/samples.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace lamplighter {
namespace {

/// Two states, each with its own symbol, left with probability `leave` per minute.
Hmm flipping(double start_on, double leave_off, double leave_on) {
  return *Hmm::make({1 - start_on, start_on}, {1 - leave_off, leave_off, leave_on, 1 - leave_on},
                    {1, 0, 0, 1});
}

RoomModel room(const std::string& name, const Hmm& everywhere) {
  const ZoneModel zone{.hmm = everywhere, .note = std::nullopt};
  return RoomModel{.room = RoomName(name), .trained_on = {}, .zones = {zone, zone, zone, zone}};
}

class HmmPlannerTest : public ::testing::Test {
 protected:
  Place place{37.3643427, -122.0080058, *TimeZone::find("America/Los_Angeles")};
  HouseModel house{
      .place = {},
      .rooms = {room("attic", flipping(0.5, 0.02, 0.03)), room("hall", flipping(0.3, 0.01, 0.05)),
                room("bath", flipping(0.0, 0.005, 0.2))}};
  Secret secret = Secret::from_seed(7);

  Plan plan(const char* date) { return plan_day_by_hmm(house, place, *parse_date(date), secret); }
};

TEST_F(HmmPlannerTest, SwitchesAreSortedInsideTheDayAndEachChangesItsRoom) {
  for (const char* date : {"2016-07-31", "2016-03-13", "2016-11-06", "2016-12-21"}) {
    const Plan day = plan(date);
    std::map<RoomName, OnOff> states;
    for (const RoomName& name : day.on_at_start) states[name] = OnOff::on;
    EXPECT_TRUE(std::is_sorted(day.switches.begin(), day.switches.end(),
                               [](const Switch& a, const Switch& b) { return a.at < b.at; }));
    EXPECT_GT(day.switches.size(), 20U) << date;
    for (const Switch& change : day.switches) {
      EXPECT_GE(change.at, day.from);
      EXPECT_LT(change.at, day.until);
      EXPECT_NE(states[change.room], change.to) << date << " " << to_iso(change.at);
      states[change.room] = change.to;
    }
  }
}

TEST_F(HmmPlannerTest, EveryDayBeginsAsTheDayBeforeEnded) {
  Date date = *parse_date("2016-10-20");
  int on_at_midnight = 0;
  for (int i = 0; i < 60; ++i, date = plus_days(date, 1)) {
    const Plan today = plan_day_by_hmm(house, place, date, secret);
    const Plan tomorrow = plan_day_by_hmm(house, place, plus_days(date, 1), secret);
    ASSERT_EQ(today.until, tomorrow.from);
    for (const RoomName& name : today.rooms) {
      ASSERT_EQ(state_at(today, name, today.until - 1s), state_at(tomorrow, name, tomorrow.from))
          << name.text() << " " << to_iso(date);
    }
    on_at_midnight += static_cast<int>(today.on_at_start.size());
  }
  EXPECT_GT(on_at_midnight,
            20);  // 60 days of rooms that are on at midnight with probability 0.5, 0.3 and 0
  EXPECT_LT(on_at_midnight, 80);
}

TEST_F(HmmPlannerTest, DaysOfAClockChangeAreAsLongAsTheyAre) {
  EXPECT_EQ(plan("2016-03-13").until - plan("2016-03-13").from, 23h);
  EXPECT_EQ(plan("2016-11-06").until - plan("2016-11-06").from, 25h);
}

TEST_F(HmmPlannerTest, SameSecretAndDateGiveTheSamePlanOthersAnother) {
  EXPECT_EQ(plan("2016-07-31"), plan("2016-07-31"));
  EXPECT_NE(plan("2016-07-31").switches, plan("2016-08-01").switches);
  const Plan other = plan_day_by_hmm(house, place, *parse_date("2016-07-31"), Secret::from_seed(8));
  EXPECT_NE(plan("2016-07-31").switches, other.switches);
}

TEST_F(HmmPlannerTest, ARoomDoesNotMindWhichOtherRoomsThereAre) {
  const Plan all = plan("2016-07-31");
  house.rooms.erase(house.rooms.begin());
  const Plan fewer = plan("2016-07-31");
  std::vector<Switch> expected = all.switches;
  std::erase_if(expected, [](const Switch& change) { return change.room == RoomName("attic"); });
  EXPECT_EQ(fewer.switches, expected);
}

TEST_F(HmmPlannerTest, SwitchesFallOnEverySecondOfTheMinute) {
  std::set<long> seconds;
  for (int i = 0; i < 30; ++i) {
    for (const Switch& change :
         plan_day_by_hmm(house, place, plus_days(*parse_date("2016-07-01"), i), secret).switches) {
      seconds.insert(
          std::chrono::duration_cast<std::chrono::seconds>(change.at.time_since_epoch()).count() %
          60);
    }
  }
  EXPECT_EQ(seconds.size(), 60U);
}

TEST_F(HmmPlannerTest, AZoneThatNeverShowsLightSwitchesOffWhatTheOneBeforeLeftOn) {
  RoomModel hall = room("hall", flipping(1.0, 0.0, 0.0));         // on forever …
  hall.zones[index_of(Zone::day)].hmm = flipping(0.0, 0.0, 1.0);  // … but in the day
  house.rooms = {hall};
  const Plan day = plan("2016-07-31");
  const std::vector<ZoneSpan> spans = zone_spans(place, *parse_date("2016-07-31"));
  EXPECT_EQ(state_at(day, RoomName("hall"), spans[0].until - 1min), OnOff::on);
  EXPECT_EQ(state_at(day, RoomName("hall"), spans[1].from + 5min), OnOff::off);
}

TEST(Secret, ChanceIsTheHmacOfDateAndPurpose) {
  std::array<std::uint8_t, Secret::size> bytes{};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  Rng rng = Secret(bytes).chance(*parse_date("2016-07-31"), "hall");
  // HMAC-SHA-256 by Python's hmac, read as four little-endian words, then xoshiro256** computed
  // manually.
  EXPECT_EQ(rng.bits(), 15814541430539595083U);
}

TEST(Secret, DatesAndPurposesDiffer) {
  const Secret secret = Secret::from_seed(1);
  const auto first = [&](const char* date, const char* purpose) {
    return secret.chance(*parse_date(date), purpose).bits();
  };
  EXPECT_NE(first("2016-07-31", "hall"), first("2016-08-01", "hall"));
  EXPECT_NE(first("2016-07-31", "hall"), first("2016-07-31", "bath"));
  EXPECT_NE(first("2016-07-31", "hall"),
            Secret::from_seed(2).chance(*parse_date("2016-07-31"), "hall").bits());
}

const Date first = std::chrono::year(2026) / 9 / 1;
const std::vector<RoomName> rooms{RoomName("hall"), RoomName("living"), RoomName("porch")};

void expect_sensible(const WatchedDay& day) {
  for (const auto& lit : day.rooms) {
    double last = -1;
    for (const LitMinutes& span : lit) {
      EXPECT_GT(span.from, last);
      EXPECT_GT(span.until, span.from);
      EXPECT_LE(span.until, 1440);
      last = span.until;
    }
  }
}

TEST(HousePlanner, PlansSensiblyFromOneDayToMany) {
  for (const int count : {1, 2, 3, 11, 90, 730}) {
    HousePlanner planner(habits_of_days(real_days(count, first), berlin()), berlin());
    double lit = 0;
    for (int i = 0; i < 20; ++i) {
      const WatchedDay& day =
          planner.plan(plus_days(first, count + i), Rng(static_cast<std::uint64_t>(i)));
      expect_sensible(day);
      for (const LitMinutes& span : day.rooms[1]) lit += span.until - span.from;
      ASSERT_EQ(day.rooms[2].size(), 1U) << count << " days";
      EXPECT_EQ(count > 1 ? day.rooms[2][0].from : 840, 840) << "the timer is exact";
    }
    EXPECT_NEAR(lit / 20, 300, 100) << count << " days";
  }
}

TEST(HousePlanner, PlansTwelveRoomsTogether) {
  std::vector<WatchedDay> watched = real_days(60, first);
  for (const std::uint64_t seed : {2, 3, 4}) {
    const std::vector<WatchedDay> more = real_days(60, first, seed);
    for (std::size_t i = 0; i < watched.size(); ++i)
      watched[i].rooms.insert(watched[i].rooms.end(), more[i].rooms.begin(), more[i].rooms.end());
  }
  std::vector<RoomName> names;
  for (char letter = 'a'; letter < 'a' + 12; ++letter) names.emplace_back(std::string(1, letter));
  std::vector<DayLight> lights;
  for (const WatchedDay& day : watched) lights.push_back(day_light(berlin(), day.date));
  HousePlanner planner(learn_habits(names, watched, lights), berlin());
  for (int i = 0; i < 14; ++i) {
    const WatchedDay& day = planner.plan(plus_days(first, 60 + i), Rng(1));
    ASSERT_EQ(day.rooms.size(), 12U);
    expect_sensible(day);
    for (const std::size_t timer : {2, 5, 8, 11}) EXPECT_EQ(day.rooms[timer].size(), 1U);
    EXPECT_GT(nearest_distance(day, watched), 0);
  }
}

TEST(HousePlanner, HardlyAnyDayIsAsNearToAnotherAsRealDaysAre) {
  const std::vector<WatchedDay> watched = real_days(60, first);
  const HouseHabits habits = habits_of_days(watched, berlin());
  HousePlanner planner(habits, berlin());
  for (int i = 0; i < 100; ++i)
    planner.plan(plus_days(first, 60 + i), Rng(static_cast<std::uint64_t>(i)));
  int near = 0;
  for (std::size_t i = 0; i < planner.planned().size(); ++i) {
    const std::span<const WatchedDay> all = planner.planned();
    const WatchedDay& day = all[i];
    const double least =
        std::min(nearest_distance(day, watched), nearest_distance(day, all.subspan(0, i)));
    near += least < habits.usual_distance ? 1 : 0;
  }
  EXPECT_LE(near, 5) << "of 100, where 10 of 100 real days are";
}

TEST(HousePlanner, ADarkDayIsNoWayOutWhereTwoDaysAreLit) {
  std::vector<WatchedDay> watched = real_days(2, first);
  for (WatchedDay& day : watched) day.rooms = {{}, {{780, 1080}}, {}};
  HousePlanner planner(habits_of_days(watched, berlin()), berlin());
  for (int i = 0; i < 60; ++i) {
    const WatchedDay& day =
        planner.plan(plus_days(first, 2 + i), Rng(static_cast<std::uint64_t>(i)));
    ASSERT_EQ(day.rooms[1].size(), 1U) << i;
    EXPECT_NEAR(day.rooms[1][0].until - day.rooms[1][0].from, 300, 60);
  }
}

TEST(HousePlanner, DarkEveningsAreAsOftenAsInRealDaysAndLitOnesAreNew) {
  std::vector<WatchedDay> watched = real_days(60, first);
  for (std::size_t i = 0; i < watched.size(); ++i) {
    watched[i].rooms[2].clear();
    if (i % 5 == 2) watched[i].rooms = {{}, {}, {}};
  }
  const HouseHabits habits = habits_of_days(watched, berlin());
  EXPECT_GT(habits.usual_distance, 0) << "though a fifth of the days is dark";
  HousePlanner planner(habits, berlin());
  int dark = 0;
  int near = 0;
  for (int i = 0; i < 100; ++i) {
    const std::vector<WatchedDay> before = planner.planned();
    const WatchedDay& day =
        planner.plan(plus_days(first, 60 + i), Rng(static_cast<std::uint64_t>(i)));
    const bool is_dark = day.rooms[0].empty() && day.rooms[1].empty();
    dark += is_dark ? 1 : 0;
    const double least = std::min(nearest_distance(day, watched), nearest_distance(day, before));
    near += !is_dark && least < habits.usual_distance ? 1 : 0;
  }
  EXPECT_NEAR(dark, 20, 8);
  EXPECT_LE(near, 10);
}

TEST(HousePlanner, FewDaysArePlayedAgainNoneTwiceInARow) {
  for (const int count : {2, 5, 9}) {
    std::vector<WatchedDay> watched = real_days(count, first);
    for (int i = 0; i < count; ++i)  // identifies every day
      watched[static_cast<std::size_t>(i)].rooms[0] = {{10.0 + 140 * i, 60.0 + 140 * i}};
    const HouseHabits habits = habits_of_days(watched, berlin());
    HousePlanner planner(habits, berlin());
    int last = -1;
    for (int i = 0; i < 20; ++i) {
      const WatchedDay& day =
          planner.plan(plus_days(first, count + i), Rng(static_cast<std::uint64_t>(i)));
      ASSERT_EQ(day.rooms[0].size(), 1U);
      const double middle = (day.rooms[0][0].from + day.rooms[0][0].until) / 2;
      const int played = static_cast<int>(std::lround((middle - 35) / 140));
      EXPECT_NE(played, last) << count << " days";
      last = played;
    }
  }
}

TEST(HousePlanner, KeepsTimersAndStaysNoLongerThanAnyRealOneFromTheFirstDaysOn) {
  for (const int count : {5, 7, 10, 14}) {
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      const std::vector<WatchedDay> watched = real_days(count, first, seed);
      std::vector<double> longest(rooms.size(), 0.0);
      for (const WatchedDay& day : watched) {
        for (std::size_t room = 0; room < rooms.size(); ++room)
          for (const LitMinutes& lit : day.rooms[room])
            longest[room] = std::max(longest[room], lit.until - lit.from);
      }
      HousePlanner planner(habits_of_days(watched, berlin()), berlin());
      for (int i = 0; i < 14; ++i) {
        const WatchedDay& day = planner.plan(plus_days(first, count + i),
                                             Rng(seed * 100 + static_cast<std::uint64_t>(i)));
        ASSERT_EQ(day.rooms[2].size(), 1U);
        EXPECT_EQ(day.rooms[2][0].from, 840) << "the timer is exact";
        EXPECT_EQ(day.rooms[2][0].until, 1110);
        EXPECT_FALSE(day.rooms[1].empty()) << "no evening was dark";
        const double sunset_earlier = 2.3 * (count + i);  // what follows the sun moves with it
        for (std::size_t room = 0; room < rooms.size(); ++room) {
          for (const LitMinutes& lit : day.rooms[room])
            EXPECT_LE(lit.until - lit.from, 1.2 * (longest[room] + sunset_earlier) + 1e-6)
                << count << " days, seed " << seed << ", " << rooms[room].text();
        }
      }
    }
  }
}

TEST(HouseConstraints, ALampMayBeOnAsLongAsItsHouseholdHasIt) {
  std::vector<WatchedDay> watched = real_days(5, first);
  for (WatchedDay& day : watched) {
    day.rooms[0] = {{0, 150}, {1140, 1440}};  // a night light
    day.rooms[1] = {{0, 1440}};               // day and night
  }
  const Constraints constraints = house_constraints(habits_of_days(watched, berlin()));
  EXPECT_GE(constraints.longest_observed.at(RoomName("hall")), std::chrono::minutes(450));
  EXPECT_GE(constraints.longest_observed.at(RoomName("living")), std::chrono::days(5));
  EXPECT_LE(constraints.longest_observed.at(RoomName("porch")), std::chrono::minutes(325));
  const Date date = plus_days(first, 9);
  const TimeZone zone = berlin().zone;
  const Plan plan{.date = date,
                  .from = zone.start_of_day(date),
                  .until = zone.start_of_day(plus_days(date, 1)),
                  .rooms = rooms,
                  .on_at_start = {RoomName("hall"), RoomName("living")},
                  .switches = {{zone.start_of_day(date) + std::chrono::minutes(390),
                                RoomName("hall"), OnOff::off}}};
  const Plan kept = apply_constraints(plan, berlin(), constraints, Secret::from_seed(1));
  EXPECT_EQ(kept.on_at_start, plan.on_at_start);
  EXPECT_EQ(kept.switches, plan.switches);
}

TEST(HousePlanner, BeginsAsTheDayBeforeEnded) {
  std::vector<WatchedDay> watched = real_days(30, first);
  for (std::size_t i = 0; i < watched.size(); i += 2) {
    watched[i].rooms[0].push_back({1300, 1440});
    if (i + 1 < watched.size())
      watched[i + 1].rooms[0].insert(watched[i + 1].rooms[0].begin(), {0, 30});
  }
  HousePlanner planner(habits_of_days(watched, berlin()), berlin());
  int carried = 0;
  for (int i = 0; i < 30; ++i)
    planner.plan(plus_days(first, 30 + i), Rng(static_cast<std::uint64_t>(i)));
  for (std::size_t i = 1; i < 30; ++i) {
    const auto& before = planner.planned()[i - 1].rooms[0];
    const auto& after = planner.planned()[i].rooms[0];
    const bool ends_lit = !before.empty() && before.back().until == 1440;
    EXPECT_EQ(ends_lit, !after.empty() && after.front().from == 0);
    carried += ends_lit ? 1 : 0;
  }
  EXPECT_GT(carried, 3);
}

TEST(HousePlanner, AnEmptyRoomStaysDarkAndAGapInHistoryIsNoMatter) {
  std::vector<WatchedDay> watched = real_days(10, first);
  for (const WatchedDay& day : real_days(10, plus_days(first, 30), 2)) watched.push_back(day);
  for (WatchedDay& day : watched) day.rooms[0].clear();
  HousePlanner planner(habits_of_days(watched, berlin()), berlin());
  for (int i = 0; i < 5; ++i) {
    const WatchedDay& day = planner.plan(plus_days(first, 40 + i), Rng(1));
    EXPECT_TRUE(day.rooms[0].empty());
    EXPECT_FALSE(day.rooms[1].empty());
  }
}

TEST(PlanOf, IsTheNightOfOneDayAndTheRestOfTheNext) {
  const WatchedDay before{first, {{{1100, 1210}}, {{1300, 1440}}, {}}};
  const WatchedDay today{plus_days(first, 1), {{{60, 61.5}}, {{0, 30}, {1000, 1300}}, {}}};
  const Plan plan = plan_of(before, today, rooms, berlin().zone);
  EXPECT_EQ(plan.on_at_start, std::vector{rooms[0]}) << "until 00:10";
  std::vector<std::string> told;
  for (const Switch& change : plan.switches)
    told.push_back(berlin().zone.to_iso(change.at).substr(11, 8) + " " + change.room.text() + " " +
                   std::string(to_string(change.to)));
  EXPECT_EQ(told, (std::vector<std::string>{"00:10:00 hall off", "01:40:00 living on",
                                            "04:30:00 living off", "05:00:00 hall on",
                                            "05:01:30 hall off", "20:40:00 living on"}));
}

TEST(HouseCalendar, GivesTheSamePlanInAnyOrderAndAfterARestart) {
  const HouseHabits habits = habits_of_days(real_days(40, first), berlin());
  HouseCalendar one(habits, berlin(), Secret::from_seed(1));
  HouseCalendar other(habits, berlin(), Secret::from_seed(1));
  const Date date = plus_days(first, 55);
  for (int i = 0; i < 20; ++i) one.plan(plus_days(first, 41 + i));
  EXPECT_EQ(one.plan(date), other.plan(date));
  EXPECT_NE(HouseCalendar(habits, berlin(), Secret::from_seed(2)).plan(date), other.plan(date));
  EXPECT_EQ(other.plan(plus_days(first, 10)), one.plan(plus_days(first, 10))) << "within history";
}

TEST(HouseCalendar, PlansFitAtMidnight) {
  std::vector<WatchedDay> watched = real_days(30, first);
  for (WatchedDay& day : watched) day.rooms[1].back().until = 1230;  // past midnight
  HouseCalendar calendar(habits_of_days(watched, berlin()), berlin(), Secret::from_seed(1));
  for (int i = 31; i < 70; ++i) {  // over 25 October, when the clocks change
    const Plan today = calendar.plan(plus_days(first, i));
    const Plan next = calendar.plan(plus_days(first, i + 1));
    for (const RoomName& room : rooms)
      EXPECT_EQ(state_at(today, room, today.until - 1us), state_at(next, room, next.from));
  }
}

TEST(HouseCalendar, PlansFitAtMidnightWhereAChainOfDaysStartsOver) {
  std::vector<WatchedDay> watched = real_days(12, first);
  for (std::size_t i = 0; i < watched.size(); i += 2)
    watched[i].rooms[1].back().until = 1230;  // past midnight
  HouseCalendar calendar(habits_of_days(watched, berlin()), berlin(), Secret::from_seed(1));
  const Date next = plus_days(first, 12);
  int lit = 0;
  for (const int seam : {-640, -512, -448, -384, -320, -256, -192, -128, -64, 0, 366, 384, 448}) {
    const Plan today = calendar.plan(plus_days(next, seam - 1));
    const Plan tomorrow = calendar.plan(plus_days(next, seam));
    for (const RoomName& room : rooms) {
      lit += state_at(tomorrow, room, tomorrow.from) == OnOff::on ? 1 : 0;
      EXPECT_EQ(state_at(today, room, today.until - 1us), state_at(tomorrow, room, tomorrow.from))
          << to_iso(tomorrow.date) << " " << room.text();
    }
  }
  EXPECT_GT(lit, 1) << "else the test says nothing";
}

TEST(HouseConstraints, LeavePeopleAsTheyWere) {
  const HouseHabits habits = habits_of_days(real_days(40, first), berlin());
  HouseCalendar calendar(habits, berlin(), Secret::from_seed(1));
  const Plan plan = calendar.plan(plus_days(first, 41));
  const Plan played =
      apply_constraints(plan, berlin(), house_constraints(habits), Secret::from_seed(1));
  EXPECT_EQ(played.switches.size(), plan.switches.size());
}

TEST(HouseConstraints, ARoomRarelyLitByDayWaitsForTheDuskItsSensorWatches) {
  const WatchedDay none{first, {{}, {}, {}}};
  const WatchedDay day{plus_days(first, 1), {{{600, 700}}, {{600, 700}}, {{120, 130}}}};
  const Plan plan = plan_of(none, day, rooms, berlin().zone);
  Constraints constraints = house_constraints(habits_of_days(real_days(40, first), berlin()));
  constraints.lit_by_day = {rooms[0]};
  constraints.lit_every_evening = false;
  const auto switches = [&](const Dusks& dusks) {
    return apply_constraints(plan, berlin(), constraints, Secret::from_seed(1), dusks)
        .switches.size();
  };
  EXPECT_EQ(switches({}), 6U) << "nobody watches: as people did";
  EXPECT_EQ(switches({{rooms[0], std::nullopt}}), 6U) << "lit by day as in the dark";
  EXPECT_EQ(switches({{rooms[1], std::nullopt}}), 4U) << "it is two in the afternoon";
  EXPECT_EQ(switches({{rooms[2], std::nullopt}}), 6U) << "the morning is the household's";
}

}  // namespace

namespace {

using namespace std::chrono_literals;

using testing::hall;
const RoomName den("den");
using testing::berlin_time;
const Date day = std::chrono::year(2026) / 11 / 29;
const Instant begin = berlin_time.start_of_day(day);

/// Bright in the morning, dim at night, bright on one evening in four.
RoomLooks seen_in_hall() {
  RoomLooks looks{hall, {}};
  for (int i = 0; i < 40; ++i) {
    looks.seen.push_back({7 * 60 + i % 5, {100, 250}});
    looks.seen.push_back({21 * 60 + i % 5, {i % 4 == 0 ? 100.0 : 20.0, 400}});
  }
  return looks;
}

Plan plan_with(std::vector<Switch> switches) {
  return {day, begin, begin + 24h, {den, hall}, {}, std::move(switches)};
}

Look planned_at(Instant at, std::uint64_t seed) {
  const Plan plan = plan_with({{at, hall, OnOff::on}, {at + 1h, hall, OnOff::off}});
  return with_looks(plan, std::vector{seen_in_hall()}, berlin_time, Secret::from_seed(seed))
      .switches.front()
      .look;
}

TEST(Looks, AreThoseOfThatTimeOfDay) {
  int dim = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    EXPECT_EQ(planned_at(begin + 7h, seed), (Look{100, 250}));
    dim += planned_at(begin + 21h, seed).brightness == 20 ? 1 : 0;
  }
  EXPECT_NEAR(dim / 400.0, 0.75, 0.07) << "as often as the household dims";
}

TEST(Looks, OfAnHourThatWasNeverLitAreTheNearest) {
  EXPECT_EQ(planned_at(begin + 9h, 1), (Look{100, 250}));
  EXPECT_EQ(planned_at(begin + 1h, 1).mirek, 400) << "over midnight";
}

TEST(Looks, ComeAgainForTheSameSecretAndOnlyWithOn) {
  const Plan plan = plan_with({{begin + 20h, den, OnOff::on},
                               {begin + 20h + 5min, hall, OnOff::on},
                               {begin + 21h, den, OnOff::off},
                               {begin + 22h, hall, OnOff::off}});
  const std::vector looks{seen_in_hall()};
  const Plan dressed = with_looks(plan, looks, berlin_time, Secret::from_seed(3));
  EXPECT_EQ(dressed, with_looks(plan, looks, berlin_time, Secret::from_seed(3)));
  EXPECT_EQ(dressed.switches[0].look, Look{}) << "of the den nothing is known";
  EXPECT_NE(dressed.switches[1].look, Look{});
  EXPECT_EQ(dressed.switches[3].look, Look{});
  EXPECT_EQ(look_at(dressed, hall, begin + 21h), dressed.switches[1].look);
  EXPECT_EQ(look_at(dressed, hall, begin + 23h), Look{});
}

}  // namespace

}  // namespace lamplighter
