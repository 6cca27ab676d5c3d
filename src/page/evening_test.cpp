// SPDX-License-Identifier: Apache-2.0
#include "page/evening.h"

#include "core/watched_day.h"
#include "testing/samples.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

using namespace std::chrono_literals;

using testing::hall;

class TheEvening : public ::testing::Test {
 protected:
  Instant at(const char* clock, int day = 24) const {
    return *parse_instant("2026-11-" + std::to_string(day) + "T" + clock + ":00+01:00");
  }
  Plan plan(int day, std::vector<Switch> switches, bool on_at_start = false) const {
    Plan made{.date = *parse_date("2026-11-" + std::to_string(day)),
              .from = at("00:00", day),
              .until = at("00:00", day + 1),
              .rooms = {hall},
              .on_at_start = {},
              .switches = std::move(switches)};
    if (on_at_start) made.on_at_start = {hall};
    return made;
  }
  std::vector<SwitchOutcome> outcomes(const PlayHistory& history, Instant now) const {
    const Plan today = plan(24, {{at("19:00"), hall, OnOff::on}, {at("20:00"), hall, OnOff::off}});
    const Evening evening = evening_of(today, plan(25, {}), zone_, history, now);
    std::vector<SwitchOutcome> all;
    for (const PlannedSwitch& one : evening.rooms.front().switches) all.push_back(one.outcome);
    return all;
  }

  TimeZone zone_ = *TimeZone::find("Europe/Berlin");
  std::vector<TimeSpan> away_{{at("18:00"), at("23:00")}};
  using Outcomes = std::vector<SwitchOutcome>;
};

TEST_F(TheEvening, BelongsToTheDateBeforeUntilFourInTheMorning) {
  EXPECT_EQ(to_iso(watched_date(zone_, at("03:59", 25))), "2026-11-24");
  EXPECT_EQ(to_iso(watched_date(zone_, at("04:00", 25))), "2026-11-25");
  EXPECT_EQ(watched_start(zone_, *parse_date("2026-11-24")), at("04:00"));
}

TEST_F(TheEvening, ReachesOverMidnightIntoTheNextDaysPlan) {
  const Plan today = plan(24, {{at("03:00"), hall, OnOff::on},
                               {at("05:00"), hall, OnOff::off},
                               {at("23:00"), hall, OnOff::on, {25.2, 400}}});
  const Plan tomorrow =
      plan(25, {{at("01:00", 25), hall, OnOff::off}, {at("06:00", 25), hall, OnOff::on}}, true);
  const Evening evening = evening_of(today, tomorrow, zone_, {}, at("12:00"));
  ASSERT_EQ(evening.rooms.size(), 1U);
  const EveningRoom& room = evening.rooms.front();
  EXPECT_EQ(room.at_start, OnOff::on);
  ASSERT_EQ(room.switches.size(), 3U);
  EXPECT_EQ(room.switches[0].at, at("05:00"));
  EXPECT_EQ(room.switches[1].at, at("23:00"));
  EXPECT_EQ(room.switches[1].look, (Look{25.2, 400}));
  EXPECT_EQ(room.switches[2].at, at("01:00", 25));
}

TEST_F(TheEvening, IsSwitchedAtMidnightWhereTwoDaysDoNotJoin) {
  const Plan today = plan(24, {{at("23:00"), hall, OnOff::on}});
  const Evening evening = evening_of(today, plan(25, {}), zone_, {}, at("12:00"));
  const auto& switches = evening.rooms.front().switches;
  ASSERT_EQ(switches.size(), 2U);
  EXPECT_EQ(switches[1].at, at("00:00", 25));
  EXPECT_EQ(switches[1].to, OnOff::off);
}

TEST_F(TheEvening, SwitchesThatWereCommandedAreDone) {
  const std::vector<Change> played{{at("19:00") + 5s, hall, LampState::on}};
  EXPECT_EQ(outcomes({played, away_, {}}, at("19:30")),
            (Outcomes{SwitchOutcome::done, SwitchOutcome::to_come}));
}

TEST_F(TheEvening, AVisitOfSecondsIsDoneThoughThePlayerWasAWalkBehind) {
  const Plan today =
      plan(24, {{at("19:00"), hall, OnOff::on}, {at("19:00") + 4s, hall, OnOff::off}});
  const std::vector<Change> played{{at("19:00") + 6s, hall, LampState::on},
                                   {at("19:00") + 11s, hall, LampState::off}};
  const Evening evening = evening_of(today, plan(25, {}), zone_, {played, away_, {}}, at("19:30"));
  for (const PlannedSwitch& one : evening.rooms.front().switches)
    EXPECT_EQ(one.outcome, SwitchOutcome::done);
}

TEST_F(TheEvening, SwitchesThatWereNotMadeHaveFailedButNotAtOnce) {
  EXPECT_EQ(outcomes({{}, away_, {}}, at("19:01")).front(), SwitchOutcome::to_come);
  EXPECT_EQ(outcomes({{}, away_, {}}, at("19:03")).front(), SwitchOutcome::failed);
  const std::vector<Change> other{{at("19:00") + 5s, RoomName("kitchen"), LampState::on},
                                  {at("19:01"), hall, LampState::off}};
  EXPECT_EQ(outcomes({other, away_, {}}, at("19:03")).front(), SwitchOutcome::failed);
}

TEST_F(TheEvening, SwitchesOfARoomThatWasChangedManuallyAreLeftAlone) {
  EXPECT_EQ(outcomes({{}, away_, {{hall, at("12:00", 25)}}}, at("19:03")).front(),
            SwitchOutcome::left_alone);
  EXPECT_EQ(outcomes({{}, away_, {{hall, at("18:30")}}}, at("19:03")).front(),
            SwitchOutcome::failed);
}

TEST_F(TheEvening, NothingIsPlayedWhileTheHouseholdIsHome) {
  EXPECT_EQ(outcomes({{}, {}, {}}, at("21:00")),
            (Outcomes{SwitchOutcome::not_played, SwitchOutcome::not_played}));
  const std::vector<TimeSpan> until_seven{{at("18:00"), at("19:01")}};  // came home at that moment
  EXPECT_EQ(outcomes({{}, until_seven, {}}, at("21:00")).front(), SwitchOutcome::not_played);
}

TEST_F(TheEvening, ALampThatIsAsPlannedAlreadyNeedsNoSwitch) {
  const std::vector<Change> played{{at("18:30"), hall, LampState::on}};
  EXPECT_EQ(outcomes({played, away_, {}}, at("19:30")).front(), SwitchOutcome::done);
  const std::vector<Change> handed{{at("18:30"), hall, LampState::on},
                                   {at("18:40"), hall, LampState::unknown}};
  EXPECT_EQ(outcomes({handed, away_, {}}, at("19:30")).front(), SwitchOutcome::failed);
}

}  // namespace

namespace {

class EveningViewTest : public ::testing::Test {
 protected:
  TimeZone zone = *TimeZone::find("America/Los_Angeles");
  RoomName hall{"hall"};
  Instant six = zone.start_of_day(*parse_date("2016-07-31")) + 18h;
  Plan plan{.date = *parse_date("2016-07-31"),
            .from = six - 18h,
            .until = six + 6h,
            .rooms = {hall, RoomName("bath")},
            .on_at_start = {},
            .switches = {{six + 1h, hall, OnOff::on}, {six + 3h, hall, OnOff::off}}};

  void SetUp() override { std::sort(plan.rooms.begin(), plan.rooms.end()); }

  std::string line_of(const EveningView& view, Instant now, const std::string& room) {
    const std::string text = view.frame(now);
    const std::size_t at = text.find("  " + room);
    return text.substr(at, text.find('\n', at) - at);
  }
};

TEST_F(EveningViewTest, ShowsWhatTheLampsDidAndThenWhatIsPlanned) {
  EveningView view(plan, zone, six, six + 6h, stdout, false);
  std::string ahead;
  for (int i = 0; i < 20; ++i) ahead += "░";
  EXPECT_EQ(line_of(view, six, "hall"),
            "  hall  │" + std::string(10, ' ') + ahead + std::string(30, ' ') + "   ");
  view.saw(hall, OnOff::on, six + 1h + 2s);
  std::string dots;
  std::string blocks;
  for (int i = 0; i < 10; ++i) dots += "·";
  for (int i = 0; i < 10; ++i) blocks += "█";
  EXPECT_EQ(line_of(view, six + 2h, "hall"),
            "  hall  " + dots + blocks + "│" + ahead.substr(0, 30) + std::string(30, ' ') + " on");
}

TEST_F(EveningViewTest, ALampThatDidNotObeyIsNotDrawnAsLit) {
  EveningView view(plan, zone, six, six + 6h, stdout, false);
  std::string dots;
  for (int i = 0; i < 60; ++i) dots += "·";
  EXPECT_EQ(line_of(view, six + 6h, "hall"), "  hall  " + dots + "   ");
}

TEST_F(EveningViewTest, RoomsThePlanDoesNotKnowAreLeftOut) {
  EveningView view(plan, zone, six, six + 6h, stdout, false);
  view.saw(RoomName("attic"), OnOff::on, six + 1h);
  EXPECT_EQ(view.frame(six + 2h).find("attic"), std::string::npos);
}

}  // namespace

}  // namespace lamplighter::app
