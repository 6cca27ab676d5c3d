// SPDX-License-Identifier: Apache-2.0
#include "detection/light.h"

#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

TEST(PrepareLight, ReadingsAreSortedAndOneInstantCountsOnce) {
  const Instant noon = *parse_instant("2016-09-01T12:00:00Z");
  const Light light = prepare_light(
      {{noon + 60s, Lux(7)}, {noon, Lux(5)}, {noon + 60s, Lux(9)}, {noon + 120s, Lux(4)}}, munich);
  ASSERT_EQ(light.steps.size(), 3u);
  EXPECT_EQ(light.steps[1].lux, 7);
  EXPECT_EQ(light.steps[1].change, 2);
  EXPECT_EQ(light.steps[2].change, -3);
  EXPECT_EQ(light.steps[2].minutes, 1);
  EXPECT_EQ(light.spacing, 1);
}

TEST(PrepareLight, OnlyAPauseOfThreeSpacingsIsAGap) {
  const Instant noon = *parse_instant("2016-09-01T12:00:00Z");
  const Light light = prepare_light({{noon, Lux(1)},
                                     {noon + 1min, Lux(1)},
                                     {noon + 2min, Lux(1)},
                                     {noon + 5min, Lux(1)},
                                     {noon + 6min, Lux(1)},
                                     {noon + 9min + 1s, Lux(1)}},
                                    munich);
  std::vector<bool> gaps;
  for (const LightStep& step : light.steps) gaps.push_back(step.after_gap);
  EXPECT_EQ(gaps, (std::vector<bool>{true, false, false, false, false, true}));
}

TEST(PrepareLight, TheSunIsRightBetweenItsFiveMinutes) {
  TestRoom room;
  room.days = 2;
  room.spacing = 77s;
  const Light light = prepare_light(room.readings(), munich);
  ASSERT_GT(light.steps.size(), 2000u);
  for (const LightStep& step : light.steps) {
    const double exact = sun_elevation_degrees(munich.latitude, munich.longitude, step.at);
    ASSERT_NEAR(static_cast<double>(step.sun), exact, 0.004);
  }
}

TEST(PrepareLight, TheSundialShowsNoonWhenTheSunIsHighestAndNightsHoldTogether) {
  TestRoom room;
  room.days = 3;
  const Light light = prepare_light(room.readings(), munich);
  const auto highest = std::ranges::max_element(light.steps, {}, &LightStep::sun);
  EXPECT_NEAR(static_cast<double>(highest->sundial), 720, 3);
  int nights = 1;
  int days = 1;
  for (std::size_t t = 1; t < light.steps.size(); ++t) {
    const LightStep& before = light.steps[t - 1];
    const LightStep& step = light.steps[t];
    nights += step.night != before.night;
    days += step.day() != before.day();
    if (step.night != before.night) {
      EXPECT_GT(step.sun, 40.0F);
    }
    if (step.day() != before.day()) {
      EXPECT_LT(step.sun, -30.0F);
    }
  }
  EXPECT_EQ(nights, 4);
  EXPECT_EQ(days, 4);  // the sun's midnight is an hour after that of the clock
}

TEST(PrepareLight, NoReadingsMakeNoSteps) { EXPECT_TRUE(prepare_light({}, munich).steps.empty()); }

}  // namespace

namespace {

/// A room whose daylight is known, and a first pass that finds no lamps in it.
struct Days {
  explicit Days(const TestRoom& room) : light(prepare_light(room.readings(), munich)) {
    noise = measure_noise(light);
    lamps.on.resize(light.steps.size());
    lamps.lux.resize(light.steps.size());
  }

  [[nodiscard]] const LightStep& at(Instant when) const {
    return *std::ranges::lower_bound(light.steps, when, {}, &LightStep::at);
  }

  Light light;
  LightNoise noise{};
  LampPosterior lamps;
};

TEST(MeasureSky, TheRangeIsThatOfTheOtherDays) {
  TestRoom room;
  room.days = 9;
  Days days(room);
  measure_sky(days.light, days.lamps, days.noise);
  double low = 1e9;
  double high = 0;
  for (int day = 0; day < room.days; ++day) {
    if (day == 4) continue;
    low = std::min(low, room.daylight(room.at(day, 13)));
    high = std::max(high, room.daylight(room.at(day, 13)));
  }
  const LightStep& noon = days.at(room.at(4, 13));
  EXPECT_NEAR(std::exp(static_cast<double>(noon.sky_low)), low + days.noise.log_shift(), 1.5);
  EXPECT_NEAR(std::exp(static_cast<double>(noon.sky_high)), high + days.noise.log_shift(), 1.5);
}

TEST(MeasureSky, LampsThatTheFirstPassFoundAreTakenAwayAndDoubtIsLeftOut) {
  TestRoom room;
  room.days = 9;
  Days plain(room);
  measure_sky(plain.light, plain.lamps, plain.noise);
  room.light(2, 12, 14, 90);
  room.light(3, 12, 14, 90);
  Days lit(room);
  for (std::size_t t = 0; t < lit.light.steps.size(); ++t) {
    const Instant at = lit.light.steps[t].at;
    if (!room.lit(at)) continue;
    lit.lamps.on[t] = at < room.at(3, 0) ? 1.0F : 0.5F;
    lit.lamps.lux[t] = at < room.at(3, 0) ? 90.0F : 45.0F;
  }
  measure_sky(lit.light, lit.lamps, lit.noise);
  const LightStep& with = lit.at(room.at(6, 13));
  const LightStep& without = plain.at(room.at(6, 13));
  EXPECT_NEAR(static_cast<double>(with.sky_high), static_cast<double>(without.sky_high), 0.05);
  EXPECT_NEAR(static_cast<double>(with.sky_low), static_cast<double>(without.sky_low), 0.05);
}

TEST(MeasureSky, FewerThanFourOtherDaysAreNotEnough) {
  TestRoom room;
  room.days = 4;
  Days few(room);
  measure_sky(few.light, few.lamps, few.noise);
  for (const LightStep& step : few.light.steps) ASSERT_GT(step.sky_low, step.sky_high);
  room.days = 5;
  Days enough(room);
  measure_sky(enough.light, enough.lamps, enough.noise);
  EXPECT_LE(enough.at(room.at(2, 13)).sky_low, enough.at(room.at(2, 13)).sky_high);
}

TEST(MeasureSky, NothingIsSaidOfTheDark) {
  TestRoom room;
  Days days(room);
  measure_sky(days.light, days.lamps, days.noise);
  const LightStep& midnight = days.at(room.at(4, 1));
  EXPECT_GT(midnight.sky_low, midnight.sky_high);
}

}  // namespace

}  // namespace lamplighter
