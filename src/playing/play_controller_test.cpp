// SPDX-License-Identifier: Apache-2.0
#include "playing/play_controller.h"

#include "testing/clocks.h"
#include "testing/recording_lamps.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace lamplighter {
namespace {

using testing::RecordingLamps;
using testing::ScriptedClock;

const RoomName hall("hall");
const Instant first_midnight = *parse_instant("2026-11-02T00:00:00Z");

class PlayControllerTest : public ::testing::Test {
 protected:
  explicit PlayControllerTest(std::vector<Vacation> planned = {}) : vacations(std::move(planned)) {}

  /// The same evening every day: the hall is on from 20:00 to 22:00 UTC.
  Plan plan_at(Instant at) const {
    const Instant from = std::chrono::floor<std::chrono::days>(at);
    return {.date = Date(std::chrono::floor<std::chrono::days>(at)),
            .from = from,
            .until = from + 24h,
            .rooms = {hall},
            .on_at_start = {},
            .switches = {{from + 20h, hall, OnOff::on}, {from + 22h, hall, OnOff::off}}};
  }

  void say(bool away, std::optional<Instant> until = std::nullopt) {
    ASSERT_TRUE(presence.set({away, clock.now(), until}));
  }

  /// Runs until `at`.
  void run(Instant at,
           ManualOverridePolicy on_manual_override = ManualOverridePolicy::leave_alone) {
    std::stop_source stop;
    PlayController controller(clock, presence, player, bell, on_manual_override,
                              {[this](const PlayStatus& s) { statuses.push_back(s); },
                               [this](bool away, Instant when) { turns.emplace_back(away, when); },
                               [this](const Error& e) { troubles.push_back(e.message); },
                               [this] { ++turns_taken; }, [this] { return lights_well; }});
    controller_ = &controller;
    clock.when(at, [&] { stop.request_stop(); });
    controller.run(stop.get_token());
    controller_ = nullptr;
  }

  std::vector<Vacation> vacations;
  Instant midnight = first_midnight;
  ScriptedClock clock{midnight};
  RecordingLamps lamps{clock};
  Bell bell;
  std::vector<OccupancyOverride> kept;
  bool disk_full = false;
  bool has_plan = true;
  bool lights_well = true;
  std::vector<PlayStatus> statuses;
  std::vector<std::pair<bool, Instant>> turns;
  std::vector<std::string> troubles;
  int turns_taken = 0;
  PlayController* controller_ = nullptr;
  PlayMemory remembered;
  std::size_t most_remembered = 0;
  Presence presence{{},
                    vacations,
                    [this](const Presence::Change& change) -> Result<OccupancyOverride> {
                      if (disk_full) return Error{Fault::io, "disk full"};
                      const OccupancyOverride before =
                          kept.empty() ? OccupancyOverride{} : kept.back();
                      const std::optional<OccupancyOverride> order = change(before);
                      if (!order) return before;
                      kept.push_back(*order);
                      return *order;
                    },
                    bell};
  Player player{clock,
                lamps,
                {},
                {[this](Instant at) -> Result<Plan> {
                   if (!has_plan) return Error{Fault::not_found, "no model"};
                   return plan_at(at);
                 },
                 [this](const PlayStep& step) {
                   if (controller_ != nullptr) controller_->note(step);
                 },
                 [this](const PlayMemory& memory) -> Result<void> {
                   most_remembered = std::max(most_remembered, memory.lamps.size());
                   remembered = memory;
                   return {};
                 }},
                Rng(1)};

  void SetUp() override { lamps.states[hall] = OnOff::off; }
};

TEST_F(PlayControllerTest, PlaysNothingWhileTheHouseholdIsHome) {
  run(midnight + 48h);
  EXPECT_TRUE(lamps.commands.empty());
  EXPECT_GT(lamps.looks, 200) << "but looks whether the lamps answer";
  EXPECT_LT(lamps.looks, 400);
}

TEST_F(PlayControllerTest, AnOrderIsWantedUntilTheTurnThatKnowsOfIt) {
  clock.when(midnight + 19h, [&] {
    EXPECT_FALSE(controller_->has_order());
    say(true);
    EXPECT_TRUE(controller_->has_order()) << "a play is to begin";
  });
  clock.when(midnight + 21h, [&] {
    EXPECT_FALSE(controller_->has_order());
    say(true);
    EXPECT_FALSE(controller_->has_order()) << "the same as before";
    say(false);
    EXPECT_TRUE(controller_->has_order()) << "the lamps are to be restored";
  });
  clock.when(midnight + 22h, [&] { EXPECT_FALSE(controller_->has_order()); });
  run(midnight + 23h);
  EXPECT_EQ(turns.size(), 3U);
}

TEST_F(PlayControllerTest, PlaysFromTheOrderAwayToTheOrderHome) {
  clock.when(midnight + 19h, [&] { say(true); });
  clock.when(midnight + 21h, [&] { say(false); });
  run(midnight + 48h);
  ASSERT_EQ(lamps.commands.size(), 2U);
  EXPECT_EQ(lamps.commands[0].at, midnight + 20h);
  EXPECT_EQ(lamps.commands[1], (RecordingLamps::Command{midnight + 21h, hall, OnOff::off}))
      << "handed over in the instant of the word";
  EXPECT_EQ(turns, (std::vector<std::pair<bool, Instant>>{
                       {false, midnight}, {true, midnight + 19h}, {false, midnight + 21h}}));
}

TEST_F(PlayControllerTest, WhoComesHomeBeforeAnythingWasCommandedLeavesNothingRemembered) {
  clock.when(midnight + 10h, [this] { say(true); });
  clock.when(midnight + 10h + 1min, [this] { say(false); });
  run(midnight + 10h + 2min);
  EXPECT_EQ(most_remembered, 1U);
  EXPECT_TRUE(remembered.empty());
}

TEST_F(PlayControllerTest, LampsGoBackToHowTheyWereWhenTheHouseholdLeftNotDaysBefore) {
  clock.when(midnight + 30min, [&] { lamps.states[hall] = OnOff::on; });
  clock.when(midnight + 1h, [&] { say(true); });
  clock.when(midnight + 2h, [&] { EXPECT_EQ(lamps.states[hall], OnOff::off); });
  clock.when(midnight + 3h, [&] { say(false); });
  run(midnight + 4h);
  EXPECT_EQ(lamps.states[hall], OnOff::on);
}

class ShortVacation : public PlayControllerTest {
 protected:
  ShortVacation() : PlayControllerTest({{first_midnight + 20h + 30min, first_midnight + 21h}}) {}
};

TEST_F(ShortVacation, PlaysDuringItAndEndsWithIt) {
  run(midnight + 48h);
  ASSERT_EQ(lamps.commands.size(), 2U);
  EXPECT_EQ(lamps.commands[0].at, midnight + 20h + 30min);
  EXPECT_EQ(lamps.commands[1].at, midnight + 21h);
}

TEST_F(PlayControllerTest, AManualChangeThatMeansHomeEndsThePlayForGood) {
  say(true);
  clock.when(midnight + 20h + 30min, [&] { lamps.states[hall] = OnOff::off; });
  run(midnight + 72h, ManualOverridePolicy::end_play);
  EXPECT_EQ(lamps.commands.size(), 1U);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_FALSE(kept.back().away);
}

TEST_F(PlayControllerTest, AnnouncedNewsOfLampsAreLookedAtAtOnce) {
  say(true);
  clock.when(midnight + 20h + 30min + 1s, [&] {
    lamps.states[hall] = OnOff::off;
    controller_->lamps_changed();
  });
  run(midnight + 20h + 30min + 2s, ManualOverridePolicy::end_play);
  EXPECT_FALSE(kept.back().away);
}

TEST_F(PlayControllerTest, LampsThatCannotBeReachedAreRestoredWhenTheyCanForTenMinutes) {
  for (const auto outage : {9min, 11min}) {
    clock.turn_to(midnight);
    lamps.commands.clear();
    lamps.states[hall] = OnOff::off;
    say(true);
    clock.when(midnight + 21h, [&] { lamps.failing = true; });
    clock.when(midnight + 21h + 1min, [&] { say(false); });
    clock.when(midnight + 21h + 1min + outage, [&] { lamps.failing = false; });
    run(midnight + 23h);
    EXPECT_EQ(lamps.commands.size(), outage == 9min ? 2U : 1U);
    EXPECT_FALSE(player.owes_lamps());
  }
}

TEST_F(PlayControllerTest, AFullDiskCannotKeepThePlayGoingInAnOccupiedHouse) {
  say(true);
  clock.when(midnight + 21h, [&] {
    disk_full = true;
    EXPECT_FALSE(presence.set({false, clock.now()}));
  });
  run(midnight + 24h);
  EXPECT_EQ(lamps.commands.size(), 2U);
}

TEST_F(PlayControllerTest, ADayWithoutAPlanIsSaidOnceAndTriedAgain) {
  say(true);
  has_plan = false;
  clock.when(midnight + 20h + 10min, [&] { has_plan = true; });
  run(midnight + 21h);
  EXPECT_EQ(troubles, std::vector<std::string>{"no model"});
  ASSERT_FALSE(lamps.commands.empty());
  EXPECT_LE(lamps.commands[0].at, midnight + 20h + 11min);
}

TEST_F(PlayControllerTest, SaysWhatItIsAtWheneverThatChanges) {
  say(true);
  run(midnight + 20h + 1min);
  ASSERT_EQ(statuses.size(), 2U);
  EXPECT_EQ(statuses[0], (PlayStatus{true, midnight + 20h, std::nullopt, true}));
  EXPECT_EQ(statuses[1], (PlayStatus{true, midnight + 22h, midnight + 20h, true}));
}

class DistantVacation : public PlayControllerTest {
 protected:
  DistantVacation() : PlayControllerTest({{first_midnight + 240h, first_midnight + 260h}}) {}
};

TEST_F(DistantVacation, AClockThatIsSetIsNoticedWithinHalfAMinute) {
  clock.when(midnight + 1h, [&] { clock.turn_to(midnight + 250h); });
  run(midnight + 250h + 1min);
  ASSERT_EQ(turns.size(), 2U);
  EXPECT_LE(turns[1].second, midnight + 250h + 30s);
}

TEST_F(PlayControllerTest, LampsThatDoNotShineAreTroubleUntilTheyDo) {
  say(true);
  clock.when(midnight + 21h, [this] { lights_well = false; });
  clock.when(midnight + 21h + 30min, [this] { lights_well = true; });
  run(midnight + 23h);
  std::vector<bool> well;
  for (const PlayStatus& status : statuses) {
    if (well.empty() || well.back() != status.well) well.push_back(status.well);
  }
  EXPECT_EQ(well, (std::vector<bool>{true, false, true}));
}

TEST_F(PlayControllerTest, LampsThatAnswerLateAreLookedAtAtOnceAtHomeToo) {
  clock.when(midnight + 1min, [this] { controller_->lamps_answered(); });
  clock.when(midnight + 2min, [this] { EXPECT_EQ(lamps.looks, 2); });
  clock.when(midnight + 3min, [this] { controller_->lamps_changed(); });
  clock.when(midnight + 4min,
             [this] { EXPECT_EQ(lamps.looks, 2) << "a change at home is not ours"; });
  run(midnight + 5min);
}

}  // namespace
}  // namespace lamplighter
