// SPDX-License-Identifier: Apache-2.0
#include "core/watched_day.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lamplighter {
namespace {

const RoomName hall("hall");
const RoomName den("den");

Instant at(const char* text) { return *parse_instant(text); }
TimeZone utc() { return *TimeZone::find("Etc/UTC"); }

TEST(WatchedDays, GoFromFourInTheMorningToFourAndCarryALampOverMidnight) {
  const std::vector<std::vector<Change>> rooms{{{at("2026-03-01T04:00:00Z"), hall, LampState::off},
                                                {at("2026-03-01T23:00:00Z"), hall, LampState::on},
                                                {at("2026-03-02T05:00:00Z"), hall, LampState::off},
                                                {at("2026-03-03T04:00:00Z"), hall, LampState::on}}};
  const std::vector<WatchedDay> days = watched_days(rooms, utc());
  ASSERT_EQ(days.size(), 2U);
  ASSERT_EQ(days[0].rooms[0].size(), 1U);
  EXPECT_EQ(days[0].rooms[0][0].from, 19 * 60);
  EXPECT_EQ(days[0].rooms[0][0].until, watched_minutes);
  EXPECT_EQ(days[1].rooms[0][0].from, 0);
  EXPECT_EQ(days[1].rooms[0][0].until, 60);
  EXPECT_EQ(to_iso(days[1].date), "2026-03-02");
  EXPECT_EQ(minutes_apart(days[0], days[1]), 300 + 60);
}

TEST(WatchedDays, ADayIsLeftOutWhereTooLittleOfARoomIsKnown) {
  const std::vector<Change> whole{{at("2026-03-01T04:00:00Z"), hall, LampState::off},
                                  {at("2026-03-03T04:00:00Z"), hall, LampState::on}};
  std::vector<Change> holed{{at("2026-03-01T04:00:00Z"), den, LampState::off},
                            {at("2026-03-02T06:00:00Z"), den, LampState::unknown},
                            {at("2026-03-02T08:24:00Z"), den, LampState::off},
                            {at("2026-03-03T04:00:00Z"), den, LampState::on}};
  EXPECT_EQ(watched_days(std::vector{whole, holed}, utc()).size(), 2U) << "144 minutes of 1,440";
  holed[2].at += std::chrono::minutes(1);
  const std::vector<WatchedDay> days = watched_days(std::vector{whole, holed}, utc());
  ASSERT_EQ(days.size(), 1U);
  EXPECT_EQ(to_iso(days[0].date), "2026-03-01");
}

TEST(WatchedDays, LampsStayOnInAGapAndAtTheEndOfWhatIsKnown) {
  const std::vector<std::vector<Change>> rooms{
      {{at("2026-03-01T04:00:00Z"), hall, LampState::on},
       {at("2026-03-02T01:00:00Z"), hall, LampState::unknown},
       {at("2026-03-02T03:00:00Z"), hall, LampState::on},
       {at("2026-03-03T03:00:00Z"), hall, LampState::unknown},
       {at("2026-03-03T06:00:00Z"), hall, LampState::off},
       {at("2026-03-04T03:00:00Z"), hall, LampState::on}}};
  const std::vector<WatchedDay> days = watched_days(rooms, utc());
  ASSERT_EQ(days.size(), 2U) << "of the third so much is not known";
  for (const WatchedDay& day : days) {
    ASSERT_EQ(day.rooms[0].size(), 1U) << "no switch is made up";
    EXPECT_EQ(day.rooms[0][0].from, 0);
    EXPECT_EQ(day.rooms[0][0].until, watched_minutes);
  }
  const auto less = watched_days(rooms, utc(), 0.8);
  ASSERT_EQ(less.size(), 3U) << "no day of which nothing is known";
  ASSERT_EQ(less[2].rooms[0].size(), 2U);
  EXPECT_EQ(less[2].rooms[0][0].until, 84) << "144 minutes from when the gap began";
  EXPECT_EQ(less[2].rooms[0][1].from, 23 * 60);
  EXPECT_EQ(less[2].rooms[0][1].until, watched_minutes);
}

TEST(WatchedDays, AreTheSameAgainFromTheChangesTheyAreWrittenAs) {
  const TimeZone berlin = *TimeZone::find("Europe/Berlin");
  const std::vector<WatchedDay> days{
      {*parse_date("2026-03-28"), {{{0, 30}, {1000, 1100.5}}}},  // the clocks change that night
      {*parse_date("2026-03-29"), {{{900, 1440}}}},
      {*parse_date("2026-04-05"), {{}}}};
  const std::vector<std::vector<Change>> rooms{changes_of(days, 0, hall, berlin)};
  const std::vector<WatchedDay> again = watched_days(rooms, berlin, 0.9);
  ASSERT_EQ(again.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(again[i].date, days[i].date);
    EXPECT_LT(minutes_apart(again[i], days[i]), 0.001);
  }
}

/// Lamps on from 19:00 to 22:00 on consecutive evenings; `offsets` are the UTC offsets in hours.
std::vector<Change> evenings(const char* first_midnight_utc, const std::vector<int>& offsets) {
  std::vector<Change> changes{{at(first_midnight_utc), hall, LampState::off}};
  for (std::size_t day = 0; day < offsets.size(); ++day) {
    const Instant midnight = at(first_midnight_utc) + std::chrono::days(static_cast<int>(day));
    changes.push_back({midnight + std::chrono::hours(19 - offsets[day]), hall, LampState::on});
    changes.push_back({midnight + std::chrono::hours(22 - offsets[day]), hall, LampState::off});
  }
  changes.push_back({changes.back().at + 20h, hall, LampState::unknown});
  return changes;
}

TEST(WatchedDays, KeepToTheClockWhereItIsChanged) {
  const TimeZone berlin = *TimeZone::find("Europe/Berlin");
  for (const auto& changes : {evenings("2027-03-26T00:00:00Z", {1, 1, 2, 2, 2}),
                              evenings("2027-10-29T00:00:00Z", {2, 2, 1, 1, 1})}) {
    const std::vector<WatchedDay> days = watched_days({&changes, 1}, berlin);
    ASSERT_GE(days.size(), 4U);
    for (const WatchedDay& day : days) {
      ASSERT_EQ(day.rooms[0].size(), 1U) << to_iso(day.date);
      EXPECT_EQ(day.rooms[0][0].from, 15 * 60) << to_iso(day.date);
      EXPECT_EQ(day.rooms[0][0].until, 18 * 60) << to_iso(day.date);
    }
    std::vector<Change> again = changes_of(days, 0, hall, berlin);
    for (const Change& change : again) {
      const auto found = std::find_if(changes.begin(), changes.end(),
                                      [&](const Change& one) { return one.at == change.at; });
      EXPECT_TRUE(found != changes.end() || change.at == again.front().at ||
                  change.at == again.back().at)
          << berlin.to_iso(change.at);
    }
  }
}

TEST(WatchedDays, AnHourThatIsSkippedIsEmptyAndOneThatComesTwiceCountsOnce) {
  const TimeZone berlin = *TimeZone::find("Europe/Berlin");
  const Date spring = *parse_date("2027-03-27");
  const Date autumn = *parse_date("2027-10-30");
  EXPECT_EQ(watched_instant(berlin, spring, 1320), at("2027-03-28T01:00:00Z")) << "02:00";
  EXPECT_EQ(watched_instant(berlin, spring, 1379), at("2027-03-28T01:00:00Z")) << "02:59";
  EXPECT_EQ(watched_instant(berlin, spring, 1440), watched_start(berlin, plus_days(spring, 1)));
  EXPECT_EQ(watched_start(berlin, plus_days(spring, 1)), at("2027-03-28T02:00:00Z"));
  EXPECT_EQ(watched_instant(berlin, autumn, 1379), at("2027-10-31T00:59:00Z")) << "02:59";
  EXPECT_EQ(watched_instant(berlin, autumn, 1380), at("2027-10-31T02:00:00Z")) << "03:00";
  const std::vector<WatchedDay> skipped{{spring, {{{1300, 1330}, {1340, 1350}, {1370, 1400}}}},
                                        {plus_days(spring, 1), {{}}}};
  const std::vector<Change> changes = changes_of(skipped, 0, hall, berlin);
  ASSERT_EQ(changes.size(), 4U) << "off, one stretch through the change, the end";
  EXPECT_EQ(changes[1].at, at("2027-03-28T00:40:00Z"));
  EXPECT_EQ(changes[2].at, at("2027-03-28T01:20:00Z"));
}

TEST(WatchedDays, FlickerWithinASecondIsNone) {
  const std::vector<std::vector<Change>> rooms{
      {{at("2026-03-01T04:00:00Z"), hall, LampState::off},
       {at("2026-03-01T18:00:10.642Z"), hall, LampState::on},
       {at("2026-03-01T18:00:10.978Z"), hall, LampState::off},
       {at("2026-03-01T19:00:00Z"), hall, LampState::on},
       {at("2026-03-01T20:00:00.2Z"), hall, LampState::off},
       {at("2026-03-01T20:00:00.4Z"), hall, LampState::on},
       {at("2026-03-01T21:00:00Z"), hall, LampState::off},
       {at("2026-03-02T04:00:00Z"), hall, LampState::unknown}}};
  const std::vector<WatchedDay> days = watched_days(rooms, utc());
  ASSERT_EQ(days.size(), 1U);
  ASSERT_EQ(days[0].rooms[0].size(), 1U);
  EXPECT_EQ(days[0].rooms[0][0].from, 15 * 60);
  EXPECT_EQ(days[0].rooms[0][0].until, 17 * 60);
}

}  // namespace
}  // namespace lamplighter
