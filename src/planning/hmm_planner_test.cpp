// SPDX-License-Identifier: Apache-2.0
#include "planning/hmm_planner.h"

#include "sky/day_zones.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

namespace lamplighter {
namespace {

/// Two states, each showing its own symbol and left with probability `leave` a minute.
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
            20);  // 60 days of rooms that are on at midnight in 0.5, 0.3 and 0 of them
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
  RoomModel hall = room("hall", flipping(1.0, 0.0, 0.0));         // on for ever …
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
  // HMAC-SHA-256 by Python's hmac, read as four little-endian words, then xoshiro256** by hand.
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

}  // namespace
}  // namespace lamplighter
