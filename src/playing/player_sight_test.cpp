// SPDX-License-Identifier: Apache-2.0
// How the player distinguishes manual changes from faults.
#include "testing/player_house.h"

namespace lamplighter {
namespace {

using namespace testing;
class PlayerSightTest : public PlayerHouse {
 protected:
  /// Plays until `until`.
  void take_turns(Player& played, Instant until) {
    while (clock.now() < until) {
      const Result<Instant> wake = played.turn();
      ASSERT_TRUE(wake);
      clock.turn_to(std::min(*wake, until));
    }
  }
};

TEST_F(PlayerSightTest, ALampThatIsChangedManuallyIsLeftAloneUntilTheNextNoon) {
  const Plan plan = day(midnight, {{midnight + 2h, hall, OnOff::on},
                                   {midnight + 2h, kitchen, OnOff::on},
                                   {midnight + 5h, hall, OnOff::off},
                                   {midnight + 6h, hall, OnOff::on}});
  clock.when(midnight + 3h, [&] { lamps.states[hall] = OnOff::off; });
  clock.when(midnight + 12h + 1min, [&] { EXPECT_EQ(lamps.states[hall], OnOff::on); });
  clock.when(midnight + 12h - 1min, [&] { EXPECT_EQ(lamps.states[hall], OnOff::off); });
  Player touched = player(plan);
  ASSERT_TRUE(touched.play(stop.get_token(), midnight + 13h));
  ASSERT_EQ(steps_of(Outcome::changed_manually).size(), 1U);
  EXPECT_EQ(steps_of(Outcome::changed_manually)[0].room, hall);
}

TEST_F(PlayerSightTest, AManuallyChangedLampIsNotRestored) {
  const Plan plan =
      day(midnight, {{midnight + 1h, hall, OnOff::on}, {midnight + 1h, kitchen, OnOff::on}});
  clock.when(midnight + 90min, [&] { lamps.states[hall] = OnOff::off; });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 2h));
  EXPECT_EQ(lamps.commands.size(), 3U);  // both on, and only the kitchen back
  EXPECT_EQ(lamps.commands.back(), (Command{midnight + 2h, kitchen, OnOff::off}));
}

TEST_F(PlayerSightTest, ALampThatHasNotYetReportedThatItObeysIsRestoredToo) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  lamps.obeys = false;  // not so soon
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 1h + 1s));
  const Command on{midnight + 1h, hall, OnOff::on};
  EXPECT_EQ(lamps.commands, (std::vector<Command>{on, {midnight + 1h + 1s, hall, OnOff::off}}));
}

TEST_F(PlayerSightTest, ALampThatComesBackFromAPowerCutIsMendedAndIsNoManualChange) {
  const Plan plan = day(midnight, {});
  clock.when(midnight + 1h, [&] { lamps.unreachable.insert(hall); });
  clock.when(midnight + 2h, [&] {
    lamps.unreachable.clear();
    lamps.states[hall] = OnOff::on;  // as lamps are when power returns
  });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 3h));
  EXPECT_EQ(lamps.states[hall], OnOff::off);
  EXPECT_TRUE(steps_of(Outcome::changed_manually).empty());
}

TEST_F(PlayerSightTest, ALampThatObeyedBeforeItWasFirstSeenIsRestoredDark) {
  const Plan plan = day(midnight, {}, {hall});
  Player blind = player(plan);
  lamps.failing = true;
  ASSERT_TRUE(blind.turn());  // the look fails, and so does the command
  lamps.failing = false;
  clock.turn_to(midnight + 5s);
  ASSERT_TRUE(blind.turn());
  ASSERT_EQ(lamps.states[hall], OnOff::off) << "a lamp that was never seen is not played";
  clock.turn_to(midnight + 20s);
  ASSERT_TRUE(blind.turn());
  EXPECT_TRUE(blind.restore());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

TEST_F(PlayerSightTest, ALampThatCameUpWithThePowerAsThePlayerCrashedIsNotLeftOn) {
  const Plan plan = day(midnight, {});
  ASSERT_TRUE(player(plan).turn());  // and crashes before its first command
  lamps.states[hall] = OnOff::on;
  ASSERT_TRUE(player(plan, {}, remembered).play(stop.get_token(), midnight + 1h));
  EXPECT_EQ(lamps.states[hall], OnOff::off);
  EXPECT_EQ(lamps.commands, (std::vector<Command>{{midnight, hall, OnOff::off}}));
  EXPECT_TRUE(remembered.empty());
}

TEST_F(PlayerSightTest, ALookOnRequestSeesAManualChangeAtOnce) {
  const Plan plan = day(midnight, {});
  Player watching = player(plan, {.look_every = 1h});
  ASSERT_TRUE(watching.turn());
  lamps.states[hall] = OnOff::on;
  clock.turn_to(midnight + 1min);
  ASSERT_TRUE(watching.turn());
  EXPECT_FALSE(watching.manual_override_seen());
  watching.look_soon();
  ASSERT_TRUE(watching.turn());
  EXPECT_TRUE(watching.manual_override_seen());
}

TEST_F(PlayerSightTest, ALampThatIsPendingIsNeitherSilentNorFailedNorChangedManually) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  clock.when(midnight + 30min, [&] { lamps.pending.insert(hall); });
  clock.when(midnight + 90min, [&] { lamps.pending.clear(); });
  clock.when(midnight + 91min, [&] { lamps.states[hall] = OnOff::off; });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 2h));
  EXPECT_EQ(lamps.commands.size(), 1U) << "it was commanded once";
  EXPECT_EQ(steps_of(Outcome::switched).size(), 1U);
  EXPECT_TRUE(steps_of(Outcome::silent).empty());
  EXPECT_TRUE(steps_of(Outcome::failed).empty());
  EXPECT_EQ(steps_of(Outcome::changed_manually).size(), 1U) << "once it answered again";
}

TEST_F(PlayerSightTest, ALampThatIsPendingIsRestoredUntilItIsSeenToBe) {
  const Plan plan = day(midnight, {}, {hall});
  Player leaving = player(plan);
  ASSERT_TRUE(leaving.turn());
  lamps.pending.insert(hall);
  EXPECT_FALSE(leaving.restore()) << "what it is is not known";
  EXPECT_TRUE(leaving.owes_lamps());
  lamps.pending.clear();
  EXPECT_TRUE(leaving.restore());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

const LampId table("test:table");
const LampId stove("test:stove");
const LampId shelf("test:shelf");

/// A hall with several lamps in different states.
class SeveralLamps : public PlayerHouse {
 protected:
  void SetUp() override {
    lamps.states.clear();
    lamps.more = {{table, hall}, {stove, hall}, {shelf, hall}};
    lamps.settings[table] = {OnOff::on, {23, 370}, {}};
    lamps.settings[shelf] = {OnOff::on, {100, std::nullopt}, Xy{0.675, 0.322}};
  }

  void play(Player& player, Instant until) {
    while (clock.now() < until) clock.sleep_until(std::min(*player.turn(), until), {});
  }
};

TEST_F(SeveralLamps, EachIsRestoredAsItWasAndThoseWeLeftAloneAreNot) {
  const auto before = lamps.settings;
  const Plan plan =
      day(midnight,
          {{midnight + 1h, hall, OnOff::off}, {midnight + 2h, hall, OnOff::on, {60, 300}}}, {hall});
  Player playing = player(plan);
  play(playing, midnight + 30min);
  EXPECT_TRUE(lamps.commands.empty()) << "the room is on as planned, by the lamps that were";
  play(playing, midnight + 3h);
  EXPECT_EQ(lamps.settings[stove].state, OnOff::on);
  EXPECT_TRUE(playing.restore());
  EXPECT_EQ(lamps.settings[table], before.at(table));
  EXPECT_EQ(lamps.settings[stove].state, OnOff::off);
  EXPECT_EQ(lamps.settings[shelf], before.at(shelf));
  EXPECT_TRUE(remembered.empty());
}

TEST_F(SeveralLamps, AfterACrashTheyAreRestoredJustSo) {
  const auto before = lamps.settings;
  const Plan plan = day(midnight, {});
  {
    Player killed = player(plan);
    play(killed, midnight + 1h);
  }
  ASSERT_EQ(lamps.settings[table].state, OnOff::off);
  Player next = player(plan, {}, remembered);
  EXPECT_TRUE(next.restore());
  EXPECT_EQ(lamps.settings[table], before.at(table));
  EXPECT_EQ(lamps.settings[shelf], before.at(shelf));
}

TEST_F(SeveralLamps, OneThatIsChangedManuallyStaysSoAndTheOthersAreRestored) {
  const Plan plan = day(midnight, {});
  Player playing = player(plan);
  play(playing, midnight + 1h);
  lamps.settings[stove] = {OnOff::on, {80, std::nullopt}, {}};
  play(playing, midnight + 2h);
  EXPECT_EQ(steps_of(Outcome::changed_manually).size(), 1U);
  EXPECT_TRUE(playing.manual_override_seen());
  EXPECT_TRUE(playing.restore());
  EXPECT_EQ(lamps.settings[stove], (LampSetting{OnOff::on, {80, std::nullopt}, {}}));
  EXPECT_EQ(lamps.settings[table], (LampSetting{OnOff::on, {23, 370}, {}}));
}

TEST_F(SeveralLamps, OneThatWasNeverSeenIsNotPlayedUntilItIs) {
  lamps.unreachable_lamps = {stove};
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  Player playing = player(plan);
  play(playing, midnight + 2h);
  for (const auto& [id, request] : lamps.requested) EXPECT_NE(id, stove);
  EXPECT_EQ(playing.unreachable_lamps().size(), 1U);
  lamps.unreachable_lamps.clear();
  play(playing, midnight + 2h + 30s);
  EXPECT_TRUE(playing.unreachable_lamps().empty());
}

TEST_F(SeveralLamps, WhatALampReportsDuringATransitionIsNoManualChange) {
  lamps.transition = 20s;
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::off}}, {hall});
  Player playing = player(plan);
  play(playing, midnight + 1h + 1s);
  ASSERT_EQ(lamps.settings[table].state, OnOff::off);
  clock.when(midnight + 1h + 12s, [&] { lamps.settings[table].state = OnOff::on; });
  clock.when(midnight + 1h + 21s, [&] { lamps.settings[table].state = OnOff::off; });
  play(playing, midnight + 2h);
  EXPECT_TRUE(steps_of(Outcome::changed_manually).empty());
  EXPECT_FALSE(playing.manual_override_seen());
}

TEST_F(SeveralLamps, ALampThatTwoRoomsHaveIsOnWhileOneOfThemIsAndIsNoManualChange) {
  lamps.more = {{table, hall}};
  lamps.also = {{table, kitchen}};
  lamps.settings[table] = {};
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on},
                                   {midnight + 2h, kitchen, OnOff::on},
                                   {midnight + 3h, hall, OnOff::off},
                                   {midnight + 4h, kitchen, OnOff::off}});
  Player playing = player(plan);
  play(playing, midnight + 5h);
  EXPECT_TRUE(steps_of(Outcome::changed_manually).empty());
  ASSERT_EQ(lamps.commands.size(), 2U);
  EXPECT_EQ(lamps.commands[0].at, midnight + 1h);
  EXPECT_EQ(lamps.commands[1].at, midnight + 4h);
}

TEST_F(SeveralLamps, AnAutomationThatSwitchesOffGoesOnWithTheNextSwitchWhereTheConfigSaysSo) {
  const Plan plan = day(midnight,
                        {{midnight + 1h, hall, OnOff::off},
                         {midnight + 2h, hall, OnOff::on},
                         {midnight + 3h, hall, OnOff::off},
                         {midnight + 4h, hall, OnOff::on}},
                        {hall});
  Player playing = player(plan, {.on_hand = ManualOverridePolicy::go_on});
  play(playing, midnight + 2h + 10min);
  lamps.settings[table].state = OnOff::off;  // after some minutes, on its own
  play(playing, midnight + 2h + 30min);
  EXPECT_EQ(lamps.settings[table].state, OnOff::off);
  EXPECT_FALSE(playing.manual_override_seen());
  play(playing, midnight + 4h + 1min);
  EXPECT_EQ(lamps.settings[table].state, OnOff::on);
}

TEST_F(PlayerSightTest, ARoomThatWasRestoredBeforeAnotherIsPlayedOnWhenThePlayGoesOn) {
  const Plan plan =
      day(midnight, {{midnight + 1h, hall, OnOff::on}, {midnight + 1h, kitchen, OnOff::on}});
  Player playing = player(plan);
  while (clock.now() < midnight + 2h)
    clock.sleep_until(std::min(*playing.turn(), midnight + 2h), {});
  lamps.unreachable.insert(kitchen);
  EXPECT_FALSE(playing.restore());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
  EXPECT_TRUE(playing.owes_lamps());
  for (int second = 300; second < 400; second += 10) {
    clock.turn_to(midnight + 2h + std::chrono::seconds(second));
    ASSERT_TRUE(playing.turn());
  }
  EXPECT_TRUE(steps_of(Outcome::changed_manually).empty());
  EXPECT_EQ(lamps.states[hall], OnOff::on);
  EXPECT_FALSE(playing.manual_override_seen());
}

TEST_F(PlayerSightTest, WhatWasCommandedInVainIsNotWhatAHandDoesLater) {
  const Plan plan =
      day(midnight, {{midnight + 1h, hall, OnOff::on}, {midnight + 2h, hall, OnOff::off}});
  Player played = player(plan);
  take_turns(played, midnight + 1h);
  lamps.refusing.insert(hall);  // its key was deleted
  take_turns(played, midnight + 2h);
  EXPECT_GT(lamps.refusals, 3);
  lamps.refusing.clear();
  take_turns(played, midnight + 3h);
  ASSERT_TRUE(lamps.commands.empty());
  lamps.states[hall] = OnOff::on;  // changed manually
  take_turns(played, midnight + 4h);
  EXPECT_EQ(steps_of(Outcome::changed_manually).size(), 1U);
  EXPECT_TRUE(lamps.commands.empty()) << "it is not switched off while someone may be looking";
  EXPECT_TRUE(played.restore());
  EXPECT_EQ(lamps.states[hall], OnOff::on);
}

TEST_F(PlayerSightTest, ALampThatCouldNotBeSwitchedOffIsRestoredAndNotTakenForAHand) {
  const Plan plan =
      day(midnight, {{midnight + 1h, hall, OnOff::on}, {midnight + 2h, hall, OnOff::off}});
  Player played = player(plan);
  take_turns(played, midnight + 2h);
  lamps.refusing.insert(hall);
  take_turns(played, midnight + 2h + 4min);  // between two retries
  EXPECT_GT(lamps.refusals, 3);
  ASSERT_EQ(lamps.states[hall], OnOff::on);
  lamps.refusing.clear();
  played.restore();
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

TEST_F(PlayerSightTest, ARestoreThatIsLostIsCommandedAgain) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  Player playing = player(plan);
  while (clock.now() < midnight + 2h)
    clock.sleep_until(std::min(*playing.turn(), midnight + 2h), {});
  lamps.obeys = false;
  EXPECT_FALSE(playing.restore());
  lamps.obeys = true;
  clock.turn_to(midnight + 2h + 5s);
  EXPECT_FALSE(playing.restore()) << "the first command may still be under way";
  clock.turn_to(midnight + 2h + 10s);
  EXPECT_TRUE(playing.restore());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

TEST_F(PlayerSightTest, WhatAProgramOfBeforeRememberedOfARoomIsRestored) {
  lamps.states[hall] = OnOff::on;
  Player playing = player(day(midnight, {}), {}, {{}, {{hall, {OnOff::off, OnOff::on, {}}}}});
  EXPECT_TRUE(playing.owes_lamps());
  EXPECT_TRUE(playing.restore());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
  EXPECT_FALSE(playing.owes_lamps());
}

/// The hall's lamp, while on.
class PlayerLookTest : public PlayerHouse {
 protected:
  LampSetting& hall_is() { return lamps.settings[testing::RecordingLamps::lamp_of(hall)]; }
  void comes_up_at(double brightness, std::optional<int> mirek = std::nullopt) {
    clock.when(midnight + 1h + 1s, [=, this] { hall_is().look = {brightness, mirek}; });
  }

  Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
};

TEST_F(PlayerLookTest, ALampThatIsOnlyDimmedManuallyStaysSo) {
  comes_up_at(60);
  clock.when(midnight + 2h, [&] { hall_is().look.brightness = 20; });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 3h));
  ASSERT_EQ(steps_of(Outcome::changed_manually).size(), 1U);
  EXPECT_EQ(steps_of(Outcome::changed_manually)[0].at, midnight + 2h);
  EXPECT_EQ(lamps.commands.size(), 1U);
  EXPECT_EQ(lamps.states[hall], OnOff::on);
  EXPECT_EQ(hall_is().look.brightness, 20);
}

TEST_F(PlayerLookTest, ALampThatWasOnBeforeAndIsOnlyDimmedManuallyStaysSo) {
  lamps.states[hall] = OnOff::on;
  hall_is().look.brightness = 60;
  const Plan lit = day(midnight, {{midnight + 5h, hall, OnOff::off}}, {hall});
  clock.when(midnight + 2h, [&] { hall_is().look.brightness = 20; });
  ASSERT_TRUE(player(lit).play(stop.get_token(), midnight + 6h));
  EXPECT_EQ(steps_of(Outcome::changed_manually).size(), 1U);
  EXPECT_TRUE(lamps.commands.empty());
}

TEST_F(PlayerLookTest, OneThatIsOnlyColouredManuallyStaysSo) {
  comes_up_at(60, 366);
  clock.when(midnight + 2h, [&] {
    hall_is().look.mirek.reset();
    hall_is().xy = Xy{0.675, 0.322};
  });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 3h));
  EXPECT_EQ(steps_of(Outcome::changed_manually).size(), 1U);
  EXPECT_EQ(lamps.commands.size(), 1U);
}

TEST_F(PlayerLookTest, ADimmedLampEndsThePlayWhereTheConfigSaysSo) {
  comes_up_at(60);
  clock.when(midnight + 2h, [&] { hall_is().look.brightness = 20; });
  Player ends = player(plan, {.on_hand = ManualOverridePolicy::end_play});
  while (clock.now() < midnight + 3h && !ends.manual_override_seen())
    clock.sleep_until(*ends.turn(), {});
  EXPECT_LT(clock.now(), midnight + 2h + 15s);
}

TEST_F(PlayerLookTest, RoundingAndSlowAutomationsAndTheSameColourInOtherNumbersAreNoManualChange) {
  comes_up_at(60, 366);
  for (int minute = 1; minute < 60; ++minute) {
    clock.when(midnight + 1h + minute * 1min, [=, this] {
      hall_is().look.brightness = 60 + minute % 3;
      hall_is().look.mirek = 366 + minute;
    });
  }
  clock.when(midnight + 3h, [&] {
    hall_is().look.mirek.reset();
    hall_is().xy = Xy{0.478, 0.414};  // 2,450 K, as 408 mired
  });
  clock.when(midnight + 3h + 5min, [&] { hall_is().look.brightness.reset(); });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 4h));
  EXPECT_TRUE(steps_of(Outcome::changed_manually).empty());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

TEST_F(PlayerLookTest, WhatALampReportsDuringItsTransitionIsNoManualChange) {
  lamps.transition = 20s;
  for (int second = 1; second < 28; ++second)
    clock.when(midnight + 1h + second * 1s,
               [=, this] { hall_is().look.brightness = 3.0 * second; });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 2h));
  EXPECT_TRUE(steps_of(Outcome::changed_manually).empty());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

TEST_F(PlayerLookTest, ALateReportOfWhatWasCommandedIsNoManualChange) {
  lamps.expected.look.brightness = 60;
  comes_up_at(25);  // the only report came in the middle of its transition
  clock.when(midnight + 1h + 80s, [&] { hall_is().look.brightness = 60; });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 2h));
  EXPECT_TRUE(steps_of(Outcome::changed_manually).empty());
}

TEST_F(PlayerLookTest, ALampThatIsDimmedAfterTheLastLookIsNotRestored) {
  comes_up_at(60);
  clock.when(midnight + 2h, [&] { hall_is().look.brightness = 20; });
  Player stopped = player(plan);
  ASSERT_TRUE(stopped.play(stop.get_token(), midnight + 2h));
  EXPECT_EQ(lamps.commands.size(), 1U);
}

TEST_F(PlayerSightTest, ALampThatItsPowerLitIsRestoredThoughItWasNeverCommanded) {
  const Plan lit = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  clock.when(midnight + 50min, [&] { lamps.unreachable.insert(hall); });
  clock.when(midnight + 70min, [&] {
    lamps.unreachable.clear();
    lamps.states[hall] = OnOff::on;
  });
  ASSERT_TRUE(player(lit).play(stop.get_token(), midnight + 2h));
  EXPECT_EQ(lamps.commands, (std::vector<Command>{{midnight + 2h, hall, OnOff::off}}));
}

TEST_F(SeveralLamps, ThatTheirPowerLitWhileTheirRoomIsLeftAloneAreRestoredAsTheyWereLeft) {
  const Plan plan = day(midnight, {});
  clock.when(midnight + 1h, [&] { lamps.settings[table] = {OnOff::on, {40, 370}, {}}; });
  clock.when(midnight + 2h, [&] { lamps.unreachable_lamps = {table, stove, shelf}; });
  clock.when(midnight + 3h, [&] {
    lamps.unreachable_lamps.clear();
    for (auto& [id, setting] : lamps.settings) setting = {OnOff::on, {100, 370}, {}};
  });
  Player playing = player(plan);
  play(playing, midnight + 4h);
  const std::size_t commands = lamps.commands.size();
  play(playing, midnight + 5h);
  EXPECT_EQ(lamps.commands.size(), commands) << "the room is left alone until noon";
  EXPECT_TRUE(playing.restore());
  EXPECT_EQ(lamps.settings[table], (LampSetting{OnOff::on, {40, 370}, {}})) << "changed manually";
  EXPECT_EQ(lamps.settings[stove].state, OnOff::off) << "off before, and not changed manually";
}

TEST_F(PlayerSightTest, TheNextReasonOfAnOutageIsSaidToo) {
  Player blind = player(day(midnight, {}));
  const auto look = [&](const char* reason) {
    lamps.failing = true;
    lamps.fault.message = reason;
    blind.look();
  };
  for (const char* reason : {"no answer", "no answer", "the key is refused", "no answer"})
    look(reason);
  ASSERT_EQ(steps_of(Outcome::silent).size(), 2U);
  EXPECT_EQ(steps_of(Outcome::silent)[1].message, "the key is refused");
  for (int i = 0; i < 100; ++i) look(("error " + std::to_string(i)).c_str());
  EXPECT_EQ(steps_of(Outcome::silent).size(), 8U) << "not without end";
  lamps.failing = false;
  blind.look();
  EXPECT_EQ(steps_of(Outcome::answers_again).size(), 1U);
  look("no answer");
  EXPECT_EQ(steps_of(Outcome::silent).size(), 9U) << "another outage";
}

}  // namespace
}  // namespace lamplighter
