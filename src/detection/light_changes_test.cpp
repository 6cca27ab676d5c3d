// SPDX-License-Identifier: Apache-2.0
#include "detection/light_changes.h"

#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

Light measured(std::vector<Sample<Lux>> samples) {
  Light light = prepare_light(std::move(samples), munich);
  measure_changes(light, measure_noise(light));
  return light;
}

const LightStep& step_at(const Light& light, Instant at) {
  return *std::ranges::lower_bound(light.steps, at, {}, &LightStep::at);
}

TEST(MeasureChanges, ALampsOwnJumpDoesNotWidenTheScaleAtTheJump) {
  TestRoom room;
  room.light(2, 22, 23, 80);
  const Light light = measured(room.readings());
  const LightStep& jump = step_at(light, room.at(2, 22));
  EXPECT_NEAR(jump.change, 80, 3);
  EXPECT_LT(jump.scale, 1.5F);
}

TEST(MeasureChanges, ALampsJumpByDaylightIsAloneAndCloudJumpsAreACrowd) {
  TestRoom room;
  room.light(2, 13, 14, 80);
  for (int k = 0; k < 20; ++k) room.light(5, 12 + 0.1 * k, 12.05 + 0.1 * k, 80);
  const Light light = measured(room.readings());
  EXPECT_EQ(step_at(light, room.at(2, 13)).crowd, 0.0F);
  // 40 jumps in two hours; within 90 minutes of the middle one all but a few, less the four of
  // lamps.
  EXPECT_NEAR(static_cast<double>(step_at(light, room.at(5, 13)).crowd), 36, 1);
}

TEST(MeasureChanges, JumpsAtOneTimeOfTheSunAreACrowdUnlessTheyAreAlikeAsATimersAre) {
  TestRoom patch;
  TestRoom timer;
  for (int day = 0; day < patch.days; ++day) {
    patch.light(day, 13 + 0.02 * (day % 3), 14, 60 + 20 * day);
    timer.light(day, 13, 14, 80);
  }
  const auto crowd_at = [](const TestRoom& room, int day) {
    const Light light = measured(room.readings());
    float most = 0;
    for (const LightStep& step : light.steps) {
      const bool near = step.at >= room.at(day, 12.99) && step.at < room.at(day, 13.1);
      if (near && step.change > 40) most = std::max(most, step.crowd);
    }
    return most;
  };
  EXPECT_GE(crowd_at(patch, 1), 3.0F);
  EXPECT_EQ(crowd_at(timer, 1), 0.0F);
}

TEST(MeasureChanges, JumpsOfLampsInTheDarkAreNeverACrowd) {
  TestRoom room;
  for (int k = 0; k < 20; ++k) room.light(5, 22 + 0.1 * k, 22.05 + 0.1 * k, 80);
  int dark = 0;
  for (const LightStep& step : measured(room.readings()).steps) {
    if (!step.dark()) continue;
    ++dark;
    ASSERT_EQ(step.crowd, 0.0F);
  }
  EXPECT_GT(dark, 3000);
}

TEST(MeasureChanges, TheScaleGrowsWithTheRootOfAPause) {
  TestRoom room;
  room.noise = 0;
  std::vector<Sample<Lux>> samples = room.readings();
  std::erase_if(samples, [&](const Sample<Lux>& s) {
    return s.at > room.at(3, 1) && s.at < room.at(3, 1) + 4min;
  });
  const Light light = measured(std::move(samples));
  const LightStep& after = step_at(light, room.at(3, 1) + 4min);
  const LightStep& usual = step_at(light, room.at(3, 2));
  EXPECT_NEAR(static_cast<double>(after.scale / usual.scale), 2, 1e-5);
}

}  // namespace
}  // namespace lamplighter
