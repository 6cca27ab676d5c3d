// SPDX-License-Identifier: Apache-2.0
#include "detection/sensor_faults.h"

#include "detection/detect.h"
#include "detection/test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

std::vector<Stretch> stuck_in(std::vector<Sample<Lux>> samples) {
  Light light = prepare_light(std::move(samples), munich);
  const LightNoise noise = measure_noise(light);
  return stuck_stretches(light, noise);
}

/// The readings of a room, with those of a stretch replaced by the first of them.
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

TEST(StuckStretches, ShuttersFromTheEveningToTheLateMorningAreNone) {
  const TestRoom room = lived_in_room();
  std::vector<Sample<Lux>> shut = room.readings();
  for (Sample<Lux>& sample : shut) {
    if (sample.at >= room.at(3, 20) && sample.at < room.at(4, 10.5)) sample.value = Lux(0);
  }
  EXPECT_TRUE(stuck_in(shut).empty());
  const Detection detection = detect_lamps(shut, munich);
  for (const LitInterval& lit : detection.intervals) {
    const bool is_night = lit.from >= room.at(3, 20.2) && lit.until <= room.at(4, 10.4);
    EXPECT_FALSE(is_night) << to_iso(lit.from) << " " << to_iso(lit.until);
  }
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

namespace {

/// From `at` on the sensor reads with another floor and scale.
std::vector<Sample<Lux>> moved_readings(const TestRoom& room, Instant at, double scale,
                                        double offset) {
  std::vector<Sample<Lux>> samples = room.readings();
  for (Sample<Lux>& sample : samples) {
    if (sample.at < at) continue;
    sample.value = Lux(std::round(scale * sample.value.value() + offset));
  }
  return samples;
}

std::vector<Stretch> moves_in(std::vector<Sample<Lux>> samples) {
  Light light = prepare_light(std::move(samples), munich);
  const LightNoise noise = measure_noise(light);
  return moves_of_sensor(light, noise);
}

TEST(MovesOfSensor, AMoveInTheDarkIsFoundToTheReading) {
  const TestRoom room = lived_in_room();
  const auto moves = moves_in(moved_readings(room, room.at(4, 1), 0.5, 6));
  ASSERT_EQ(moves.size(), 1u);
  EXPECT_EQ(moves[0].until, room.at(4, 1));
  EXPECT_GT(moves[0].from, room.at(4, 1) - 1min);
}

TEST(MovesOfSensor, AMoveByDayLiesBetweenTwoNights) {
  const TestRoom room = lived_in_room();
  for (const double offset : {6.0, -6.0}) {
    const auto moves = moves_in(moved_readings(room, room.at(4, 13), 1, offset));
    ASSERT_EQ(moves.size(), 1u) << offset;
    EXPECT_LE(moves[0].from, room.at(4, 13)) << offset;
    EXPECT_GE(moves[0].until, room.at(4, 13)) << offset;
    EXPECT_LT(moves[0].until - moves[0].from, 18h) << offset;
  }
}

TEST(MovesOfSensor, AReadingOfNeitherPlaceEndsNoMoveBeforeItBegins) {
  const TestRoom room = lived_in_room();
  std::vector<Sample<Lux>> samples = moved_readings(room, room.at(4, 13), 1, 6);
  for (const int day : {4, 5}) {  // darker around noon than any night at the new place
    for (Sample<Lux>& sample : samples) {
      if (sample.at >= room.at(day, 11) && sample.at < room.at(day, 14)) sample.value = Lux(0);
    }
  }
  const auto moves = moves_in(samples);
  ASSERT_EQ(moves.size(), 1u);
  EXPECT_LT(moves[0].from, moves[0].until);
}

TEST(MovesOfSensor, WhatComesBackIsNoMove) {
  TestRoom room = lived_in_room();
  EXPECT_TRUE(moves_in(room.readings()).empty());
  room.light(3, 20, 24 + 8, 30);  // one night with a lamp left on
  room.light(4, 20, 24 + 8, 30);
  EXPECT_TRUE(moves_in(room.readings()).empty());
}

TEST(MovesOfSensor, LearningStartsAgainBehindOne) {
  TestRoom room;
  room.days = 14;
  for (int day = 0; day < room.days; ++day) room.light(day, 21, 23, 60);
  const Detection detection = detect_lamps(moved_readings(room, room.at(7, 1), 0.5, 6), munich);
  ASSERT_EQ(detection.moved.size(), 1u);
  ASSERT_EQ(detection.lamps.size(), 1u);
  EXPECT_NEAR(detection.lamps[0], 30, 3) << "where the sensor is now";
  int evenings = 0;
  for (const LitInterval& lit : detection.intervals) {
    if (lit.state != LampState::on) continue;
    EXPECT_NEAR(lit.lux, lit.from < room.at(7, 1) ? 60 : 30, 6);
    ++evenings;
  }
  EXPECT_EQ(evenings, 14);
}

TEST(MovesOfSensor, WhatMayBeFromEitherPlaceIsSeenAndUnknown) {
  const TestRoom room = lived_in_room();
  const Detection detection = detect_lamps(moved_readings(room, room.at(4, 13), 0.5, 6), munich);
  ASSERT_EQ(detection.moved.size(), 1u);
  const Stretch& move = detection.moved[0];
  EXPECT_TRUE(std::ranges::any_of(detection.intervals, [&](const LitInterval& lit) {
    return lit.from == move.from && lit.until == move.until && lit.state == LampState::unknown;
  }));
  for (std::size_t i = 1; i < detection.observed.size(); ++i) {
    EXPECT_LE(detection.observed[i - 1].until, detection.observed[i].from);
  }
  for (std::size_t i = 1; i < detection.intervals.size(); ++i) {
    EXPECT_LE(detection.intervals[i - 1].until, detection.intervals[i].from);
  }
}

}  // namespace

}  // namespace lamplighter
