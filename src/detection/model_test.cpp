// SPDX-License-Identifier: Apache-2.0
#include "detection/model.h"

#include "detection/learning.h"
#include "detection/test_room.h"

#include <gtest/gtest.h>

#include <numeric>

namespace lamplighter {
namespace {

LampModel model_of(double brightest, double noise_lux) {
  Light light = prepare_light({{Instant{}, Lux(0)}, {Instant{} + 1min, Lux(brightest)}}, munich);
  return first_model(light, {.step = noise_lux, .spread = 0, .dark = noise_lux, .day = noise_lux});
}

TEST(LampModel, LevelsRiseByAFifthFromTheNoiseToTheBrightestReading) {
  const LampModel model = model_of(300, 0.5);
  EXPECT_EQ(model.levels[0], 0);
  EXPECT_EQ(model.levels[1], 1.5);
  EXPECT_LE(model.levels.back(), 300);
  EXPECT_GT(model.levels.back(), 250);
  for (std::size_t j = 2; j < model.size(); ++j) {
    EXPECT_NEAR(model.levels[j] / model.levels[j - 1], 1.2, 1e-9);
  }
  EXPECT_NEAR(std::accumulate(model.weights.begin(), model.weights.end(), 0.0), 1, 1e-12);
  EXPECT_EQ(model.weights[0], 0);
}

TEST(LampModel, ASensorInFullSunHasCoarserLevelsNotMore) {
  const LampModel model = model_of(120000, 0.001);
  EXPECT_LE(model.size(), 64u);
  EXPECT_GT(model.levels.back(), 80000);
}

TEST(LampModel, ARoomThatIsNeverBrighterThanItsNoiseStillHasALevel) {
  EXPECT_EQ(model_of(0, 1).size(), 2u);
}

TEST(LampModel, TheNearestLevelIsNeverOff) {
  const std::vector<double> levels{0, 10, 12, 14.4};
  struct Case {
    double lux;
    std::size_t expected;
  };
  for (const Case c : {Case{0, 1}, {10.9, 1}, {11.1, 2}, {13.1, 2}, {13.3, 3}, {99, 3}}) {
    EXPECT_EQ(nearest_level(levels, c.lux), c.expected) << c.lux;
  }
}

TEST(LearnLamps, SizesSeenBecomeLikelyAndTheOthersStayPossible) {
  Light light = prepare_light(lived_in_room().readings(), munich);
  const LampModel first = first_model(light, measure_noise(light));
  LampPosterior lamps;
  lamps.on.resize(light.steps.size());
  lamps.rise.resize(light.steps.size());
  lamps.switches.resize(first.size());
  lamps.switches[8] = 20;
  const LampModel learned = learn_lamps(light, lamps, first);
  EXPECT_NEAR(std::accumulate(learned.weights.begin(), learned.weights.end(), 0.0), 1, 1e-12);
  EXPECT_NEAR(learned.seen, 20, 1e-9);
  EXPECT_GT(learned.weights[8], 0.25);
  EXPECT_GT(learned.weights[8], learned.weights[9]);
  EXPECT_EQ(learned.weights[0], 0);
  for (std::size_t j = 1; j < learned.size(); ++j) EXPECT_GT(learned.weights[j], 0.001);
}

TEST(LearnLamps, TheRateIsThatOfSwitchOnsInOffMinutes) {
  Light light = prepare_light(lived_in_room().readings(), munich);
  const LampModel first = first_model(light, measure_noise(light));
  LampPosterior lamps;
  lamps.on.resize(light.steps.size());
  lamps.rise.resize(light.steps.size());
  lamps.switches.resize(first.size());
  for (const std::size_t t : {100u, 5000u, 9000u}) lamps.rise[t] = 0.9F;
  const auto minutes = static_cast<double>(light.steps.size() - 1);
  const double every_light = learn_lamps(light, lamps, first).on_rate;
  EXPECT_GE(every_light, 4 / (minutes + 240) * (1 - 1e-9));
  EXPECT_LT(every_light, 4 / (minutes / 3));
}

}  // namespace

}  // namespace lamplighter

namespace lamplighter::detect_math {
namespace {

TEST(DetectMath, LogarithmAndPowerAreAsGoodAsTheirType) {
  int checked = 0;
  for (double x = 1e-37; x < 1e37; x *= 1.0137, ++checked) {
    const auto argument = static_cast<float>(x);
    const double exact = std::log(static_cast<double>(argument));
    EXPECT_NEAR(static_cast<double>(log(argument)), exact, 3e-7 * std::max(1.0, std::abs(exact)));
    const auto root = static_cast<double>(inverse_sqrt(argument));
    EXPECT_NEAR(root * std::sqrt(static_cast<double>(argument)), 1, 5e-7) << x;
  }
  for (float x = -86.9F; x < 87.9F; x += 0.0173F, ++checked) {
    EXPECT_NEAR(static_cast<double>(exp(x)) / std::exp(static_cast<double>(x)), 1, 5e-7) << x;
  }
  EXPECT_GT(checked, 20000);
}

TEST(DetectMath, ExpNeverGivesZeroOrInfinity) {
  EXPECT_GT(exp(-1e30F), 1e-38F);
  EXPECT_LT(exp(1e30F), 3e38F);
  EXPECT_FLOAT_EQ(exp(0.0F), 1.0F);
}

TEST(DetectMath, StudentsDensityIsThatOfTheTables) {
  // Density of t with 4 degrees of freedom: 3/8 at 0, 0.214663 at 1, 0.066291 at 2.
  EXPECT_NEAR(student4(0, 1), 0.375, 1e-6);
  EXPECT_NEAR(student4(1, 1), 0.2146625, 1e-6);
  EXPECT_NEAR(student4(-2, 1), 0.0662913, 1e-6);
  EXPECT_NEAR(student4(6, 9), 0.0662913 / 3, 1e-6);
}

}  // namespace

}  // namespace lamplighter::detect_math
