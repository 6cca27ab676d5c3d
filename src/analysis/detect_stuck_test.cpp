// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_stuck.h"

#include "analysis/detect_test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

std::vector<Stretch> stuck_in(std::vector<Sample<Lux>> samples) {
  Light light = prepare_light(std::move(samples), munich);
  const LightNoise noise = measure_noise(light);
  return stuck_stretches(light, noise);
}

/// The readings of a room, those of a stretch all as the first of them.
std::vector<Sample<Lux>> stuck_readings(const TestRoom& room, Instant from, Instant until) {
  std::vector<Sample<Lux>> samples = room.readings();
  std::optional<Lux> value;
  for (Sample<Lux>& sample : samples) {
    if (sample.at < from || sample.at >= until) continue;
    if (!value) value = sample.value;
    sample.value = *value;
  }
  return samples;
}

TEST(StuckStretches, ADayOfOneValueIsFoundToTheReading) {
  const TestRoom room = lived_in_room();
  const auto stuck = stuck_in(stuck_readings(room, room.at(3, 9.5), room.at(4, 9.5)));
  ASSERT_EQ(stuck.size(), 1u);
  EXPECT_LE(stuck[0].from, room.at(3, 9.5));
  EXPECT_GE(stuck[0].from, room.at(3, 9.5) - 10min) << "values before may happen to be the same";
  EXPECT_GT(stuck[0].until, room.at(4, 9.5) - 1min);
  EXPECT_LE(stuck[0].until, room.at(4, 9.5) + 10min);
}

TEST(StuckStretches, ASensorStuckAtDarknessIsFoundToo) {
  const TestRoom room = lived_in_room();
  const auto stuck = stuck_in(stuck_readings(room, room.at(3, 2), room.at(4, 2)));
  ASSERT_EQ(stuck.size(), 1u);
}

TEST(StuckStretches, NightsAndRoomsWithoutAWindowMayStandStill) {
  TestRoom still = lived_in_room();
  still.noise = 0;
  EXPECT_TRUE(stuck_in(still.readings()).empty());
  still.brightness = 0;
  EXPECT_TRUE(stuck_in(still.readings()).empty());
}

TEST(StuckStretches, TwoHoursOrTwoDaysOfHistoryAreNotEnoughToSaySo) {
  TestRoom room = lived_in_room();
  EXPECT_TRUE(stuck_in(stuck_readings(room, room.at(3, 11), room.at(3, 13))).empty());
  room.days = 3;
  EXPECT_TRUE(stuck_in(stuck_readings(room, room.at(1, 0), room.at(2, 0))).empty());
}

TEST(StuckStretches, SamplesWithoutThemAreAllTheOthers) {
  const TestRoom room = lived_in_room();
  const Light light = prepare_light(room.readings(), munich);
  const std::vector<Stretch> two{{room.at(1, 0), room.at(1, 1)}, {room.at(2, 0), room.at(2, 2)}};
  const std::vector<Sample<Lux>> rest = without(two, light);
  EXPECT_EQ(rest.size(), light.steps.size() - 180);
  for (const Sample<Lux>& sample : rest) {
    EXPECT_TRUE(sample.at < two[0].from || sample.at >= two[0].until);
  }
}

}  // namespace
}  // namespace lamplighter
