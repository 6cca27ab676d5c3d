// SPDX-License-Identifier: Apache-2.0
#include "playing/player.h"

#include "testing/player_house.h"

namespace lamplighter {
namespace {

using namespace testing;
class PlayerTest : public PlayerHouse {};

TEST_F(PlayerTest, SwitchesAtThePlannedInstants) {
  const Plan plan = day(
      midnight, {{midnight + 19h + 17s, hall, OnOff::on}, {midnight + 20h + 3s, hall, OnOff::off}});
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 23h));
  EXPECT_EQ(lamps.commands, (std::vector<Command>{{midnight + 19h + 17s, hall, OnOff::on},
                                                  {midnight + 20h + 3s, hall, OnOff::off}}));
  EXPECT_EQ(steps.size(), 2U);
}

TEST_F(PlayerTest, LampsLookAsThePlanSays) {
  const Look cosy{30, 400};
  const Plan plan = day(midnight, {{midnight + 19h, hall, OnOff::on, cosy},
                                   {midnight + 19h + 1min, kitchen, OnOff::on},
                                   {midnight + 20h, hall, OnOff::off}});
  ASSERT_TRUE(player(plan, {.on_stop = OnStop::leave}).play(stop.get_token(), midnight + 23h));
  EXPECT_EQ(lamps.looks_commanded, (std::vector{cosy, Look{}, Look{}}));
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
  lamps.refusing.insert(hall);  // looking works, so only the command shows the fault
  Player stubborn = player(plan, {.on_stop = OnStop::leave});
  clock.when(midnight + 110min, [&] { EXPECT_FALSE(stubborn.is_well()); });
  ASSERT_TRUE(stubborn.play(stop.get_token(), midnight + 2h));
  EXPECT_TRUE(lamps.commands.empty());
  EXPECT_EQ(steps_of(Outcome::failed).size(), 1U);
  EXPECT_EQ(lamps.refusals, 17) << "5 s, 10 s … 320 s capped to five minutes";
}

TEST_F(PlayerTest, ALampThatAnswersAgainIsMendedWithinSeconds) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  lamps.unreachable.insert(hall);
  clock.when(midnight + 3h + 7s, [&] { lamps.unreachable.clear(); });
  ASSERT_TRUE(player(plan, {.on_stop = OnStop::leave}).play(stop.get_token(), midnight + 4h));
  ASSERT_EQ(lamps.commands.size(), 1U);
  EXPECT_LE(lamps.commands[0].at, midnight + 3h + 7s + 10s);
  EXPECT_EQ(steps_of(Outcome::silent).size(), 1U);
  EXPECT_EQ(steps_of(Outcome::answers_again).size(), 1U);
}

TEST_F(PlayerTest, ABridgeThatIsGoneIsReportedOnceForAllRooms) {
  const Plan plan =
      day(midnight, {{midnight + 1h, hall, OnOff::on}, {midnight + 1h, kitchen, OnOff::on}});
  lamps.failing = true;
  clock.when(midnight + 3h, [&] { lamps.failing = false; });
  ASSERT_TRUE(player(plan, {.on_stop = OnStop::leave}).play(stop.get_token(), midnight + 4h));
  EXPECT_EQ(steps_of(Outcome::silent).size(), 1U);
  EXPECT_EQ(steps_of(Outcome::answers_again).size(), 1U);
  ASSERT_EQ(lamps.commands.size(), 2U);
  EXPECT_LE(lamps.commands[1].at, midnight + 3h + 10s + 4s);
}

TEST_F(PlayerTest, ALampThatTakesACommandAndDoesNotObeyIsCommandedAgainAndIsNoManualChange) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  lamps.obeys = false;
  clock.when(midnight + 1h + 1min, [&] { lamps.obeys = true; });
  ASSERT_TRUE(player(plan, {.on_stop = OnStop::leave}).play(stop.get_token(), midnight + 2h));
  EXPECT_TRUE(steps_of(Outcome::changed_manually).empty());
  EXPECT_EQ(steps_of(Outcome::failed).size(), 1U);
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

TEST_F(PlayerTest, RestoresLampsAsConfigured) {
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

TEST_F(PlayerTest, AfterACrashTheSameEveningGoesOnAndIsRestoredAsItWasFound) {
  lamps.states[kitchen] = OnOff::on;
  const Plan plan = day(midnight,
                        {{midnight + 1h, hall, OnOff::on},
                         {midnight + 1h + 1min, kitchen, OnOff::off},
                         {midnight + 3h, hall, OnOff::off}},
                        {kitchen});
  {
    Player killed = player(plan);
    while (clock.now() < midnight + 2h) clock.sleep_until(*killed.turn(), {});
  }
  ASSERT_EQ(lamps.commands.size(), 2U);
  ASSERT_TRUE(player(plan, {}, remembered).play(stop.get_token(), midnight + 4h));
  EXPECT_EQ(lamps.commands.size(), 4U) << "nothing is commanded twice";
  EXPECT_EQ(lamps.states[hall], OnOff::off);
  EXPECT_EQ(lamps.states[kitchen], OnOff::on);
  EXPECT_TRUE(remembered.empty());
}

TEST_F(PlayerTest, ALampIsNotSwitchedOnThatACrashWouldLeaveOn) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  disk_full = true;
  clock.when(midnight + 90min, [&] { disk_full = false; });
  clock.when(midnight + 89min, [&] { EXPECT_TRUE(lamps.commands.empty()); });
  ASSERT_TRUE(player(plan, {.on_stop = OnStop::leave}).play(stop.get_token(), midnight + 2h));
  ASSERT_EQ(lamps.commands.size(), 1U);
  EXPECT_GE(lamps.commands[0].at, midnight + 90min);
}

TEST_F(PlayerTest, RestoringIsRetriedUntilEveryLampIsBack) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  Player returning = player(plan);
  while (clock.now() < midnight + 2h) clock.sleep_until(*returning.turn(), {});
  lamps.failing = true;
  EXPECT_FALSE(returning.restore());
  EXPECT_TRUE(returning.owes_lamps());
  lamps.failing = false;
  lamps.unreachable.insert(hall);
  EXPECT_FALSE(returning.restore());
  lamps.unreachable.clear();
  EXPECT_TRUE(returning.restore());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
  EXPECT_FALSE(returning.owes_lamps());
}

TEST_F(PlayerTest, AClockSetBackNeitherDoublesNorStallsASwitch) {
  const Plan plan = day(midnight, {{midnight + 2h, hall, OnOff::on}});
  Player playing = player(plan, {.on_stop = OnStop::leave});
  ASSERT_TRUE(playing.play(stop.get_token(), midnight + 2h + 1s));
  clock.turn_to(midnight + 1h);
  ASSERT_TRUE(playing.play(stop.get_token(), midnight + 3h));
  ASSERT_EQ(lamps.commands.size(), 3U);
  EXPECT_EQ(lamps.commands[1],
            (Command{midnight + 1h + 4s, hall, OnOff::off}));  // the planned state at that time
  EXPECT_EQ(lamps.commands[2], (Command{midnight + 2h, hall, OnOff::on}));
}

TEST_F(PlayerTest, StopsAtOnceWhenAsked) {
  stop.request_stop();
  ASSERT_TRUE(player(day(midnight, {{midnight, hall, OnOff::on}})).play(stop.get_token()));
  EXPECT_TRUE(lamps.commands.empty());
}

TEST_F(PlayerTest, ADayWithoutAPlanIsAnErrorAndTheLampsAreRestored) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  PlayerCalls of_one_day = calls(plan);
  of_one_day.plan_at = [&](Instant at) -> Result<Plan> {
    if (at < plan.until) return plan;
    return Error{Fault::not_found, "no model"};
  };
  Player playing(clock, lamps, {}, of_one_day, Rng(1));
  EXPECT_FALSE(playing.play(stop.get_token(), midnight + 30h));
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

TEST_F(PlayerTest, KnowsTheNextSwitchOfTheDay) {
  Player asked = player(day(midnight, {{midnight + 1h, hall, OnOff::on}}));
  EXPECT_EQ(asked.next_switch(), std::nullopt);
  ASSERT_TRUE(asked.turn());
  EXPECT_EQ(asked.next_switch(), midnight + 1h);
  clock.turn_to(midnight + 1h);
  EXPECT_EQ(asked.next_switch(), std::nullopt);
}

}  // namespace
}  // namespace lamplighter
