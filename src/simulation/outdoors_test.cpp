// SPDX-License-Identifier: Apache-2.0
#include "simulation/outdoors.h"

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

}  // namespace
}  // namespace lamplighter::simulation
