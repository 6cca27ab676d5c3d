// SPDX-License-Identifier: Apache-2.0
#include "views/pictures.h"

#include <gtest/gtest.h>

namespace lamplighter::views {
namespace {

const Place berlin_time{52.52, 13.4, *TimeZone::find("Europe/Berlin")};

Instant at(const char* text) { return *parse_instant(text); }

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t i = text.find(part); i != text.npos; i = text.find(part, i + 1)) ++found;
  return found;
}

ReadingsView two_days() {
  ReadingsView view;
  view.room = RoomName("A & B");
  view.from = at("2026-06-10T00:00:00+02:00");
  view.until = at("2026-06-12T00:00:00+02:00");
  std::vector<Sample<Lux>> samples;
  for (Instant when = view.from; when < view.until; when += 1min)
    samples.push_back({when, Lux(50)});
  view.light = picture_of(samples, view.from, view.until, 100);
  view.levels.centres = {20.0, std::nullopt};
  view.cut = 30;
  view.lamps.changes = {{view.from, view.room, LampState::off},
                        {at("2026-06-10T23:00:00+02:00"), view.room, LampState::on},
                        {at("2026-06-11T01:00:00+02:00"), view.room, LampState::off},
                        {at("2026-06-11T12:00:00+02:00"), view.room, LampState::unknown},
                        {at("2026-06-11T13:00:00+02:00"), view.room, LampState::off}};
  return view;
}

TEST(LampsSvg, AnIntervalOverMidnightIsInBothDays) {
  const std::string text = lamps_svg(two_days(), berlin_time);
  EXPECT_EQ(count(text, "fill=\"#e8a317\""), 3U) << "the legend has one of each, too";
  EXPECT_EQ(count(text, "fill=\"url(#unknown)\""), 2U);
  EXPECT_NE(text.find("y=\"342.00\" width=\"36.10\" height=\"12.00\" fill=\"#e8a317\""), text.npos)
      << "23:00 is 276 below midnight at 66";
  EXPECT_NE(text.find("y=\"66.00\" width=\"36.10\" height=\"12.00\" fill=\"#e8a317\""), text.npos);
  EXPECT_EQ(count(text, "A &amp; B"), 1U);
}

TEST(LampsSvg, DaysOfTwentyFiveHoursAreAsTallAsOthers) {
  ReadingsView view = two_days();
  view.from = at("2026-10-25T00:00:00+02:00");
  view.until = at("2026-10-26T00:00:00+01:00");
  view.lamps.changes = {{at("2026-10-25T22:00:00+01:00"), view.room, LampState::on}};
  const std::string text = lamps_svg(view, berlin_time);
  EXPECT_NE(text.find("y=\"330.00\" width=\"36.10\" height=\"24.00\" fill=\"#e8a317\""), text.npos);
}

TEST(ReadingsSvg, DrawsLightLevelsCutAndLamps) {
  const std::string text = readings_svg(two_days(), berlin_time);
  EXPECT_TRUE(text.starts_with("<svg ") && text.ends_with("</svg>\n"));
  EXPECT_EQ(count(text, "fill=\"#e8a317\""), 1U);
  EXPECT_EQ(count(text, "on from 30 lux"), 1U);
  EXPECT_EQ(count(text, "nan") + count(text, "inf"), 0U);
  EXPECT_EQ(count(text, "fill=\"none\" stroke=\"#3b4a8c\""), 1U);
}

TEST(ReadingsSvg, OfARoomWithoutReadingsIsADrawingAllTheSame) {
  ReadingsView view;
  view.room = RoomName("attic");
  view.until = view.from + 1h;
  const std::string text = readings_svg(view, berlin_time);
  EXPECT_EQ(count(text, "nan") + count(text, "inf"), 0U);
  EXPECT_NE(text.find(">attic<"), text.npos);
}

TEST(CompareSvg, DrawsRealDaysAndPlannedOnes) {
  const RoomName hall("hall");
  const std::vector<Change> lived{{at("2026-06-10T00:00:00+02:00"), hall, LampState::off},
                                  {at("2026-06-10T20:00:00+02:00"), hall, LampState::on},
                                  {at("2026-06-10T22:00:00+02:00"), hall, LampState::off},
                                  {at("2026-06-11T00:00:00+02:00"), hall, LampState::unknown}};
  const std::string text = compare_svg({past_of(lived), past_of(lived), true}, berlin_time);
  EXPECT_EQ(count(text, "fill=\"#e8a317\""), 2U);
  EXPECT_EQ(count(text, "2026-06-10"), 2U);
}

TEST(TimeTicks, StandAtWholeHoursOfTheLocalClockAlsoWhenItIsTurned) {
  const auto ticks = time_ticks(berlin_time.zone, at("2026-10-25T00:00:00+02:00"),
                                at("2026-10-26T00:00:00+01:00"), 1000);
  ASSERT_EQ(ticks.size(), 8U);
  EXPECT_EQ(ticks[0].words, "25 Oct");
  EXPECT_EQ(ticks[1].words, "3:00");
  EXPECT_EQ(ticks[1].at, at("2026-10-25T03:00:00+01:00"));
  EXPECT_EQ(ticks[7].words, "21:00");
}

TEST(TimeTicks, OfYearsAreMonthsAndYears) {
  const auto ticks =
      time_ticks(berlin_time.zone, at("2026-02-10T00:00:00Z"), at("2028-02-10T00:00:00Z"), 600);
  ASSERT_EQ(ticks.size(), 8U);
  EXPECT_EQ(ticks[0].words, "Apr");
  EXPECT_EQ(ticks[3].words, "2027");
  EXPECT_EQ(ticks[3].at, at("2027-01-01T00:00:00+01:00"));
}

}  // namespace

}  // namespace lamplighter::views
