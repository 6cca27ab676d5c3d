// SPDX-License-Identifier: Apache-2.0
#include "simulation/light_sensor.h"

#include "simulation/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace lamplighter::simulation {
namespace {

/// What a sensor says in the first watched room of a plain household over some days.
class Watched {
 public:
  explicit Watched(int days = 6) : simulation_(test_settings(4, "2016-10-03", days, "plain")) {}

  std::vector<Sample<Lux>> by(const LightSensor& sensor) const {
    RoomLight light = simulation_.light(0);
    return sense(sensor, light, simulation_.span(), Rng(7));
  }
  std::vector<double> true_values(const std::vector<Sample<Lux>>& samples) const {
    RoomLight light = simulation_.light(0);
    std::vector<double> values;
    for (const Sample<Lux>& sample : samples) values.push_back(light.lux_at(sample.at));
    return values;
  }
  Span span() const { return simulation_.span(); }

 private:
  Simulation simulation_;
};

/// A sensor that gets nothing wrong.
LightSensor ideal() {
  return {.id = SensorId("ideal"),
          .jitter = 0us,
          .digits = Digits::fractional,
          .noise = 0.0,
          .relative_noise = 0.0,
          .lost = 0.0,
          .outages_a_day = 0.0};
}

TEST(LightSensor, AnIdealOneTellsTheLightAtEvenIntervals) {
  const Watched room;
  const std::vector<Sample<Lux>> samples = room.by(ideal());
  ASSERT_NEAR(static_cast<double>(samples.size()), 6 * 86400 / 62.0, 2.0);
  const std::vector<double> light = room.true_values(samples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    ASSERT_NEAR(samples[i].value.value(), light[i], 0.0051);
    if (i > 0) {
      ASSERT_EQ(samples[i].at - samples[i - 1].at, 62s);
    }
  }
}

TEST(LightSensor, QuantumOffsetAndScaleAreWhatTheySay) {
  const Watched room;
  LightSensor sensor = ideal();
  sensor.digits = Digits::whole_steps;
  sensor.quantum = 10.0;
  sensor.offset = -5.0;
  const std::vector<Sample<Lux>> samples = room.by(sensor);
  const std::vector<double> light = room.true_values(samples);
  std::set<double> values;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double value = samples[i].value.value();
    ASSERT_EQ(std::remainder(value, 10.0), 0.0);
    ASSERT_LE(std::abs(value - (light[i] - 5.0)), 5.0 + 1e-9);
    values.insert(value);
  }
  EXPECT_GT(values.size(), 5U);
}

TEST(LightSensor, ATwoChannelChipGivesFractionsAndSometimesLessThanNothing) {
  const Watched room;
  LightSensor sensor = ideal();
  sensor.digits = Digits::two_channel;
  sensor.noise = 0.4;
  const std::vector<Sample<Lux>> samples = room.by(sensor);
  const std::vector<double> light = room.true_values(samples);
  std::size_t negative = 0;
  double error = 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (samples[i].value.value() < 0.0) ++negative;
    error += samples[i].value.value() - light[i];
    ASSERT_GT(samples[i].value.value(), -8.0);
  }
  EXPECT_GT(negative, samples.size() / 100);
  EXPECT_LT(std::abs(error / static_cast<double>(samples.size())), 1.5)
      << "about right in the mean";
}

TEST(LightSensor, LosesTheShareItSaysAndFallsSilentForAWhile) {
  const Watched room(30);
  LightSensor sensor = ideal();
  const std::size_t all = room.by(sensor).size();
  sensor.lost = 0.3;
  EXPECT_NEAR(static_cast<double>(room.by(sensor).size()), 0.7 * static_cast<double>(all),
              0.02 * static_cast<double>(all));
  sensor.lost = 0.0;
  sensor.outages_a_day = 1.0;
  const std::vector<Sample<Lux>> samples = room.by(sensor);
  std::size_t gaps = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    if (samples[i].at - samples[i - 1].at > 4min) ++gaps;
  }
  EXPECT_GE(gaps, 12U);
  EXPECT_LE(gaps, 45U);
}

TEST(LightSensor, AStuckOneRepeatsOneValueForItsTime) {
  const Watched room;
  LightSensor sensor = ideal();
  sensor.stuck = Span{room.span().from + 30h, room.span().from + 54h};
  std::set<double> stuck;
  std::set<double> free;
  for (const Sample<Lux>& sample : room.by(sensor)) {
    const bool inside = sample.at >= sensor.stuck->from && sample.at < sensor.stuck->until;
    (inside ? stuck : free).insert(sample.value.value());
  }
  EXPECT_EQ(stuck.size(), 1U);
  EXPECT_GT(free.size(), 100U);
}

TEST(LightSensor, AMovedOneChangesFloorAndScaleAndStaysThere) {
  const Watched room;
  LightSensor sensor = ideal();
  sensor.moved = Moved{.at = room.span().from + 60h, .scale = 0.5, .offset = 4.0};
  const std::vector<Sample<Lux>> samples = room.by(sensor);
  const std::vector<double> light = room.true_values(samples);
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const bool after = samples[i].at >= sensor.moved->at;
    ASSERT_NEAR(samples[i].value.value(), after ? 0.5 * light[i] + 4.0 : light[i], 0.0051);
  }
}

TEST(LightSensor, AWrongClockShiftsTheStampsAndNotTheLight) {
  const Watched room;
  LightSensor sensor = ideal();
  const std::vector<Sample<Lux>> right = room.by(sensor);
  sensor.clock_error = 5min;
  const std::vector<Sample<Lux>> late = room.by(sensor);
  ASSERT_EQ(right.size(), late.size());
  for (std::size_t i = 0; i < right.size(); ++i) {
    ASSERT_EQ(late[i].at, right[i].at + 5min);
    ASSERT_EQ(late[i].value, right[i].value);
  }
}

TEST(LightSensor, NoiseHasTheDeviationItSays) {
  const Watched room;
  LightSensor sensor = ideal();
  sensor.noise = 2.0;
  const std::vector<Sample<Lux>> samples = room.by(sensor);
  const std::vector<double> light = room.true_values(samples);
  double squares = 0.0;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    squares += std::pow(samples[i].value.value() - light[i], 2.0);
  }
  EXPECT_NEAR(std::sqrt(squares / static_cast<double>(samples.size())), 2.0, 0.1);
}

}  // namespace
}  // namespace lamplighter::simulation
