// SPDX-License-Identifier: Apache-2.0
#include "learning/house_training.h"

#include "learning/known_house.h"
#include "testing/clocks.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace lamplighter::app {
namespace {

HouseModel house_lit(double from, double until) {
  HouseModel house{.place = {52.5, 13.4, "Europe/Berlin"}, .rooms = {}};
  house.habits.rooms = {RoomName("hall")};
  house.habits.days = {{*parse_date("2026-11-29"), {}, {{{{from}, {until}}}}}};
  return house;
}

TEST(ModelFile, IsReplacedOnlyByOneThatCanBeReadBack) {
  const testing::ScratchFolder folder;
  const std::string path = folder.path("house.json");
  ASSERT_TRUE(write_model_file(path, house_lit(900, 1080)));
  const std::string good = folder.read("house.json");
  const Result<void> written = write_model_file(path, house_lit(1080, 900));
  ASSERT_FALSE(written);
  EXPECT_NE(written.error().message.find("could not be read again"), std::string::npos)
      << written.error().message;
  EXPECT_EQ(folder.read("house.json"), good);
  EXPECT_TRUE(read_model_file(path));
}

const TimeZone berlin = *TimeZone::find("Europe/Berlin");

Instant berlin_at(const std::string& text) {
  return berlin.instant_of(LocalDay(*parse_date(text.substr(0, 10))) +
                           std::chrono::hours(std::stoi(text.substr(11, 2))) +
                           std::chrono::minutes(std::stoi(text.substr(14, 2))));
}

/// A room that was dark, and on from 19:00 to 22:00 where `is_lit`, from a date until another.
RoomHistory history(const std::string& room, const std::string& first, const std::string& until,
                    bool is_lit) {
  RoomHistory history{.room = RoomName(room), .trained_on = {}, .subsequences = {}, .changes = {}};
  history.changes.push_back({berlin_at(first), history.room, LampState::off});
  for (Date day = *parse_date(first.substr(0, 10));
       is_lit && day < *parse_date(until.substr(0, 10)); day = plus_days(day, 1)) {
    history.changes.push_back({berlin.start_of_day(day) + 19h, history.room, LampState::on});
    history.changes.push_back({berlin.start_of_day(day) + 22h, history.room, LampState::off});
  }
  history.changes.push_back({berlin_at(until), history.room, LampState::unknown});
  return history;
}

double lit_minutes(const HouseHabits& habits, const std::string& room) {
  const auto at = std::find(habits.rooms.begin(), habits.rooms.end(), RoomName(room));
  if (at == habits.rooms.end()) return -1;
  double minutes = 0;
  for (const HabitDay& day : habits.days)
    for (const HabitSpan& span : day.rooms[static_cast<std::size_t>(at - habits.rooms.begin())])
      minutes += span.length();
  return minutes;
}

/// Home Assistant knew five days of the study; the kitchen's lamp reports since nine this evening,
/// that of the bedroom has reported nothing yet.
TEST(TrainHabits, ARoomThatIsHardlyKnownIsNotLeftDark) {
  KnownHouse house{.place = {52.5, 13.4, berlin}, .holidays = {}, .kinds = {}};
  house.with_lamps = {RoomName("study"), RoomName("kitchen"), RoomName("bedroom")};
  const std::vector<RoomHistory> known{
      history("kitchen", "2026-11-30T21:00", "2026-12-01T03:20", false),
      history("study", "2026-11-25T04:00", "2026-12-01T03:20", true)};
  const HouseHabits habits = train_habits(known, house);
  ASSERT_EQ(habits.rooms.size(), 3u);
  EXPECT_GT(lit_minutes(habits, "study"), 0);
  EXPECT_GT(lit_minutes(habits, "kitchen"), 0);
  EXPECT_GT(lit_minutes(habits, "bedroom"), 0);
}

TEST(TrainHabits, ARoomThatWasDarkForDaysIsLeftDark) {
  KnownHouse house{.place = {52.5, 13.4, berlin}, .holidays = {}, .kinds = {}};
  const std::vector<RoomHistory> known{
      history("attic", "2026-11-25T04:00", "2026-12-01T03:20", false),
      history("study", "2026-11-25T04:00", "2026-12-01T03:20", true)};
  const HouseHabits habits = train_habits(known, house);
  EXPECT_EQ(lit_minutes(habits, "attic"), 0);
  EXPECT_GT(lit_minutes(habits, "study"), 0);
}

TEST(NextTraining, IsInTheNightAfterTheLast) {
  const auto next = [](const std::string& last, const std::string& now) {
    return berlin.to_minute(next_training(berlin_at(last), berlin_at(now), berlin));
  };
  EXPECT_EQ(next("2026-11-29T03:25", "2026-11-29T10:00"), "2026-11-30 03:20");
  EXPECT_EQ(next("2026-11-29T03:19", "2026-11-29T03:19"), "2026-11-29 03:20");
  EXPECT_EQ(next("2026-11-29T20:00", "2026-11-29T23:00"), "2026-11-30 03:20");
  EXPECT_EQ(next("2026-11-20T03:25", "2026-11-29T10:00"), "2026-11-29 10:10");  // it was off
  EXPECT_EQ(next("2027-11-20T03:25", "2026-11-29T10:00"), "2026-11-29 10:10");  // wrong clock
  EXPECT_EQ(berlin.to_minute(next_training(std::nullopt, berlin_at("2026-11-29T10:00"), berlin)),
            "2026-11-29 10:10");
}

TEST(NextTraining, IsOncePerNightWhereTheClocksAreChanged) {
  for (const std::string& date : {std::string("2026-03-29"), std::string("2026-10-25")}) {
    const Instant first =
        next_training(berlin_at(date + "T00:00"), berlin_at(date + "T00:00"), berlin);
    const Instant second = next_training(first, first, berlin);
    EXPECT_EQ(berlin.to_minute(first), date + " 03:20");
    EXPECT_EQ(berlin.date_of(second), plus_days(*parse_date(date), 1)) << date;
  }
}

/// A service that runs unattended for a month; in some nights training fails, once because it is
/// killed.
TEST(NightlyTraining, TrainsEachNightOfAMonthWhateverBecomesOfIt) {
  testing::ManualClock clock(berlin_at("2026-10-10T15:00"));
  std::stop_source over;
  std::optional<Instant> last;
  std::vector<std::string> tried;
  int failed = 0;
  NightlyTraining training(
      berlin, clock,
      {[&](const std::stop_token&) -> Result<void> {
         tried.push_back(berlin.to_minute(clock.now()));
         clock.turn_to(clock.now() + 3min);
         if (tried.size() == 31) over.request_stop();
         if (tried.size() % 7 == 0) return Error{Fault::refused, "killed"};  // it recorded nothing
         last = clock.now();
         if (tried.size() % 5 == 0) return Error{Fault::bad_input, "cannot be trained"};
         return {};
       },
       [&] { return last; }, [&](const Result<void>& ended) { failed += ended ? 0 : 1; }});
  training.run(over.get_token());
  ASSERT_EQ(tried.size(), 31u);
  EXPECT_EQ(tried.front(), "2026-10-10 15:10");
  EXPECT_EQ(tried[1], "2026-10-11 03:20");
  EXPECT_EQ(tried.back(), "2026-11-09 03:20");
  EXPECT_EQ(std::set<std::string>(tried.begin(), tried.end()).size(), 31u);
  EXPECT_EQ(failed, 10);  // every fifth and every seventh
}

TEST(NightlyTraining, LeavesANightOutInWhichTheHouseholdHasTrained) {
  testing::ScriptedClock clock(berlin_at("2026-10-10T15:00"));
  std::stop_source over;
  std::optional<Instant> last = berlin_at("2026-10-10T03:25");
  std::vector<std::string> tried;
  clock.when(berlin_at("2026-10-11T03:19"), [&] { last = berlin_at("2026-10-11T03:20"); });
  NightlyTraining training(berlin, clock,
                           {[&](const std::stop_token&) {
                              tried.push_back(berlin.to_minute(clock.now()));
                              over.request_stop();
                              return Result<void>();
                            },
                            [&] { return last; }});
  training.run(over.get_token());
  EXPECT_EQ(tried, std::vector<std::string>{"2026-10-12 03:20"});
}

TEST(TrainingResult, IsReadAsItWasWritten) {
  const Instant at = *parse_instant("2026-11-30T03:25:00.5Z");
  for (const TrainingResult& result :
       {TrainingResult{at, std::nullopt},
        TrainingResult{at, Error{Fault::not_found, "no \"readings\" yet"}}}) {
    const auto read = parse_training(format_training(result));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->at, at);
    ASSERT_EQ(read->error.has_value(), result.error.has_value());
    if (result.error) {
      EXPECT_EQ(read->error->fault, Fault::not_found);
      EXPECT_EQ(read->error->message, "no \"readings\" yet");
    }
  }
  for (const char* text :
       {"", "{}", "[]", R"({"format":2,"at":"2026-11-30T03:25:00Z","trained":true})",
        R"({"format":1,"at":"never","trained":true})",
        R"({"format":1,"at":"2026-11-30T03:25:00Z","trained":1})",
        R"({"format":1,"at":"2026-11-30T03:25:00Z","trained":false})"})
    EXPECT_FALSE(parse_training(text)) << text;
}

}  // namespace

}  // namespace lamplighter::app
