// SPDX-License-Identifier: Apache-2.0
#include "simulation/daylight.h"

#include "simulation/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace lamplighter::simulation {
namespace {

constexpr Climate only(SkyKind kind) {
  Climate climate{.weights = {0.0, 0.0, 0.0, 0.0}};
  climate.weights[static_cast<std::size_t>(kind)] = 1.0;
  return climate;
}

struct Day {
  Instant begin = test_place().zone.start_of_day(*parse_date("2016-06-21"));
  Outdoors under(SkyKind kind) const { return {test_place(), only(kind), 1, begin, begin + 24h}; }
};

TEST(ClearSky, AgreesWithTheFormulasOfThePractice) {
  const ClearSky noon = sky_at(76.1);        // 21 June at 37.4 degrees north
  EXPECT_NEAR(noon.beam, 102'700.0, 500.0);  // 127.5 klx exp(-0.21 / sin 76.1)
  EXPECT_NEAR(noon.clear, 16'070.0, 50.0);
  EXPECT_NEAR(noon.overcast, 20'690.0, 50.0);
  EXPECT_EQ(sky_at(-0.01).beam, 0.0);
}

TEST(ClearSky, HasNoStepAtTheHorizonAndFallsThroughTwilight) {
  const ClearSky above = sky_at(0.001);
  const ClearSky below = sky_at(-0.001);
  EXPECT_NEAR(above.clear, below.clear, 70.0);
  EXPECT_NEAR(above.overcast, below.overcast, 5.0);
  EXPECT_NEAR(sky_at(-6.0).clear, 3.4, 0.05);
  EXPECT_LT(sky_at(-18.0).clear, 0.001);
  double before = 1e9;
  for (double elevation = 10.0; elevation > -20.0; elevation -= 0.1) {
    EXPECT_LE(sky_at(elevation).clear, before) << elevation;
    before = sky_at(elevation).clear;
  }
}

TEST(Outdoors, IsDarkAtNightAndBrightestAroundNoon) {
  const Day day;
  const Outdoors clear = day.under(SkyKind::clear);
  EXPECT_LT(clear.at(day.begin + 1h).sky, 0.01);
  EXPECT_EQ(clear.at(day.begin + 1h).beam, 0.0);
  const double noon = clear.at(day.begin + 13h).beam;
  EXPECT_GT(noon, 90'000.0);
  EXPECT_GT(noon, clear.at(day.begin + 8h).beam);
  EXPECT_GT(noon, clear.at(day.begin + 18h).beam);
  EXPECT_GT(clear.at(day.begin + 8h).east, 0.5) << "the morning sun is in the east";
  EXPECT_LT(clear.at(day.begin + 18h).east, -0.5);
  EXPECT_LT(clear.at(day.begin + 13h).north, 0.0) << "the noon sun is in the south";
}

TEST(Outdoors, OvercastHidesTheSun) {
  const Day day;
  const Outdoors overcast = day.under(SkyKind::overcast);
  for (int minute = 6 * 60; minute < 20 * 60; minute += 7) {
    EXPECT_LT(overcast.at(day.begin + std::chrono::minutes(minute)).beam, 4000.0);
  }
  EXPECT_GT(overcast.at(day.begin + 13h).sky, 5000.0);
}

TEST(Outdoors, BrokenCloudComesAndGoesWithinSecondsManyTimesAnHour) {
  const Day day;
  const Outdoors broken = day.under(SkyKind::broken);
  int edges = 0;
  double fastest = 0.0;
  double before = broken.at(day.begin + 10h).beam;
  bool sunny = before > 50'000.0;
  for (int second = 10; second < 4 * 3600; second += 10) {
    const double beam = broken.at(day.begin + 10h + std::chrono::seconds(second)).beam;
    fastest = std::max(fastest, std::abs(beam - before));
    before = beam;
    if (sunny == (beam > 50'000.0)) continue;
    sunny = !sunny;
    ++edges;
  }
  EXPECT_GT(edges, 20);
  EXPECT_LT(edges, 300);
  EXPECT_GT(fastest, 30'000.0);
}

TEST(Weather, IsTheSameForAnInstantWhateverSpanIsAskedFor) {
  const Day day;
  const Climate climate;
  const Outdoors longer(test_place(), climate, 9, day.begin - 240h, day.begin + 72h);
  const Outdoors shorter(test_place(), climate, 9, day.begin, day.begin + 24h);
  double sum = 0.0;
  for (int minute = 0; minute < 24 * 60; minute += 2) {
    const Instant at = day.begin + std::chrono::minutes(minute);
    EXPECT_EQ(longer.at(at).beam, shorter.at(at).beam);
    EXPECT_EQ(longer.at(at).sky, shorter.at(at).sky);
    sum += shorter.at(at).sky;
  }
  EXPECT_GT(sum, 0.0);
}

TEST(Weather, KindsComeAboutAsOftenAsTheClimateSays) {
  const Climate climate{.weights = {0.5, 0.0, 0.0, 0.5}};
  const Instant from = from_epoch_seconds(1.4e9);
  const std::vector<CloudKnot> knots = weather(climate, 5, from, from + 24h * 600);
  double overcast = 0.0;
  double all = 0.0;
  for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
    EXPECT_LT(knots[i].at, knots[i + 1].at);
    const double lasts = std::chrono::duration<double>(knots[i + 1].at - knots[i].at).count();
    all += lasts;
    if (knots[i].clouds > 0.9F) overcast += lasts;
  }
  EXPECT_NEAR(overcast / all, 0.5, 0.06);
}

Daylight sun_at(double azimuth, double elevation, double beam) {
  const double level = std::cos(elevation * radians);
  return {.east = level * std::sin(azimuth * radians),
          .north = level * std::cos(azimuth * radians),
          .up = std::sin(elevation * radians),
          .beam = beam,
          .sky = 10'000.0,
          .clouds = 0.0};
}

Window window_to(double facing) {
  return {.facing = facing, .sky_share = 0.01, .sun_share = 0.001, .middle_share = 0.02};
}

TEST(DaylightThrough, IsNothingAtNight) {
  const WindowLight light = daylight_through(window_to(90.0), {0.0, 0.0, -0.5, 0.0, 0.0005, 0.0});
  EXPECT_EQ(light.at_sensor, 0.0);
  EXPECT_EQ(light.in_middle, 0.0);
}

TEST(DaylightThrough, GivesAnOvercastWallFourTenthsOfTheGroundAndItsReflection) {
  const Daylight overcast{0.0, -0.8, 0.6, 0.0, 10'000.0, 1.0};
  const double expected = 0.01 * 10'000.0 * (0.396 + 0.1);
  EXPECT_NEAR(daylight_through(window_to(0.0), overcast).at_sensor, expected, 1e-9);
  EXPECT_NEAR(daylight_through(window_to(180.0), overcast).at_sensor, expected, 1e-9)
      << "an overcast sky knows no direction";
}

TEST(DaylightThrough, AnEastWindowSeesTheMorningSunAndAWestWindowDoesNot) {
  const Daylight morning = sun_at(100.0, 25.0, 60'000.0);
  const double east = daylight_through(window_to(90.0), morning).at_sensor;
  const double west = daylight_through(window_to(270.0), morning).at_sensor;
  EXPECT_GT(east, west + 40.0);
}

TEST(DaylightThrough, TheSunIsHiddenBelowTheRoofsAcross) {
  Window window = window_to(90.0);
  window.horizon = 12.0;
  const double hidden = daylight_through(window, sun_at(90.0, 10.0, 60'000.0)).at_sensor;
  const double shining = daylight_through(window, sun_at(90.0, 14.0, 60'000.0)).at_sensor;
  EXPECT_GT(shining - hidden, 40.0);
}

TEST(DaylightThrough, APatchIsWhereItIsAlsoAcrossNorth) {
  Window window = window_to(0.0);
  window.patches.push_back({.azimuth = 358.0,
                            .elevation = 40.0,
                            .width = 10.0,
                            .height = 20.0,
                            .share = 0.05,
                            .edge = 1.0});
  const auto lux = [&](double azimuth, double elevation) {
    return daylight_through(window, sun_at(azimuth, elevation, 80'000.0)).at_sensor;
  };
  EXPECT_GT(lux(1.0, 40.0), 4'000.0) << "three degrees from the middle, on the other side of north";
  EXPECT_GT(lux(355.0, 40.0), 4'000.0);
  EXPECT_LT(lux(4.0, 40.0), 1'000.0);
  EXPECT_LT(lux(358.0, 52.0), 1'000.0);
}

TEST(Curtains, AreDrawnForTheNightAndOpenedInTheMorning) {
  Settings settings = test_settings(3, "2016-10-03", 14, "curtains");
  const Simulation simulation(settings);
  const Outdoors outdoors(settings.place, settings.climate, settings.seed,
                          simulation.span().from - 36h, simulation.span().until + 1h);
  const std::size_t bedroom = settings.house.people.front().bedroom;
  settings.house.rooms[bedroom].window = window_to(180.0);
  settings.house.rooms[bedroom].window->curtains = 0.1;
  const std::vector<CurtainMove> moves =
      move_curtains(settings.house.rooms[bedroom], bedroom, simulation.stays(), outdoors);
  ASSERT_GT(moves.size(), 20U);
  for (std::size_t i = 0; i < moves.size(); ++i) {
    if (i > 0) {
      EXPECT_LT(moves[i - 1].at, moves[i].at);
    }
    const int hour = settings.place.zone.minute_of_day(moves[i].at) / 60;
    if (moves[i].share == 1.0) {
      EXPECT_GE(hour, 5) << "opened by daylight";
      EXPECT_LE(hour, 18);
    } else {
      EXPECT_TRUE(hour >= 19 || hour <= 4) << "drawn at bedtime, not at " << hour;
    }
  }
}

}  // namespace

}  // namespace lamplighter::simulation
