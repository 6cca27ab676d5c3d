// SPDX-License-Identifier: Apache-2.0
#include "learning/known_house.h"

#include "state/play_memory_file.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lamplighter::app {
namespace {

using Outcome = PlayStep::Outcome;

const Instant noon = *parse_instant("2026-11-24T12:00:00Z");

TEST(OwnPlay, IsWhatThePlayerAndTheAbsencesRecorded) {
  const testing::ScratchFolder folder;
  const PlayRecord record(folder.path("."));
  ASSERT_TRUE(record.turned(true, noon));
  ASSERT_TRUE(record.took({noon + 6h, RoomName("hall"), OnOff::on, Outcome::switched, ""}));
  ASSERT_TRUE(record.turned(true, noon + 7h));  // after a crash
  ASSERT_TRUE(record.turned(false, noon + 8h));
  ASSERT_TRUE(record.took({noon + 8h + 5min, RoomName("hall"), OnOff::off, Outcome::restored, ""}));
  const Result<OwnPlay> own = OwnPlay::of_store(folder.path("."));
  ASSERT_TRUE(own);
  EXPECT_EQ(own->spans(RoomName("hall")), (std::vector<TimeSpan>{{noon, noon + 8h + 5min}}));
  EXPECT_EQ(own->spans(RoomName("study")), (std::vector<TimeSpan>{{noon, noon + 8h}}));
}

TEST(OwnPlay, AStoreWithoutARecordSaysNothing) {
  const testing::ScratchFolder folder;
  const Result<OwnPlay> own = OwnPlay::of_store(folder.path("."));
  ASSERT_TRUE(own);
  EXPECT_TRUE(own->spans(RoomName("hall")).empty());
}

TEST(OwnPlay, ARecordThatIsNoneIsAnError) {
  const testing::ScratchFolder folder;
  static_cast<void>(folder.write("absences.csv", "nonsense\nmore\n"));
  EXPECT_FALSE(OwnPlay::of_store(folder.path(".")));
}

const Place nuremberg{49.461, 11.069, *TimeZone::find("Europe/Berlin")};

TEST(DarkHours, AreWhatIsLitInTheMiddleOfTenMinutesWhileTheSunIsBelowSixDegrees) {
  const Date winter = *parse_date("2026-12-21");
  // Lit at noon, then from 20:03 for 4 minutes, at 21:02 for 2, and from 23:00 for half an hour.
  const WatchedDay day{winter, {{{480, 500}, {963, 967}, {1022, 1024}, {1140, 1170}}}};
  const WatchedDay seen = dark_hours_of(day, nuremberg);
  EXPECT_EQ(seen.date, winter);
  ASSERT_EQ(seen.rooms[0].size(), 2U);
  EXPECT_EQ(seen.rooms[0][0].from, 960) << "lit at 20:05";
  EXPECT_EQ(seen.rooms[0][0].until, 970);
  EXPECT_EQ(seen.rooms[0][1].from, 1140);
  EXPECT_EQ(seen.rooms[0][1].until, 1170);
}

TEST(DarkHours, OfARoomThatIsAlwaysLitAreTheNight) {
  const WatchedDay day{*parse_date("2026-06-21"), {{{0, watched_minutes}}, {}}};
  const WatchedDay seen = dark_hours_of(day, nuremberg);
  ASSERT_EQ(seen.rooms.size(), 2U);
  ASSERT_EQ(seen.rooms[0].size(), 2U);
  EXPECT_LT(seen.rooms[0][0].until, 60) << "until the dawn, towards five";
  EXPECT_NEAR(seen.rooms[0][1].from, 18 * 60 + 15, 20) << "from the end of dusk";
  EXPECT_EQ(seen.rooms[0][1].until, watched_minutes);
  EXPECT_TRUE(seen.rooms[1].empty());
}

TEST(HouseDays, AreLimitedAsThePlayIs) {
  std::vector<WatchedDay> lived;
  std::vector<Date> dates;
  for (int day = 0; day < 12; ++day) {
    lived.push_back({plus_days(*parse_date("2026-11-02"), day), {{{600.0 + day, 1100.0 + day}}}});
    dates.push_back(plus_days(*parse_date("2026-11-16"), day));
  }
  KnownHouse house{.place = nuremberg, .holidays = {}, .kinds = {}};
  const auto lit = [&] {
    Rng rng(1);
    double minutes = 0;
    for (const WatchedDay& day : house_days({RoomName("hall")}, house)(lived, dates, rng))
      for (const LitMinutes& span : day.rooms[0]) minutes += span.until - span.from;
    return minutes / static_cast<double>(dates.size());
  };
  EXPECT_GT(lit(), 400);
  house.limits[RoomName("hall")].max_lit = 2h;
  EXPECT_LE(lit(), 120);
  EXPECT_GT(lit(), 60);
}

/// Sixty days of one room, all dark, with what a room that was seen for an evening is assumed to
/// do.
std::vector<WatchedDay> assumed_days(const std::vector<Change>& seen) {
  std::vector<WatchedDay> days;
  for (int day = 0; day < 60; ++day)
    days.push_back({plus_days(*parse_date("2026-09-20"), day), {{}}});
  const KnownHouse house{.place = nuremberg, .holidays = {}, .kinds = {}};
  assume_unseen_rooms({RoomName("den")}, std::vector<std::vector<Change>>{seen}, house, days);
  return days;
}

double longest_of(const std::vector<WatchedDay>& days) {
  double longest = 0;
  for (const WatchedDay& day : days)
    for (const LitMinutes& lit : day.rooms[0]) longest = std::max(longest, lit.until - lit.from);
  return longest;
}

TEST(UnseenRooms, AreNotAssumedToBeLitForLongerThanTheyWereSeen) {
  const RoomName den("den");
  std::vector<Change> seen{{noon + 6h, den, LampState::off},
                           {noon + 7h, den, LampState::on},
                           {noon + 7h + 20min, den, LampState::off},
                           {noon + 9h, den, LampState::on}};
  EXPECT_NEAR(longest_of(assumed_days(seen)), 20, 1e-6);
  seen.erase(seen.begin() + 1, seen.begin() + 3);
  EXPECT_GT(longest_of(assumed_days(seen)), 60) << "the end of the stay was not seen";
}

}  // namespace
}  // namespace lamplighter::app
