// SPDX-License-Identifier: Apache-2.0
#include "analysis/detect_curtains.h"

#include <gtest/gtest.h>

namespace lamplighter {
namespace {

constexpr float noon = 40;       // degrees of the sun
constexpr float midnight = -40;  // likewise

/// Readings a minute apart, and what was said of them.
struct Hand {
  void hear(double lux, float sun, bool on) {
    LightStep step{};
    step.at = Instant(std::chrono::minutes(light.steps.size()));
    step.lux = lux;
    step.change = light.steps.empty() ? 0 : lux - light.steps.back().lux;
    step.sun = sun;
    const bool was_on = !answers.empty() && answers.back().state == LampState::on;
    light.steps.push_back(step);
    answers.push_back({.state = on ? LampState::on : LampState::off,
                       .probability = on ? 1.0F : 0.0F,
                       .lux = on ? 30.0F : 0.0F,
                       .lit = on,
                       .rose = on && !was_on,
                       .fell = !on && was_on});
  }

  /// Off, on from `first` to `last` lux, and off.
  void light_up(double before, std::initializer_list<double> lit, double after, float sun = noon) {
    hear(before, sun, false);
    for (const double lux : lit) hear(lux, sun, true);
    hear(after, sun, false);
  }

  /// Whether all that was on still is.
  bool is_believed() {
    doubt_curtains(light, answers);
    return std::ranges::none_of(
        answers, [](const LampAnswer& one) { return one.state == LampState::unknown; });
  }

  Light light;
  std::vector<LampAnswer> answers;
};

TEST(Curtains, WhatComesAndGoesWithOneSizeIsALamp) {
  Hand hand;
  hand.light_up(2, {32, 40, 46}, 16);
  EXPECT_TRUE(hand.is_believed());
}

TEST(Curtains, WhatGoesWithAnotherSizeThanItCameWithCannotBeTold) {
  Hand hand;
  hand.light_up(2, {29, 29, 30, 46}, 6);
  EXPECT_FALSE(hand.is_believed());
  EXPECT_EQ(hand.answers[2].state, LampState::unknown);
  EXPECT_EQ(hand.answers[2].probability, 0.5F);
  EXPECT_FALSE(hand.answers[2].lit);
  EXPECT_EQ(hand.answers.back().state, LampState::off);
}

TEST(Curtains, ALampThatWarmsUpIsALamp) {
  Hand hand;
  hand.light_up(2, {17, 25, 32, 32}, 2);
  EXPECT_TRUE(hand.is_believed());
}

TEST(Curtains, ASizeThatTheRoomsLampsHaveInTheDarkIsALamps) {
  Hand hand;
  hand.light_up(0, {40, 40}, 0, midnight);
  hand.light_up(2, {29, 29, 30, 46}, 6);
  EXPECT_TRUE(hand.is_believed());
}

TEST(Curtains, WhatLastsIntoTheDarkIsALamp) {
  Hand hand;
  hand.hear(20, noon, false);
  hand.hear(60, noon, true);
  hand.hear(20, midnight, true);
  hand.hear(0, midnight, false);
  EXPECT_TRUE(hand.is_believed());
}

TEST(Curtains, EndsThatNobodySawSpeakAgainstNothing) {
  Hand hand;
  hand.hear(60, noon, true);
  hand.hear(10, noon, false);
  hand.light_up(2, {29, 29, 30, 46}, 6);
  hand.light.steps[3].after_gap = true;
  hand.hear(60, noon, true);
  EXPECT_TRUE(hand.is_believed());
}

}  // namespace
}  // namespace lamplighter
