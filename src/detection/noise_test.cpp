// SPDX-License-Identifier: Apache-2.0
#include "detection/noise.h"

#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

Light light_of(const TestRoom& room) { return prepare_light(room.readings(), munich); }

TEST(MeasureNoise, AWholeLuxSensorIsKnownToHalfALuxAtBest) {
  Light light = light_of(lived_in_room());
  const LightNoise noise = measure_noise(light);
  EXPECT_DOUBLE_EQ(noise.step, 1);
  EXPECT_GE(noise.dark, 0.5);
  EXPECT_LE(noise.dark, 0.8);
  EXPECT_GE(noise.day, noise.dark);
}

TEST(MeasureNoise, TheFloorFollowsTheSensorsOffset) {
  TestRoom room = lived_in_room();
  room.quantum = 0.01;
  room.offset = -5;
  Light light = light_of(room);
  measure_noise(light);
  for (const LightStep& step : light.steps) ASSERT_NEAR(static_cast<double>(step.floor), -5, 0.5);
}

TEST(MeasureNoise, ALampThatBurnsThroughOneNightIsNotTheFloor) {
  TestRoom room;
  room.light(3, 18, 31, 40);
  Light light = light_of(room);
  measure_noise(light);
  for (const LightStep& step : light.steps) ASSERT_NEAR(static_cast<double>(step.floor), 0, 0.6);
}

TEST(MeasureNoise, AFloorThatDriftsFromNightToNightIsFollowed) {
  TestRoom room;
  room.quantum = 0.01;
  std::vector<Sample<Lux>> samples = room.readings();
  for (Sample<Lux>& sample : samples) {
    const double days = Minutes(sample.at - room.from).count() / 1440;
    sample.value = Lux(sample.value.value() + 2 * days);
  }
  Light light = prepare_light(std::move(samples), munich);
  measure_noise(light);
  EXPECT_LT(light.steps.front().floor, 5.0F);
  EXPECT_GT(light.steps.back().floor, 10.0F);
}

/// A sensor with steps of four lux that flickers between two of them, and reads one lux more in
/// every other half hour.
std::vector<Sample<Lux>> flickering() {
  TestRoom room = lived_in_room();
  room.quantum = 4;
  room.noise = 1.2;
  std::vector<Sample<Lux>> samples = room.readings();
  for (std::size_t i = 0; i < samples.size(); ++i)
    samples[i].value = Lux(samples[i].value.value() + static_cast<double>(i / 30 % 2));
  return samples;
}

TEST(MeasureNoise, AsFarAsASensorFlickersInTheDarkItIsNotKnown) {
  Light light = prepare_light(flickering(), munich);
  EXPECT_GE(measure_noise(light).step, 3);
}

TEST(MeasureNoise, ALampThatBlinksAllNightIsNoFlicker) {
  TestRoom room = lived_in_room();
  for (int day = 0; day < room.days; ++day) {
    for (int i = 0; i < 15; ++i) room.light(day, 23 + 0.2 * i, 23.03 + 0.2 * i, 80);
  }
  Light light = light_of(room);
  EXPECT_LE(measure_noise(light).step, 1);
}

TEST(MeasureNoise, TheLampsOfARoomWithoutAWindowAreNotTheSensorsSteps) {
  TestRoom room;
  room.brightness = 0;
  room.quantum = 0.01;
  room.spacing = 600s;
  room.days = 20;
  for (int day = 0; day < room.days; ++day) {
    for (int i = 0; i < 10; ++i) room.light(day, 7 + 1.5 * i, 7.6 + 1.5 * i, 45);
  }
  Light light = light_of(room);
  EXPECT_LE(measure_noise(light).step, 1);
}

TEST(MeasureNoise, OneReadingAndOneValueHaveNoNoiseButABound) {
  for (const std::size_t count : {1u, 5u, 500u}) {
    std::vector<Sample<Lux>> samples;
    for (std::size_t i = 0; i < count; ++i) {
      samples.push_back({Instant{} + std::chrono::minutes(i), Lux(0)});
    }
    Light light = prepare_light(std::move(samples), munich);
    const LightNoise noise = measure_noise(light);
    EXPECT_GT(noise.dark, 0) << count;
    EXPECT_GT(noise.spread, 0) << count;
    EXPECT_EQ(light.steps.front().floor, 0.0F);
  }
}

}  // namespace
}  // namespace lamplighter
