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
  EXPECT_EQ(days, 4);  // solar midnight is one hour after midnight of the clock
}

TEST(PrepareLight, NoReadingsMakeNoSteps) { EXPECT_TRUE(prepare_light({}, munich).steps.empty()); }

}  // namespace
}  // namespace lamplighter
