// SPDX-License-Identifier: Apache-2.0
#include "planning/darkness.h"

#include <gtest/gtest.h>

#include <vector>

namespace lamplighter {
namespace {

const Instant noon = *parse_instant("2026-12-21T11:00:00Z");

/// One sample per minute from noon on.
std::vector<Sample<Lux>> minutes(const std::vector<double>& lux) {
  std::vector<Sample<Lux>> samples;
  for (std::size_t i = 0; i < lux.size(); ++i)
    samples.push_back({noon + std::chrono::minutes(i), Lux(lux[i])});
  return samples;
}

std::vector<double> bright_then(std::size_t bright, std::size_t dark) {
  std::vector<double> lux(bright, 90.0);
  lux.insert(lux.end(), dark, 3.0);
  return lux;
}

TEST(Dusk, ComesOnceTheRoomWasDarkForTenMinutes) {
  EXPECT_EQ(dusk_of(minutes(bright_then(30, 10)), Lux(20)), std::nullopt);
  EXPECT_EQ(dusk_of(minutes(bright_then(30, 11)), Lux(20)), noon + 40min);
}

TEST(Dusk, TheLampsThatAreLitThenDoNotEndIt) {
  std::vector<double> lux = bright_then(30, 11);
  lux.insert(lux.end(), 200, 150.0);
  EXPECT_EQ(dusk_of(minutes(lux), Lux(20)), noon + 40min);
}

TEST(Dusk, ACloudIsNoDusk) {
  std::vector<double> lux = bright_then(5, 9);
  const std::vector<double> again = bright_then(1, 11);
  lux.insert(lux.end(), again.begin(), again.end());
  EXPECT_EQ(dusk_of(minutes(lux), Lux(20)), noon + 25min);
}

TEST(Dusk, DarknessIsCountedAgainAfterAGap) {
  std::vector<Sample<Lux>> samples = minutes(bright_then(5, 8));
  for (Sample<Lux> late : minutes(bright_then(0, 11)))
    samples.push_back({late.at + 60min, late.value});
  EXPECT_EQ(dusk_of(samples, Lux(20)), noon + 70min);
}

TEST(Dusk, WhatIsAtTheThresholdIsNotDarkAndNegativeLightIs) {
  EXPECT_EQ(dusk_of(minutes(std::vector<double>(30, 20.0)), Lux(20)), std::nullopt);
  EXPECT_EQ(dusk_of(minutes(std::vector<double>(30, -1.5)), Lux(20)), noon + 10min);
  EXPECT_EQ(dusk_of({}, Lux(20)), std::nullopt);
}

}  // namespace
}  // namespace lamplighter
