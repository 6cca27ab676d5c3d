// SPDX-License-Identifier: Apache-2.0
#include "playing/light_watch.h"

#include <gtest/gtest.h>

#include <vector>

namespace lamplighter {
namespace {

using Outcome = PlayStep::Outcome;

const RoomName hall("hall");
const RoomName den("den");
const SensorId window("window");

TEST(LightWatch, SaysWhichRoomsLampsAreDeadAndWhenTheyAreNot) {
  std::vector<std::string> said;
  LightWatch watch({{window, hall}},
                   [&](const std::string& sentence) { said.push_back(sentence); });
  Instant now(1'700'000'000s);
  const auto minutes = [&](int count, double lux) {
    for (int i = 0; i < count; ++i) watch.reading({window, now += 60s, Lux(lux)});
  };
  const auto evening = [&](double lit) {
    minutes(10, 1);
    watch.took({now, hall, OnOff::on, Outcome::switched, ""});
    minutes(10, lit);
    watch.took({now, hall, OnOff::off, Outcome::switched, ""});
    minutes(20, 1);
  };
  for (int i = 0; i < 5; ++i) evening(1);
  ASSERT_EQ(said.size(), 1U);
  EXPECT_NE(said[0].find("room hall"), std::string::npos);
  EXPECT_FALSE(watch.is_well());
  evening(50);
  ASSERT_EQ(said.size(), 2U);
  EXPECT_TRUE(watch.is_well());
}

TEST(LightWatch, WhatIsOfOtherRoomsOrNotOursProvesNothing) {
  int said = 0;
  LightWatch watch({{window, hall}}, [&](const std::string&) { ++said; });
  Instant now(1'700'000'000s);
  for (int i = 0; i < 10; ++i) {
    for (int k = 0; k < 10; ++k) watch.reading({window, now += 60s, Lux(1)});
    watch.took({now, i % 2 == 0 ? den : hall, OnOff::on, Outcome::switched, ""});
    watch.took({now, hall, OnOff::on, i % 4 == 1 ? Outcome::touched : Outcome::silent, ""});
    for (int k = 0; k < 10; ++k) {
      watch.reading({window, now += 60s, Lux(1)});
      watch.reading({SensorId("other"), now, Lux(1)});
    }
    watch.took({now, hall, OnOff::off, Outcome::switched, ""});
  }
  EXPECT_EQ(said, 0);
  EXPECT_TRUE(watch.is_well());
}

}  // namespace
}  // namespace lamplighter
