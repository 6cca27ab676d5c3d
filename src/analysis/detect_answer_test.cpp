// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_answer.h"

#include "analysis/detect_test_room.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

/// A night and a day in which nothing happens, and a posterior to be set by hand.
struct Hand {
  Hand() {
    TestRoom room;
    room.days = 2;
    light = prepare_light(room.readings(), munich);
    model = first_model(light, measure_noise(light));
    model.seen = 10;
    model.weights.assign(model.size(), 0);
    model.weights[nearest_level(model.levels, 50)] = 1;
    for (LightStep& step : light.steps) step.scale = 1;
    for (auto* row : {&lamps.on, &lamps.lux, &lamps.rise, &lamps.fall}) {
      row->resize(light.steps.size());
    }
    noon = static_cast<std::size_t>(
        std::ranges::lower_bound(light.steps, room.at(0, 13), {}, &LightStep::at) -
        light.steps.begin());
  }

  void say(std::size_t t, float on, float lux_if_on) {
    lamps.on[t] = on;
    lamps.lux[t] = on * lux_if_on;
  }

  [[nodiscard]] LampState state(std::size_t t) const {
    return answer(light, lamps, model)[t].state;
  }

  Light light;
  LampModel model{};
  LampPosterior lamps;
  std::size_t noon = 0;
  std::size_t midnight = 30;
};

TEST(Answer, ProbabilityDecidesWithAThirdAnswerBetween) {
  Hand hand;
  struct Case {
    float on;
    LampState expected;
    bool lit;
  };
  for (const Case c : {Case{0.95F, LampState::on, true},
                       {0.81F, LampState::on, true},
                       {0.79F, LampState::unknown, true},
                       {0.45F, LampState::unknown, false},
                       {0.21F, LampState::unknown, false},
                       {0.19F, LampState::off, false}}) {
    for (const std::size_t t : {hand.noon, hand.midnight}) {
      hand.say(t, c.on, 50);
      const LampAnswer said = answer(hand.light, hand.lamps, hand.model)[t];
      EXPECT_EQ(said.state, c.expected) << c.on;
      EXPECT_EQ(said.lit, c.lit) << c.on;
      EXPECT_NEAR(said.lux, 50, 1e-3);
    }
  }
}

TEST(Answer, ALampSmallerThanFourChangesIsNeverOnByDaylight) {
  Hand hand;
  hand.say(hand.noon, 0.99F, 3);
  hand.say(hand.midnight, 0.99F, 3);
  EXPECT_EQ(hand.state(hand.noon), LampState::unknown);
  EXPECT_EQ(hand.state(hand.midnight), LampState::on);
}

TEST(Answer, NothingIsCalledOffWhereTheUsualLampWouldHide) {
  Hand hand;
  EXPECT_EQ(hand.state(hand.noon), LampState::off);
  for (LightStep& step : hand.light.steps) step.scale = 20;
  EXPECT_EQ(hand.state(hand.noon), LampState::unknown);
  EXPECT_EQ(hand.state(hand.midnight), LampState::off);
  hand.model.seen = 0;  // no lamp is known that could hide
  EXPECT_EQ(hand.state(hand.noon), LampState::off);
}

TEST(Answer, NothingIsCalledOffAmongCloudJumpsOfTheUsualLampsSize) {
  Hand hand;
  for (std::size_t k = 0; k < 4; ++k) hand.light.steps[hand.noon - 40 + 10 * k].change = 30;
  EXPECT_EQ(hand.state(hand.noon), LampState::off);
  hand.light.steps[hand.noon + 60].change = -30;
  EXPECT_EQ(hand.state(hand.noon), LampState::unknown);
  EXPECT_EQ(hand.state(hand.noon - 200), LampState::off);
}

}  // namespace
}  // namespace lamplighter
