// SPDX-License-Identifier: Apache-2.0
// Faults of bridge, clock and calendar in an empty house; the lamps are compared with the plan.
#include "core/time_zone.h"
#include "testing/player_house.h"

namespace lamplighter {
namespace {

using namespace testing;

/// Every evening: the hall from 19:30:17 to 23:10:05, the kitchen past midnight, in local time.
class PlayerFaultsTest : public PlayerHouse {
 protected:
  Plan plan_at(Instant at) const {
    const Date date = zone.date_of(at);
    const Instant from = zone.start_of_day(date);
    const Instant until = zone.start_of_day(plus_days(date, 1));
    return {.date = date,
            .from = from,
            .until = until,
            .rooms = {hall, kitchen},
            .on_at_start = {kitchen},
            .switches = {{from + 45min + 3s, kitchen, OnOff::off},
                         {until - 4h - 29min - 43s, hall, OnOff::on},
                         {until - 2h - 11min - 22s, kitchen, OnOff::on},
                         {until - 49min - 55s, hall, OnOff::off}}};
  }

  Player player_of_days(const PlayMemory& memory = {}) {
    PlayerCalls of_days = calls(Plan{});
    of_days.plan_at = [this](Instant at) { return plan_at(at); };
    return {clock, lamps, {.on_stop = OnStop::leave}, of_days, Rng(3), memory};
  }

  /// From `from` on, at every minute until `until`, the lamps match the plan.
  void expect_as_planned(Instant from, Instant until) {
    for (Instant at = from; at < until; at += 1min) {
      clock.when(at, [this, at] {
        ++judged;
        for (const RoomName& room : {hall, kitchen}) {
          EXPECT_EQ(lamps.states[room], state_at(plan_at(at), room, at))
              << room.text() << " " << zone.to_iso(at);
        }
      });
    }
  }

  void play(Instant until) { ASSERT_TRUE(player_of_days().play(stop.get_token(), until)); }

  TimeZone zone = *TimeZone::find("Europe/Berlin");
  Instant start = zone.start_of_day(*parse_date("2026-11-03"));
  int judged = 0;

  void SetUp() override {
    PlayerHouse::SetUp();
    clock.turn_to(start);
  }
};

TEST_F(PlayerFaultsTest, DaysFollowEachOtherWithoutACommandAtMidnight) {
  expect_as_planned(start + 1min, start + 72h);
  play(start + 72h);
  EXPECT_EQ(judged, 72 * 60 - 1);
  EXPECT_EQ(lamps.commands.size(), 1U + 3U * 4U) << "the kitchen comes on once at the very first";
}

TEST_F(PlayerFaultsTest, ABridgeThatIsAwayIsCaughtUpWithInHalfAMinuteAndNothingIsReplayed) {
  for (const std::chrono::minutes outage :
       {std::chrono::minutes(10), std::chrono::minutes(24 * 60)}) {
    lamps.commands.clear();
    const Instant gone = clock.now() + 19h + 25min;
    clock.when(gone, [&] { lamps.failing = true; });
    clock.when(gone + outage, [&] { lamps.failing = false; });
    expect_as_planned(gone - 2h, gone);
    expect_as_planned(gone + outage + 30s, gone + outage + 20h);
    play(gone + outage + 20h);
    for (std::size_t i = 1; i < lamps.commands.size(); ++i)
      EXPECT_GE(lamps.commands[i].at - lamps.commands[i - 1].at, 3s) << "a burst";
    clock.turn_to(zone.start_of_day(plus_days(zone.date_of(clock.now()), 1)));
  }
}

TEST_F(PlayerFaultsTest, AKeyThatIsRevokedIsSaidOnceAndTheEveningGoesOnOnceTheBridgeIsPairedAgain) {
  clock.when(start + 20h, [&] {
    lamps.failing = true;
    lamps.fault = {Fault::refused, "the bridge does not accept the key"};
  });
  clock.when(start + 23h + 10min, [&] { lamps.failing = false; });
  expect_as_planned(start + 23h + 10min + 30s, start + 40h);
  play(start + 40h);
  ASSERT_EQ(steps_of(Outcome::silent).size(), 1U);
  EXPECT_EQ(steps_of(Outcome::silent)[0].message, lamps.fault.message);
  EXPECT_EQ(lamps.commands.size(), 6U) << "the hall went off late; nothing else";
}

TEST_F(PlayerFaultsTest, ANetworkThatComesLateAtBootIsWaitedFor) {
  lamps.failing = true;
  clock.when(start + 20h, [&] { lamps.failing = false; });
  expect_as_planned(start + 20h + 30s, start + 30h);
  play(start + 30h);
  EXPECT_EQ(judged, 10 * 60);
  EXPECT_EQ(steps_of(Outcome::silent).size(), 1U);
}

TEST_F(PlayerFaultsTest, AClockThatIsSetOrASuspendedMachineIsCaughtUpWith) {
  for (const std::chrono::hours jump : {std::chrono::hours(5), std::chrono::hours(-5),
                                        std::chrono::hours(31), std::chrono::hours(-24 * 400)}) {
    judged = 0;
    std::stop_source over;
    clock.turn_to(start + 24h * 500 + 21h);
    clock.when(clock.now() + 10min, [&, jump] {
      clock.turn_to(clock.now() + jump);
      // Two rooms, and the walk between them.
      expect_as_planned(clock.now() + 30s, clock.now() + 10h);
      clock.when(clock.now() + 10h, [&over] { over.request_stop(); });
    });
    ASSERT_TRUE(player_of_days().play(over.get_token()));
    EXPECT_EQ(judged, 10 * 60) << jump.count();
  }
}

TEST_F(PlayerFaultsTest, BothDaysOnWhichTheClocksChangeArePlayedByTheClockOnTheWall) {
  for (const char* date : {"2026-03-28", "2026-10-24"}) {
    const Instant from = zone.start_of_day(*parse_date(date));
    clock.turn_to(from);
    lamps.commands.clear();
    expect_as_planned(from + 1min, from + 70h);
    play(from + 70h);
    for (const Command& command : lamps.commands) {
      const int minute = zone.minute_of_day(command.at);
      EXPECT_TRUE(minute <= 45 || minute >= 19 * 60 + 30) << zone.to_iso(command.at);
    }
  }
}

TEST_F(PlayerFaultsTest, AfterACrashAtAnyMomentTheEveningGoesOnWithoutABurst) {
  Rng rng(11);
  const Instant end = start + 72h;
  int lives = 0;
  expect_as_planned(start + 1min, end);
  while (clock.now() < end) {
    Player mortal = player_of_days(remembered);
    ++lives;
    const Instant dies = clock.now() + std::chrono::seconds(60 + rng.below(7200));
    while (clock.now() < std::min(dies, end))
      clock.sleep_until(std::min({*mortal.turn(), dies, end}), {});
  }
  EXPECT_GT(lives, 50);
  EXPECT_EQ(lamps.commands.size(), 13U) << "as without a crash";
}

}  // namespace
}  // namespace lamplighter
