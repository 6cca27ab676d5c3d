// SPDX-License-Identifier: Apache-2.0
// Hands and faults, as the player tells them apart.
#include "testing/player_house.h"

namespace lamplighter {
namespace {

using namespace testing;
class PlayerSightTest : public PlayerHouse {};

TEST_F(PlayerSightTest, ALampThatSomebodyTouchedIsLeftAloneUntilTheNextNoon) {
  const Plan plan = day(midnight, {{midnight + 2h, hall, OnOff::on},
                                   {midnight + 2h, kitchen, OnOff::on},
                                   {midnight + 5h, hall, OnOff::off},
                                   {midnight + 6h, hall, OnOff::on}});
  clock.when(midnight + 3h, [&] { lamps.states[hall] = OnOff::off; });
  clock.when(midnight + 12h + 1min, [&] { EXPECT_EQ(lamps.states[hall], OnOff::on); });
  clock.when(midnight + 12h - 1min, [&] { EXPECT_EQ(lamps.states[hall], OnOff::off); });
  Player touched = player(plan);
  ASSERT_TRUE(touched.play(stop.get_token(), midnight + 13h));
  ASSERT_EQ(steps_of(Outcome::touched).size(), 1U);
  EXPECT_EQ(steps_of(Outcome::touched)[0].room, hall);
}

TEST_F(PlayerSightTest, ATouchedLampIsNotHandedOver) {
  const Plan plan =
      day(midnight, {{midnight + 1h, hall, OnOff::on}, {midnight + 1h, kitchen, OnOff::on}});
  clock.when(midnight + 90min, [&] { lamps.states[hall] = OnOff::off; });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 2h));
  EXPECT_EQ(lamps.commands.size(), 3U);  // both on, and only the kitchen back
  EXPECT_EQ(lamps.commands.back(), (Command{midnight + 2h, kitchen, OnOff::off}));
}

TEST_F(PlayerSightTest, ALampThatHasNotYetSaidThatItObeysIsHandedOverToo) {
  const Plan plan = day(midnight, {{midnight + 1h, hall, OnOff::on}});
  lamps.obeys = false;  // not so soon
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 1h + 1s));
  const Command on{midnight + 1h, hall, OnOff::on};
  EXPECT_EQ(lamps.commands, (std::vector<Command>{on, {midnight + 1h + 1s, hall, OnOff::off}}));
}

TEST_F(PlayerSightTest, ALampThatComesBackFromAPowerCutIsMendedAndIsNobodysHand) {
  const Plan plan = day(midnight, {});
  clock.when(midnight + 1h, [&] { lamps.unreachable.insert(hall); });
  clock.when(midnight + 2h, [&] {
    lamps.unreachable.clear();
    lamps.states[hall] = OnOff::on;  // as lamps are when their power comes back
  });
  ASSERT_TRUE(player(plan).play(stop.get_token(), midnight + 3h));
  EXPECT_EQ(lamps.states[hall], OnOff::off);
  EXPECT_TRUE(steps_of(Outcome::touched).empty());
}

TEST_F(PlayerSightTest, ALampThatObeyedBeforeItWasFirstSeenIsGivenBackDark) {
  const Plan plan = day(midnight, {}, {hall});
  Player blind = player(plan);
  lamps.failing = true;
  ASSERT_TRUE(blind.turn());  // looks in vain, and so does the command
  lamps.failing = false;
  clock.turn_to(midnight + 5s);
  ASSERT_TRUE(blind.turn());
  ASSERT_EQ(lamps.states[hall], OnOff::on) << "before the next look";
  clock.turn_to(midnight + 20s);
  ASSERT_TRUE(blind.turn());
  EXPECT_TRUE(blind.hand_over());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

TEST_F(PlayerSightTest, ALampThatCameUpWithThePowerAsThePlayerCrashedIsNotLeftOn) {
  const Plan plan = day(midnight, {});
  ASSERT_TRUE(player(plan).turn());  // and dies before it gave a command
  lamps.states[hall] = OnOff::on;
  ASSERT_TRUE(player(plan, {}, remembered).play(stop.get_token(), midnight + 1h));
  EXPECT_EQ(lamps.states[hall], OnOff::off);
  EXPECT_EQ(lamps.commands, (std::vector<Command>{{midnight, hall, OnOff::off}}));
  EXPECT_TRUE(remembered.empty());
}

TEST_F(PlayerSightTest, ALookWhenToldToSeesAHandAtOnce) {
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
  EXPECT_EQ(steps_of(Outcome::touched).size(), 1U) << "once it answered again";
}

TEST_F(PlayerSightTest, ALampThatIsPendingIsRestoredUntilItIsSeenToBe) {
  const Plan plan = day(midnight, {}, {hall});
  Player leaving = player(plan);
  ASSERT_TRUE(leaving.turn());
  lamps.pending.insert(hall);
  EXPECT_FALSE(leaving.hand_over()) << "what it is is not known";
  EXPECT_TRUE(leaving.owes_lamps());
  lamps.pending.clear();
  EXPECT_TRUE(leaving.hand_over());
  EXPECT_EQ(lamps.states[hall], OnOff::off);
}

}  // namespace
}  // namespace lamplighter
