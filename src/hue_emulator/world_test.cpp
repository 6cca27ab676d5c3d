// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/world.h"

#include <gtest/gtest.h>

namespace lamplighter::hue_emulator {
namespace {

constexpr Instant start = Instant(1'700'000'000s);

TEST(RateLimit, AdmitsTenInAnySecondAndNotOneMore) {
  RateLimit limit(10);
  int admitted = 0;
  for (int i = 0; i < 25; ++i) admitted += limit.admit(start + i * 10ms) ? 1 : 0;
  EXPECT_EQ(admitted, 10);
  EXPECT_FALSE(limit.admit(start + 999ms));
  EXPECT_TRUE(limit.admit(start + 1s));
}

TEST(RateLimit, CommandsATenthOfASecondApartAreNeverRefused) {
  RateLimit limit(10);
  for (int i = 0; i < 1000; ++i) EXPECT_TRUE(limit.admit(start + i * 100ms)) << i;
}

TEST(RateLimit, ARefusedCommandDoesNotCount) {
  RateLimit limit(1);
  EXPECT_TRUE(limit.admit(start));
  EXPECT_FALSE(limit.admit(start + 900ms));
  EXPECT_TRUE(limit.admit(start + 1s));
}

TEST(RateLimit, AClockSetBackDoesNotLockTheBridge) {
  RateLimit limit(1);
  EXPECT_TRUE(limit.admit(start));
  EXPECT_TRUE(limit.admit(start - 1h));
}

}  // namespace

namespace {

LampCommand switched(bool on, std::optional<std::chrono::milliseconds> fade = 0ms) {
  LampCommand command;
  command.on = on;
  command.fade = fade;
  return command;
}

TEST(EmulatedLamp, StartsDarkAndReachable) {
  const EmulatedLamp lamp("Desk", LampKind::dimmable);
  EXPECT_FALSE(lamp.settings().on);
  EXPECT_TRUE(lamp.reachable());
  EXPECT_EQ(lamp.light(start), 0.0);
}

TEST(EmulatedLamp, FadesInAStraightLineAndStaysAtItsEnd) {
  EmulatedLamp lamp("Desk", LampKind::dimmable);
  lamp.command(switched(true, 2s), start);
  EXPECT_EQ(lamp.settings().bri, 254);
  EXPECT_DOUBLE_EQ(lamp.light(start), 0.0);
  EXPECT_DOUBLE_EQ(lamp.light(start + 500ms), 0.25);
  EXPECT_DOUBLE_EQ(lamp.light(start + 2s), 1.0);
  EXPECT_DOUBLE_EQ(lamp.light(start + 1h), 1.0);
}

TEST(EmulatedLamp, AFadeThatIsInterruptedGoesOnFromWhereItWas) {
  EmulatedLamp lamp("Desk", LampKind::dimmable);
  lamp.command(switched(true, 2s), start);
  lamp.command(switched(false, 1s), start + 1s);
  EXPECT_DOUBLE_EQ(lamp.light(start + 1s), 0.5);
  EXPECT_DOUBLE_EQ(lamp.light(start + 1500ms), 0.25);
  EXPECT_DOUBLE_EQ(lamp.light(start + 2s), 0.0);
}

TEST(EmulatedLamp, WithoutAFadeTheBridgeTakes400Milliseconds) {
  EmulatedLamp lamp("Desk", LampKind::dimmable);
  lamp.command(switched(true, std::nullopt), start);
  EXPECT_DOUBLE_EQ(lamp.light(start + 200ms), 0.5);
  EXPECT_DOUBLE_EQ(lamp.light(start + 400ms), 1.0);
}

TEST(EmulatedLamp, OffWithAFadeForgetsTheBrightnessAndOffWithoutKeepsIt) {
  EmulatedLamp lamp("Desk", LampKind::dimmable);
  LampCommand half = switched(true);
  half.bri = 127;
  lamp.command(half, start);
  lamp.command(switched(false), start + 1s);
  EXPECT_EQ(lamp.settings().bri, 127);
  lamp.command(switched(true), start + 2s);
  lamp.command(switched(false, 4s), start + 3s);
  lamp.command(switched(true), start + 20s);
  EXPECT_EQ(lamp.settings().bri, 3);
  EXPECT_NEAR(lamp.light(start + 21s), 0.0118, 0.0001);
}

TEST(EmulatedLamp, APlugKnowsOnAndOffOnly) {
  EmulatedLamp lamp("Radio", LampKind::plug);
  LampCommand command = switched(true, 2s);
  command.bri = 10;
  command.mirek = 200;
  lamp.command(command, start);
  EXPECT_DOUBLE_EQ(lamp.light(start), 1.0);
  EXPECT_EQ(lamp.settings().mode, ColourMode::none);
}

TEST(EmulatedLamp, XyBeatsTemperatureBeatsHue) {
  EmulatedLamp lamp("Strip", LampKind::colour);
  LampCommand command = switched(true);
  command.hue = 1;
  command.mirek = 300;
  lamp.command(command, start);
  EXPECT_EQ(lamp.settings().mode, ColourMode::temperature);
  command.xy = {0.2, 0.3};
  lamp.command(command, start);
  EXPECT_EQ(lamp.settings().mode, ColourMode::xy);
}

TEST(EmulatedLamp, WithoutMainsItIsDarkAndTheBridgeGoesOnBelieving) {
  EmulatedLamp lamp("Desk", LampKind::dimmable);
  lamp.command(switched(true), start);
  lamp.set_mains(false, start + 1s);
  EXPECT_FALSE(lamp.reachable());
  EXPECT_EQ(lamp.light(start + 1s), 0.0);
  EXPECT_TRUE(lamp.settings().on);
  lamp.command(switched(false), start + 2s);
  EXPECT_FALSE(lamp.settings().on);
  lamp.set_mains(true, start + 3s);
  EXPECT_TRUE(lamp.settings().on) << "the factory's power-on setting";
  EXPECT_EQ(lamp.light(start + 3s), 1.0);
}

TEST(EmulatedLamp, CommandsAreLostWhileTheRadioFails) {
  EmulatedLamp lamp("Desk", LampKind::dimmable);
  lamp.set_radio(false);
  lamp.command(switched(true), start);
  EXPECT_TRUE(lamp.settings().on);
  EXPECT_EQ(lamp.light(start + 1s), 0.0);
  lamp.set_radio(true);
  EXPECT_FALSE(lamp.settings().on) << "the lamp says what it really is";
}

}  // namespace

namespace {

TEST(LightLevel, CountsAsHueSensorsDo) {
  EXPECT_EQ(light_level_of(0.0), 0);
  EXPECT_EQ(light_level_of(0.99), 0) << "nothing between 0 and 1 lx exists";
  EXPECT_EQ(light_level_of(1.0), 1);
  EXPECT_EQ(light_level_of(5.9), 7710);
  EXPECT_EQ(light_level_of(1000.0), 30001);
  EXPECT_EQ(light_level_of(1e9), 65533);
}

class Sensor : public ::testing::Test {
 protected:
  EmulatedSensor sensor{"Hall"};
  Instant start{1'700'000'000s};
};

TEST_F(Sensor, HasNoValueBeforeItsFirstReport) {
  EXPECT_FALSE(sensor.state().light_changed);
  sensor.set_lux(10, start);
  sensor.advance(start);
  EXPECT_EQ(sensor.state().light_level, 10001) << "joining the bridge is a report";
  EXPECT_EQ(sensor.state().light_changed, start);
}

TEST_F(Sensor, ReportsWhatWasSoAtTheTimeOfTheReport) {
  sensor.advance(start);
  sensor.set_lux(10, start + 1min);
  sensor.set_lux(100, start + 5min + 1s);  // without a call at five minutes
  EXPECT_EQ(sensor.state().light_level, 10001);
  EXPECT_EQ(sensor.state().light_changed, start + 5min);
  sensor.advance(start + 21min);
  EXPECT_EQ(sensor.state().light_reported, start + 20min);
  EXPECT_EQ(sensor.state().light_level, 20001);
}

TEST_F(Sensor, TwoSwitchesWithinFiveMinutesAreMissed) {
  sensor.advance(start);
  sensor.set_lux(100, start + 1min);
  sensor.set_lux(0, start + 4min);
  sensor.advance(start + 5min);
  EXPECT_EQ(sensor.state().light_level, 0);
  EXPECT_EQ(sensor.state().light_changed, start);
}

TEST_F(Sensor, MotionEndsTenSecondsAfterItWasLastSeen) {
  sensor.move(start);
  sensor.move(start + 6s);
  sensor.advance(start + 15s);
  EXPECT_TRUE(sensor.state().motion);
  EXPECT_EQ(sensor.state().motion_changed, start);
  sensor.advance(start + 1min);
  EXPECT_FALSE(sensor.state().motion);
  EXPECT_EQ(sensor.state().motion_changed, start + 16s);
}

TEST_F(Sensor, WhatItSaysOutOfReachIsLost) {
  sensor.advance(start);
  sensor.set_radio(false, start + 1s);
  sensor.set_lux(100, start + 2s);
  sensor.move(start + 3s);
  sensor.advance(start + 5min);
  EXPECT_FALSE(sensor.state().motion);
  EXPECT_EQ(sensor.state().light_level, 0);
  sensor.set_radio(true, start + 6min);
  sensor.advance(start + 10min);
  EXPECT_EQ(sensor.state().light_level, 20001);
}

TEST_F(Sensor, AClockThatWasSetBackStartsANewInterval) {
  sensor.advance(start);
  sensor.set_lux(100, start - 24h);
  sensor.advance(start - 24h + 5min);
  EXPECT_EQ(sensor.state().light_level, 20001);
}

}  // namespace

}  // namespace lamplighter::hue_emulator
