// SPDX-License-Identifier: Apache-2.0
#include "planning/constraints.h"

#include "sky/sun.h"
#include "testing/samples.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace lamplighter {
namespace {

using testing::hall;
const RoomName kitchen("kitchen");

class ConstraintsTest : public ::testing::Test {
 protected:
  void SetUp() override { constraints.lit_every_evening = false; }

  Plan day(const char* date, std::vector<RoomName> on_at_start, std::vector<Switch> switches) {
    const Date parsed = *parse_date(date);
    return {.date = parsed,
            .from = place.zone.start_of_day(parsed),
            .until = place.zone.start_of_day(plus_days(parsed, 1)),
            .rooms = {hall, kitchen},
            .on_at_start = std::move(on_at_start),
            .switches = std::move(switches)};
  }

  Plan always_on(const char* date) { return day(date, {hall, kitchen}, {}); }

  Plan constrained(const Plan& plan) { return apply_constraints(plan, place, constraints, secret); }

  std::vector<Switch> of(const Plan& plan, const RoomName& room) {
    std::vector<Switch> switches;
    for (const Switch& change : plan.switches) {
      if (change.room == room) switches.push_back(change);
    }
    return switches;
  }

  /// Off within three hours after midnight, and on for the last six before.
  static void expect_cut(const std::vector<Switch>& switches, const Plan& plan) {
    ASSERT_EQ(switches.size(), 2U);
    EXPECT_EQ(switches[0].to, OnOff::off);
    EXPECT_LE(switches[0].at, plan.from + 3h);
    EXPECT_GT(switches[0].at, plan.from + 2h);
    EXPECT_GE(switches[1].at, plan.until - 6h);
    EXPECT_LT(switches[1].at, plan.until - 5h);
  }

  double sun_at(Instant at) { return sun_elevation_degrees(place.latitude, place.longitude, at); }

  Place place{52.52, 13.40, *TimeZone::find("Europe/Berlin")};
  Secret secret = Secret::from_seed(7);
  Constraints constraints;
};

TEST_F(ConstraintsTest, LampsAreOffWhileTheSunIsUpAndRoomsDoNotChangeAtOneMoment) {
  constraints.longest_on = constraints.longest_after_midnight = 24h;
  std::set<Instant> moments;
  std::set<Instant::rep> seconds;
  for (const char* date : {"2026-03-29", "2026-06-21", "2026-10-25", "2026-12-21"}) {
    const Plan plan = constrained(always_on(date));
    EXPECT_EQ(plan.on_at_start.size(), 2U) << date;
    ASSERT_EQ(plan.switches.size(), 4U) << date;
    for (const Switch& change : plan.switches) {
      EXPECT_LT(sun_at(change.at), -0.5) << date << " " << to_iso(change.at);
      EXPECT_GT(sun_at(change.at), -6.5) << date << " " << to_iso(change.at);
      moments.insert(change.at);
      seconds.insert(change.at.time_since_epoch().count() / 1'000'000 % 60);
    }
    for (Instant at = plan.from; at < plan.until; at += 10min) {
      if (sun_at(at) > 0.0) {
        EXPECT_EQ(state_at(plan, hall, at), OnOff::off) << to_iso(at);
      }
      if (sun_at(at) < -7.0) {
        EXPECT_EQ(state_at(plan, hall, at), OnOff::on) << to_iso(at);
      }
    }
  }
  EXPECT_EQ(moments.size(), 16U);
  EXPECT_GT(seconds.size(), 8U);
}

TEST_F(ConstraintsTest, ADayThatEndsLitAndOneThatBeginsLitFit) {
  const Plan today = constrained(always_on("2026-12-21"));
  const Plan tomorrow = constrained(always_on("2026-12-22"));
  for (const RoomName& room : today.rooms) {
    EXPECT_EQ(state_at(today, room, today.until - 1s), state_at(tomorrow, room, tomorrow.from));
    EXPECT_EQ(state_at(tomorrow, room, tomorrow.from), OnOff::on);
  }
}

TEST_F(ConstraintsTest, NoLampIsOnForLongerThanTheCeilingBetweenMidnights) {
  constraints.only_after_dark = false;
  const Instant noon = *parse_instant("2026-12-21T11:00:00Z");
  const Plan plan = constrained(day("2026-12-21", {hall},
                                    {{noon, hall, OnOff::off},
                                     {noon + 10min, kitchen, OnOff::on},
                                     {noon + 2h, hall, OnOff::on},
                                     {noon + 9h, kitchen, OnOff::off}}));
  expect_cut(of(plan, hall), plan);
  ASSERT_EQ(of(plan, kitchen).size(), 2U);
  EXPECT_EQ(of(plan, kitchen)[0].at, noon + 10min);
  EXPECT_LE(of(plan, kitchen)[1].at, noon + 10min + 6h);
  EXPECT_GT(of(plan, kitchen)[1].at, noon + 10min + 5h);
  const Plan whole = constrained(always_on("2026-12-22"));
  expect_cut(of(whole, hall), whole);
  EXPECT_NE(of(whole, hall)[0].at - whole.from, of(plan, hall)[0].at - plan.from)
      << "another length every day";
}

TEST_F(ConstraintsTest, AFlickerIsNoSwitch) {
  constraints.only_after_dark = false;
  const Instant noon = *parse_instant("2026-12-21T11:00:00Z");
  const Plan plan = constrained(day("2026-12-21", {},
                                    {{noon, hall, OnOff::on},
                                     {noon + 59s, hall, OnOff::off},
                                     {noon + 1h, hall, OnOff::on},
                                     {noon + 1h + 1min, hall, OnOff::off}}));
  EXPECT_EQ(plan.switches, (std::vector<Switch>{{noon + 1h, hall, OnOff::on},
                                                {noon + 1h + 1min, hall, OnOff::off}}));
}

TEST_F(ConstraintsTest, NoHourHasMoreSwitchesThanTheCeilingAndTheLongestStay) {
  constraints.only_after_dark = false;
  constraints.most_switches_an_hour = 6;
  const Instant noon = *parse_instant("2026-12-21T11:00:00Z");
  std::vector<Switch> flicker{{noon + 1s, kitchen, OnOff::on}};
  for (int i = 0; i < 14; ++i) {
    flicker.push_back({noon + std::chrono::minutes(4 * i + 1), hall, OnOff::on});
    flicker.push_back(
        {noon + std::chrono::minutes(4 * i + 2) + std::chrono::seconds(i), hall, OnOff::off});
  }
  flicker.push_back({noon + 3h, kitchen, OnOff::off});
  const Plan plan = constrained(day("2026-12-21", {}, flicker));
  EXPECT_EQ(of(plan, kitchen).size(), 2U);
  ASSERT_EQ(of(plan, hall).size(), 4U);
  EXPECT_EQ(of(plan, hall)[0].at, noon + 49min) << "the longest two of fourteen";
}

TEST_F(ConstraintsTest, NoSixtyMinutesHaveMoreSwitchesThanTheCeilingWhateverAModelSays) {
  Rng rng(5);
  std::vector<Switch> wild;
  Instant at = *parse_instant("2026-12-21T16:00:00Z");
  for (int i = 0; i < 350; ++i) {
    wild.push_back({at, i % 4 < 2 ? hall : kitchen, i % 2 == 0 ? OnOff::on : OnOff::off});
    at += std::chrono::seconds(1 + rng.below(120));
  }
  const Plan plan = constrained(day("2026-12-21", {}, wild));
  ASSERT_GT(plan.switches.size(), constraints.most_switches_an_hour);
  for (std::size_t i = constraints.most_switches_an_hour; i < plan.switches.size(); ++i)
    EXPECT_GE(plan.switches[i].at - plan.switches[i - constraints.most_switches_an_hour].at, 1h);
}

TEST_F(ConstraintsTest, ARoomWithASensorIsLitFromTheDuskItSaw) {
  constraints.longest_on = constraints.longest_after_midnight = 24h;
  const Instant dull = *parse_instant("2026-12-21T13:20:30Z");  // the sun is up
  const Plan plan =
      apply_constraints(always_on("2026-12-21"), place, constraints, secret, {{hall, dull}});
  const Plan by_sun = constrained(always_on("2026-12-21"));
  ASSERT_EQ(of(plan, hall).size(), 2U);
  EXPECT_GE(of(plan, hall)[1].at, dull);
  EXPECT_LE(of(plan, hall)[1].at, dull + 2min);
  EXPECT_EQ(of(plan, hall)[0].at, of(by_sun, hall)[0].at) << "in the morning the sun decides";
  EXPECT_EQ(of(plan, kitchen), of(by_sun, kitchen));
}

TEST_F(ConstraintsTest, ARoomThatIsBrightIsNotLitBeforeTheEndOfCivilDusk) {
  constraints.longest_on = constraints.longest_after_midnight = 24h;
  const Plan plan = apply_constraints(always_on("2026-12-21"), place, constraints, secret,
                                      {{hall, std::nullopt}});
  ASSERT_EQ(of(plan, hall).size(), 2U);
  EXPECT_LT(sun_at(of(plan, hall)[1].at), -5.9);
  EXPECT_GT(sun_at(of(plan, hall)[1].at), -6.5);
}

TEST_F(ConstraintsTest, WhatWasPlannedBeforeADuskStaysWhenThatBecomesKnown) {
  const Instant dusk = *parse_instant("2026-12-21T14:40:00Z");
  std::vector<Switch> busy;
  for (int i = 0; i < 60; ++i) {
    const Instant at = *parse_instant("2026-12-21T05:00:00Z") + std::chrono::minutes(16 * i);
    busy.push_back({at, hall, i % 2 == 0 ? OnOff::on : OnOff::off});
    busy.push_back({at + 5min, kitchen, i % 2 == 0 ? OnOff::on : OnOff::off});
  }
  const Plan plan = day("2026-12-21", {}, busy);
  const Plan before = apply_constraints(plan, place, constraints, secret, {{hall, std::nullopt}});
  const Plan after = apply_constraints(plan, place, constraints, secret, {{hall, dusk}});
  EXPECT_NE(before, after);
  for (Instant at = plan.from; at < dusk; at += 1min) {
    for (const RoomName& room : plan.rooms)
      EXPECT_EQ(state_at(before, room, at), state_at(after, room, at)) << to_iso(at);
  }
}

TEST_F(ConstraintsTest, AnEveningThatAModelLeavesDarkGetsOneLampForAWhile) {
  constraints.lit_every_evening = true;
  std::set<Instant::rep> beginnings;
  for (const char* date : {"2026-12-21", "2026-12-22", "2026-12-23", "2026-12-24"}) {
    const Plan plan = constrained(day(date, {}, {}));
    ASSERT_EQ(plan.switches.size(), 2U) << date;
    EXPECT_LT(sun_at(plan.switches[0].at), -6.0);
    EXPECT_EQ(plan.switches[0].to, OnOff::on);
    EXPECT_GE(plan.switches[1].at - plan.switches[0].at, 1h);
    EXPECT_LE(plan.switches[1].at - plan.switches[0].at, 2h);
    beginnings.insert((plan.switches[0].at - plan.from).count());
  }
  EXPECT_EQ(beginnings.size(), 4U);
}

TEST_F(ConstraintsTest, NoOneIsInTwoRoomsAtOnce) {
  constraints.only_after_dark = false;
  const Instant noon = *parse_instant("2026-12-21T11:00:00Z");
  const Plan plan = constrained(day("2026-12-21", {},
                                    {{noon, hall, OnOff::on},
                                     {noon, kitchen, OnOff::on},
                                     {noon + 1h, hall, OnOff::off},
                                     {noon + 1h + 1s, kitchen, OnOff::off}}));
  ASSERT_EQ(plan.switches.size(), 4U);
  for (std::size_t i = 1; i < plan.switches.size(); ++i) {
    EXPECT_GE(plan.switches[i].at - plan.switches[i - 1].at, constraints.shortest_walk);
    EXPECT_TRUE(i == 2 ||
                plan.switches[i].at - plan.switches[i - 1].at <= constraints.longest_walk);
  }
  EXPECT_EQ(plan, constrained(day("2026-12-21", {},
                                  {{noon, hall, OnOff::on},
                                   {noon, kitchen, OnOff::on},
                                   {noon + 1h, hall, OnOff::off},
                                   {noon + 1h + 1s, kitchen, OnOff::off}})))
      << "the same secret walks the same way";
}

TEST_F(ConstraintsTest, WhereTheSunNeverRisesLampsMayBeOnAllDay) {
  place = {78.2, 15.6, *TimeZone::find("Arctic/Longyearbyen")};
  constraints.longest_on = constraints.longest_after_midnight = 24h;
  EXPECT_TRUE(constrained(always_on("2026-12-21")).switches.empty());
  const Plan summer = constrained(always_on("2026-06-21"));
  EXPECT_TRUE(summer.switches.empty());
  EXPECT_TRUE(summer.on_at_start.empty());
}

TEST_F(ConstraintsTest, AnEveningThatOnlyTheGardenSeesIsDarkForTheStreet) {
  constraints.lit_every_evening = true;
  const Plan base = day("2016-11-20", {}, {});
  const Instant evening = base.until - 5h;
  const Plan plan =
      day("2016-11-20", {}, {{evening, kitchen, OnOff::on}, {evening + 3h, kitchen, OnOff::off}});
  EXPECT_TRUE(of(constrained(plan), hall).empty()) << "the street sees the kitchen";
  constraints.street = {{kitchen, 0}};
  EXPECT_EQ(of(constrained(plan), hall).size(), 2U);
  constraints.street = {{kitchen, 0}, {hall, 0}};
  EXPECT_TRUE(of(constrained(plan), hall).empty()) << "nothing to be seen";
}

TEST_F(ConstraintsTest, NoOneSwitchesOffAndOnAgainWithinASecond) {
  const Instant evening = day("2016-11-20", {}, {}).until - 5h;
  const Plan plan = constrained(day("2016-11-20", {},
                                    {{evening, hall, OnOff::on},
                                     {evening + 1h, hall, OnOff::off},
                                     {evening + 1h + 1s, hall, OnOff::on},
                                     {evening + 2h, hall, OnOff::off}}));
  EXPECT_EQ(of(plan, hall),
            (std::vector<Switch>{{evening, hall, OnOff::on}, {evening + 2h, hall, OnOff::off}}));
}

/// A study in which someone works, with a model of real days.
class LimitsTest : public ConstraintsTest {
 protected:
  void SetUp() override {
    ConstraintsTest::SetUp();
    constraints.dark_by_sun = false;
    constraints.longest_on = 12h;
    constraints.longest_after_midnight = 6h;
    constraints.lit_by_day = {hall, kitchen};
  }

  Plan worked(const char* date) {
    const Instant from = day(date, {}, {}).from;
    return day(date, {},
               {{from + 8h + 38min, hall, OnOff::on},
                {from + 17h + 3min, hall, OnOff::off},
                {from + 21h, kitchen, OnOff::on},
                {from + 22h, kitchen, OnOff::off},
                {from + 22h + 30min, hall, OnOff::on},
                {from + 23h + 30min, hall, OnOff::off}});
  }

  static Instant::duration lit(const Plan& plan, const RoomName& room) {
    Instant::duration all{0};
    for (const LitSpan& span : lit_spans(plan)) {
      if (span.room == room) all += span.length();
    }
    return all;
  }
};

TEST_F(LimitsTest, AStudyThatIsLitByDayIsPlayedAfterDarkOnlyWhereThatIsAskedFor) {
  const Plan plan = worked("2026-06-21");
  EXPECT_EQ(lit(constrained(plan), hall), 9h + 25min) << "as the household does";
  constraints.limits[hall].after_dark = true;
  EXPECT_EQ(of(constrained(plan), kitchen), of(plan, kitchen)) << "no limit";
  ASSERT_EQ(of(constrained(plan), hall).size(), 2U);
  for (const Switch& change : of(constrained(plan), hall)) EXPECT_LT(sun_at(change.at), -0.5);
  constraints.limits[hall].after_dark = false;
  EXPECT_EQ(lit(constrained(plan), hall), 9h + 25min);
}

TEST_F(LimitsTest, UnderTheMidnightSunNothingIsLitAfterDark) {
  place = {69.65, 18.96, *TimeZone::find("Europe/Oslo")};
  constraints.lit_every_evening = true;
  constraints.limits = {{hall, {.after_dark = true}}, {kitchen, {.after_dark = true}}};
  EXPECT_TRUE(constrained(worked("2026-06-21")).switches.empty());
  EXPECT_TRUE(constrained(always_on("2026-06-21")).on_at_start.empty());
}

TEST_F(LimitsTest, ARoomIsLitWithinItsHoursAndNotToTheMinuteEveryDay) {
  constraints.longest_on = constraints.longest_after_midnight = 24h;
  constraints.limits[hall].hours = {{390, 510}, {1020, 1410}};  // 06:30-08:30, 17:00-23:30
  std::set<Instant::duration> ends;
  for (const char* date : {"2026-03-29", "2026-06-21", "2026-10-25", "2026-12-21"}) {
    const Plan plan = constrained(always_on(date));
    ASSERT_EQ(of(plan, hall).size(), 4U) << date;
    for (Instant at = plan.from; at < plan.until; at += 1min) {
      const int minute = place.zone.minute_of_day(at);
      const bool may = (minute >= 390 && minute < 510) || (minute >= 1020 && minute < 1410);
      EXPECT_TRUE(may || state_at(plan, hall, at) == OnOff::off) << to_iso(at);
    }
    EXPECT_GT(lit(plan, hall), 7h + 30min) << "no more is taken than need be";
    ends.insert(plan.until - of(plan, hall).back().at);
    EXPECT_TRUE(of(plan, kitchen).empty()) << "no limit";
  }
  EXPECT_EQ(ends.size(), 4U);
}

TEST_F(LimitsTest, HoursOverMidnightGoOnThere) {
  constraints.longest_on = constraints.longest_after_midnight = 24h;
  constraints.limits = {{hall, {.hours = {{1320, 60}}}}, {kitchen, {.hours = {{1320, 1440}}}}};
  for (const char* date : {"2026-03-29", "2026-10-25", "2026-12-21"}) {
    const Plan plan = constrained(always_on(date));
    EXPECT_EQ(plan.on_at_start, std::vector{hall}) << date;
    ASSERT_EQ(of(plan, hall).size(), 2U) << date;
    EXPECT_EQ(state_at(plan, hall, plan.until - 1s), OnOff::on) << date;
    EXPECT_EQ(state_at(plan, kitchen, plan.until - 1s), OnOff::off)
        << "up to midnight, not over it";
  }
}

TEST_F(LimitsTest, ARoomIsLitAtMostSoLongADayAndTheEveningCountsFirst) {
  constraints.limits[hall].max_lit = 3h;
  std::set<Instant::duration> lengths;
  for (const char* date : {"2026-06-20", "2026-06-21", "2026-06-22"}) {
    const Plan plan = constrained(worked(date));
    EXPECT_LT(lit(plan, hall), 3h);
    EXPECT_GT(lit(plan, hall), 2h + 30min);
    lengths.insert(lit(plan, hall));
    ASSERT_EQ(of(plan, hall).size(), 4U);
    EXPECT_EQ(of(plan, hall)[3].at - of(plan, hall)[2].at, 1h) << "the evening is whole";
  }
  EXPECT_EQ(lengths.size(), 3U);
  constraints.longest_on = constraints.longest_after_midnight = 24h;
  const Plan whole = constrained(always_on("2026-06-21"));
  EXPECT_LT(lit(whole, hall), 3h);
  EXPECT_EQ(whole.on_at_start.size(), 2U);
  EXPECT_EQ(state_at(whole, hall, whole.until - 1s), OnOff::on) << "the days fit at midnight";
}

TEST_F(LimitsTest, TheOneLitRoomOfADarkEveningIsOneThatMayBeLit) {
  constraints.lit_every_evening = true;
  constraints.limits[hall].hours = {{390, 510}};
  constraints.limits[kitchen].max_lit = 30min;
  for (const char* date : {"2026-11-20", "2026-11-21", "2026-11-22", "2026-11-23"}) {
    const Plan plan = constrained(day(date, {}, {}));
    EXPECT_TRUE(of(plan, hall).empty());
    EXPECT_EQ(of(plan, kitchen).size(), 2U);
    EXPECT_LT(lit(plan, kitchen), 30min);
  }
}

TEST_F(LimitsTest, NoLampIsBrighterThanItsRoomMayBe) {
  Plan plan = worked("2026-06-21");
  plan.switches[0].look = {80, 300};
  plan.switches[2].look = {80, 300};
  plan = with_limited_brightness(plan, {{hall, {.max_brightness = 60}}});
  EXPECT_EQ(plan.switches[0].look, (Look{60, 300}));
  EXPECT_EQ(plan.switches[2].look, (Look{80, 300}));
  EXPECT_EQ(plan.switches[4].look, Look{}) << "left to the room's own setting";
}

// The limits hold for any model.
TEST_F(LimitsTest, LimitsHoldWhateverAModelSays) {
  constraints.lit_every_evening = true;
  constraints.limits[hall] = {.after_dark = true, .hours = {{1020, 75}}, .max_lit = 2h};
  constraints.limits[kitchen] = {.hours = {{1200, 1440}, {0, 30}}, .max_lit = 15min};
  Rng rng(11);
  for (int trial = 0; trial < 60; ++trial) {
    const Date date = plus_days(*parse_date("2026-01-01"), 6 * trial);
    Plan plan = day(to_iso(date).c_str(), {}, {});
    std::map<RoomName, OnOff> is{{hall, OnOff::off}, {kitchen, OnOff::off}};
    for (Instant at = plan.from + 1min; at < plan.until;
         at += std::chrono::seconds(10 + rng.below(4000))) {
      const RoomName& room = rng.below(2) == 0 ? hall : kitchen;
      is[room] = opposite(is[room]);
      plan.switches.push_back({at, room, is[room]});
    }
    const Plan played = constrained(plan);
    EXPECT_LE(lit(played, hall), 2h) << to_iso(date);
    EXPECT_LE(lit(played, kitchen), 15min) << to_iso(date);
    for (Instant at = played.from; at < played.until; at += 1min) {
      const int minute = place.zone.minute_of_day(at);
      if (state_at(played, hall, at) == OnOff::on) {
        EXPECT_TRUE(minute >= 1020 || minute < 75) << to_iso(at);
        EXPECT_LT(sun_at(at), 0) << to_iso(at);
      }
      if (state_at(played, kitchen, at) == OnOff::on) {
        EXPECT_TRUE(minute >= 1200 || minute < 30) << to_iso(at);
      }
    }
  }
}

}  // namespace
}  // namespace lamplighter
