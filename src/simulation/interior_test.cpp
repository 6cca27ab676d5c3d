// SPDX-License-Identifier: Apache-2.0
#include "simulation/interior.h"

#include "simulation/test_house.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lamplighter::simulation {
namespace {

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
