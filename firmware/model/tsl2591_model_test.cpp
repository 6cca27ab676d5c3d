// SPDX-License-Identifier: Apache-2.0
#include "model/tsl2591_model.h"

#include <gtest/gtest.h>

namespace lamplighter::node_model {
namespace {

constexpr std::uint8_t address = 0x29;

bool put(Tsl2591Model& model, std::uint8_t where, std::uint8_t value) {
  const std::uint8_t bytes[] = {static_cast<std::uint8_t>(0xA0 | where), value};
  return model.write(address, bytes, sizeof bytes);
}

int get(Tsl2591Model& model, std::uint8_t where) {
  std::uint8_t value = 0;
  return model.write_then_read(address, static_cast<std::uint8_t>(0xA0 | where), &value, 1) ? value
                                                                                            : -1;
}

int word(Tsl2591Model& model, std::uint8_t where) {
  return get(model, where) + 256 * get(model, static_cast<std::uint8_t>(where + 1));
}

void begin(Tsl2591Model& model, std::uint8_t control) {
  put(model, 0x00, 0x01);
  put(model, 0x01, control);
  put(model, 0x00, 0x03);
}

TEST(Tsl2591Model, AnswersAtItsAddressOnlyAndSaysItsId) {
  Tsl2591Model model;
  EXPECT_EQ(get(model, 0x12), 0x50);
  std::uint8_t byte = 0;
  EXPECT_FALSE(model.write_then_read(0x28, 0xB2, &byte, 1));
  EXPECT_FALSE(model.write(0x39, &byte, 1));
}

TEST(Tsl2591Model, AResultIsThereWhenTheConversionIsOverAndNotBefore) {
  Tsl2591Model model;
  model.shine(100);
  model.pass(10'000);
  EXPECT_EQ(get(model, 0x13), 0) << "asleep after power-on";
  begin(model, 0x10);
  model.pass(100);
  EXPECT_EQ(get(model, 0x13), 0) << "1 % slow by default";
  model.pass(1.1);
  EXPECT_EQ(get(model, 0x13), 1);
  begin(model, 0x15);
  EXPECT_EQ(get(model, 0x13), 0) << "cleared when conversions are switched on again";
  model.pass(600);
  EXPECT_EQ(get(model, 0x13), 0);
  model.pass(10);
  EXPECT_EQ(get(model, 0x13), 1);
}

TEST(Tsl2591Model, CountsFollowGainTimeAndInfrared) {
  Tsl2591Model model({.infrared = 0.25});
  model.shine(40.8);  // 10 counts of visible light in 100 ms at 1×; c0 = 10 / 0.75²
  const std::pair<std::uint8_t, std::pair<int, int>> table[] = {{0x00, {18, 4}},
                                                                {0x05, {107, 27}},
                                                                {0x10, {436, 109}},
                                                                {0x20, {7111, 1778}},
                                                                {0x15, {2613, 653}}};
  for (const auto& [control, counts] : table) {
    begin(model, control);
    model.pass(650);
    EXPECT_EQ(word(model, 0x14), counts.first) << int{control};
    EXPECT_EQ(word(model, 0x16), counts.second) << int{control};
  }
}

TEST(Tsl2591Model, CountsStopAtFullScale) {
  Tsl2591Model model;
  model.shine(10'000);
  begin(model, 0x30);
  model.pass(110);
  EXPECT_EQ(word(model, 0x14), 36863);
  begin(model, 0x35);
  model.pass(610);
  EXPECT_EQ(word(model, 0x14), 65535);
}

TEST(Tsl2591Model, LightThatChangesDuringAConversionIsAveraged) {
  Tsl2591Model model({.infrared = 0, .slowness = 1});
  begin(model, 0x10);
  model.shine(0);
  model.pass(50);
  model.shine(408);
  model.pass(50);
  EXPECT_EQ(word(model, 0x14), 1225);  // half of 408 lux · 24.5 · 100 / 408
}

TEST(Tsl2591Model, NoiseIsRepeatableAndOfTheSizeAskedFor) {
  double sum = 0;
  double squares = 0;
  constexpr int rounds = 2'000;
  Tsl2591Model model({.infrared = 0, .slowness = 1, .read_noise = 5, .seed = 3});
  model.shine(408);
  begin(model, 0x10);
  for (int i = 0; i < rounds; ++i) {
    model.pass(100);
    const double difference = word(model, 0x14) - 2450;
    sum += difference;
    squares += difference * difference;
  }
  EXPECT_EQ(model.conversions(), rounds);
  EXPECT_NEAR(sum / rounds, 0, 0.5);
  EXPECT_NEAR(squares / rounds, 25, 3);
}

TEST(Tsl2591Model, TransfersFailOnRequestAndAResetForgetsEverything) {
  Tsl2591Model model;
  begin(model, 0x10);
  model.fail_transfers(1, 2);
  EXPECT_EQ(get(model, 0x12), 0x50);
  EXPECT_EQ(get(model, 0x12), -1);
  EXPECT_EQ(get(model, 0x12), -1);
  EXPECT_EQ(get(model, 0x00), 0x03);
  model.reset();
  EXPECT_EQ(get(model, 0x00), 0);
  EXPECT_EQ(get(model, 0x01), 0);
  EXPECT_TRUE(model.is_asleep());
}

}  // namespace
}  // namespace lamplighter::node_model
