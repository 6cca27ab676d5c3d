// SPDX-License-Identifier: Apache-2.0
#include "detection/learning.h"

#include "detection/changes.h"
#include "detection/detect.h"
#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

std::vector<double> sizes_of(const TestRoom& room) {
  return detect_lamps(room.readings(), munich).lamps;
}

TEST(LampSizes, EachLampOfARoomIsFoundToATenth) {
  TestRoom room;
  for (int day = 0; day < room.days; ++day) {
    room.light(day, 21.2, 23, 120);
    room.light(day, 21.6, 22.5, 40);
  }
  const std::vector<double> sizes = sizes_of(room);
  ASSERT_EQ(sizes.size(), 2u);
  EXPECT_NEAR(sizes[0], 40, 4);
  EXPECT_NEAR(sizes[1], 120, 12);
}

TEST(LampSizes, LampsOfNearlyOneSizeCountAsOne) {
  TestRoom room;
  for (int day = 0; day < room.days; ++day) room.light(day, 21.2, 22, day % 2 == 0 ? 50 : 55);
  EXPECT_EQ(sizes_of(room).size(), 1u);
}

TEST(LampSizes, ARoomWithoutLampsHasNone) { EXPECT_TRUE(sizes_of(TestRoom{}).empty()); }

/// The likeness of the steps of a room, after a first pass.
Light likened(const TestRoom& room) {
  Light light = prepare_light(room.readings(), munich);
  const LightNoise noise = measure_noise(light);
  measure_changes(light, noise);
  const LampModel unlearned = first_model(light, noise);
  const LampPosterior lamps = infer_lamps(light, unlearned);
  measure_likeness(light, lamps, learn_lamps(light, lamps, unlearned), munich.zone);
  return light;
}

double likeness_at(const Light& light, Instant at) {
  return static_cast<double>(
      std::ranges::lower_bound(light.steps, at, {}, &LightStep::at)->likeness);
}

/// A lamp of 80 lux every evening in the dark.
TestRoom lit_in_the_evening() {
  TestRoom room;
  room.days = 14;
  for (int day = 0; day < room.days; ++day) room.light(day, 21.3 + 0.07 * day, 23, 80);
  return room;
}

TEST(MeasureLikeness, AChangeOfALampsSizeIsLikelierByDayThanOneNearIt) {
  TestRoom room = lit_in_the_evening();
  room.light(3, 12, 13, 80);
  room.light(5, 12, 13, 92);
  const Light light = likened(room);
  EXPECT_GE(likeness_at(light, room.at(3, 12)), 2);
  EXPECT_GE(likeness_at(light, room.at(3, 13)), 2);
  EXPECT_LT(likeness_at(light, room.at(5, 12)), 1);
}

TEST(MeasureLikeness, InTheDarkAllChangesAreAsLikely) {
  const TestRoom room = lit_in_the_evening();
  EXPECT_EQ(likeness_at(likened(room), room.at(2, 21.44)), 1);
}

TEST(MeasureLikeness, ATimersMinuteIsLikelierStillUnlessTheLightChangesSoAllTheTime) {
  TestRoom timer = lit_in_the_evening();
  TestRoom clouds = lit_in_the_evening();
  for (int day = 0; day < timer.days; ++day) {
    timer.light(day, 15, 18, 80);
    for (int i = 0; i < 12; ++i) clouds.light(day, 14.5 + 0.08 * i, 14.54 + 0.08 * i, 80);
  }
  EXPECT_GE(likeness_at(likened(timer), timer.at(4, 15)), 20);
  EXPECT_LE(likeness_at(likened(clouds), clouds.at(4, 14.98)), 10);
}

TEST(MeasureLikeness, ATimerKeepsItsMinuteWhenTheClocksChange) {
  TestRoom room;
  room.from = *parse_instant("2016-10-20T00:00:00+02:00");
  room.days = 13;
  constexpr int clock_change = 10;  // the night before this day; `at` counts elapsed hours
  for (int day = 0; day < room.days; ++day) {
    room.light(day, 19.3 + 0.07 * day, 23, 80);
    const double noon = day < clock_change ? 12 : 13;
    room.light(day, noon, noon + 1.5, 80);
  }
  const Light light = likened(room);
  EXPECT_GE(likeness_at(light, room.at(9, 12)), 20);
  EXPECT_GE(likeness_at(light, room.at(11, 13)), 20);
}

}  // namespace
}  // namespace lamplighter
