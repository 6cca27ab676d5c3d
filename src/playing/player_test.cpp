// SPDX-License-Identifier: Apache-2.0
#include "playing/player.h"

#include "testing/manual_clock.h"
#include "testing/recording_lamps.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

using testing::ManualClock;
using testing::RecordingLamps;
using Command = RecordingLamps::Command;

const RoomName hall("hall");
const RoomName kitchen("kitchen");

class PlayerTest : public ::testing::Test {
 protected:
  Plan day(Instant from, std::vector<Switch> switches, std::vector<RoomName> on_at_start = {}) {
    return Plan{.date = *parse_date("2016-07-31"),
                .from = from,
                .until = from + 24h,
                .rooms = {hall, kitchen},
                .on_at_start = std::move(on_at_start),
                .switches = std::move(switches)};
  }

  Player player(Plan plan, PlayerSettings settings = {}) {
    return Player(
        clock, lamps, [plan](Instant) { return plan; }, settings,
        [this](const PlayStep& step) { steps.push_back(step); });
  }

  Instant midnight = *parse_instant("2016-07-31T07:00:00Z");
  ManualClock clock{midnight};
  RecordingLamps lamps{clock};
  std::vector<PlayStep> steps;
  std::stop_source stop;
};

TEST_F(PlayerTest, SwitchesAtThePlannedInstants) {
  const Plan plan = day(
      midnight, {{midnight + 19h + 17s, hall, OnOff::on}, {midnight + 20h + 3s, hall, OnOff::off}});
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 23h));
  EXPECT_EQ(lamps.commands, (std::vector<Command>{{midnight + 19h + 17s, hall, OnOff::on},
                                                  {midnight + 20h + 3s, hall, OnOff::off}}));
  EXPECT_EQ(steps.size(), 2U);
}

TEST_F(PlayerTest, TouchesNothingThatAlreadyIsAsPlanned) {
  lamps.states[kitchen] = OnOff::on;
  ASSERT_TRUE(player(day(midnight, {}, {kitchen})).play(stop.get_token(), midnight + 23h));
  EXPECT_TRUE(lamps.commands.empty());
}

TEST_F(PlayerTest, StartsInThePresentStateWithoutReplayingTheMorning) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on},
                                   {midnight + 2h, hall, OnOff::off},
                                   {midnight + 3h, kitchen, OnOff::on},
                                   {midnight + 4h, hall, OnOff::on}});
  clock.turn_to(midnight + 5h);
  ASSERT_TRUE(player(plan, {.on_stop = OnStop::leave}).play(stop.get_token(), midnight + 6h));
  ASSERT_EQ(lamps.commands.size(), 2U);
  EXPECT_EQ(lamps.commands[0],
            (Command{midnight + 5h, kitchen, OnOff::on}));  // in the order of the plan
  EXPECT_EQ(lamps.commands[1],
            (Command{midnight + 5h + 4s, hall, OnOff::on}));  // and not in one instant
}

TEST_F(PlayerTest, ALampThatDoesNotAnswerIsTriedAgainWithBackOffAndReportedOnce) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  lamps.failing = true;
  Player stubborn = player(plan, {.on_stop = OnStop::leave});
  ASSERT_TRUE(stubborn.play(stop.get_token(), midnight + 2h));
  EXPECT_TRUE(lamps.commands.empty());
  ASSERT_EQ(steps.size(), 2U);  // one for each room, however often it was tried
  lamps.failing = false;
  ASSERT_TRUE(stubborn.play(stop.get_token(), midnight + 2h + 6min));
  ASSERT_FALSE(lamps.commands.empty());
  EXPECT_EQ(lamps.states[hall], OnOff::on);
}

TEST_F(PlayerTest, AfterAnOutageTheLampsAreWhatThePlanSaysNow) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on},
                                   {midnight + 2h, hall, OnOff::off},
                                   {midnight + 3h, kitchen, OnOff::on}});
  Player interrupted = player(plan, {.on_stop = OnStop::leave});
  ASSERT_TRUE(interrupted.play(stop.get_token(), midnight + 30min));
  lamps.failing = true;
  ASSERT_TRUE(interrupted.play(stop.get_token(), midnight + 4h));
  lamps.failing = false;
  ASSERT_TRUE(interrupted.play(stop.get_token(), midnight + 5h));
  EXPECT_EQ(lamps.states[hall], OnOff::off);
  EXPECT_EQ(lamps.states[kitchen], OnOff::on);
  EXPECT_EQ(lamps.commands.size(), 1U);  // the hall's hour was missed and is not replayed
}

struct StopCase {
  OnStop on_stop;
  OnOff hall_after;
  OnOff kitchen_after;
};

TEST_F(PlayerTest, HandsLampsOverAsConfigured) {
  for (const StopCase& expected : {StopCase{OnStop::restore, OnOff::off, OnOff::on},
                                   StopCase{OnStop::off, OnOff::off, OnOff::off},
                                   StopCase{OnStop::leave, OnOff::on, OnOff::off}}) {
    clock.turn_to(midnight);
    lamps.states = {{hall, OnOff::off}, {kitchen, OnOff::on}};
    const Plan plan =
        day(midnight, {{midnight + 1h, hall, OnOff::on}, {midnight + 1h, kitchen, OnOff::off}},
            {kitchen});
    ASSERT_TRUE(player(plan, {.on_stop = expected.on_stop}).play(stop.get_token(), midnight + 2h));
    EXPECT_EQ(lamps.states[hall], expected.hall_after) << static_cast<int>(expected.on_stop);
    EXPECT_EQ(lamps.states[kitchen], expected.kitchen_after) << static_cast<int>(expected.on_stop);
  }
}

TEST_F(PlayerTest, ALampThatSomebodyTouchedIsLeftAlone) {
  const Plan plan =
      day(midnight, {{midnight + 1h, hall, OnOff::on}, {midnight + 1h, kitchen, OnOff::on}});
  Player::OnStep touch = [&](const PlayStep& step) {
    if (step.room == hall && step.outcome == PlayStep::Outcome::switched)
      lamps.states[hall] = OnOff::off;
  };
  Player touched(
      clock, lamps, [plan](Instant) { return plan; }, {}, touch);
  ASSERT_TRUE(touched.play(stop.get_token(), midnight + 2h));
  EXPECT_EQ(lamps.commands.size(), 3U);  // both on, and only the kitchen back
  EXPECT_EQ(lamps.commands.back(), (Command{midnight + 2h, kitchen, OnOff::off}));
}

TEST_F(PlayerTest, AClockSetBackNeitherDoublesNorStallsASwitch) {
  const Plan plan = day(midnight, {{midnight + 2h, hall, OnOff::on}});
  Player playing = player(plan, {.on_stop = OnStop::leave});
  ASSERT_TRUE(playing.play(stop.get_token(), midnight + 2h + 1s));
  clock.turn_to(midnight + 1h);
  ASSERT_TRUE(playing.play(stop.get_token(), midnight + 3h));
  ASSERT_EQ(lamps.commands.size(), 3U);
  EXPECT_EQ(lamps.commands[1],
            (Command{midnight + 1h + 4s, hall, OnOff::off}));  // what the plan says at that hour
  EXPECT_EQ(lamps.commands[2], (Command{midnight + 2h, hall, OnOff::on}));
}

TEST_F(PlayerTest, StopsAtOnceWhenAsked) {
  stop.request_stop();
  ASSERT_TRUE(player(day(midnight, {{midnight, hall, OnOff::on}})).play(stop.get_token()));
  EXPECT_TRUE(lamps.commands.empty());
}

TEST_F(PlayerTest, ADayWithoutAPlanIsAnErrorAndTheLampsAreHandedOver) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  Player playing(
      clock, lamps,
      [&](Instant at) -> Result<Plan> {
        if (at < plan.until) return plan;
        return Error{Fault::not_found, "no model"};
      },
      {}, [](const PlayStep&) {});
  EXPECT_FALSE(playing.play(stop.get_token(), midnight + 30h));
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

}  // namespace
}  // namespace lamplighter
