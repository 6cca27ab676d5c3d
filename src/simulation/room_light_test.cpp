// SPDX-License-Identifier: Apache-2.0
#include "simulation/room_light.h"

#include "simulation/test_house.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lamplighter::simulation {
namespace {

/// A plain household without windows: all light is lamp light.
Settings windowless(std::uint64_t seed, const std::string& scene) {
  Settings settings = test_settings(seed, "2016-10-03", 4, scene);
  for (Room& room : settings.house.rooms) room.window.reset();
  return settings;
}

/// Lux of the lamps that the truth calls lit in that room.
double true_lux(const Simulation& simulation, std::size_t room, Instant at) {
  double lux = 0.0;
  for (const LampInterval& lamp : simulation.lamps()) {
    if (lamp.room == room && lamp.from <= at && at < lamp.until) lux += lamp.lux.value();
  }
  return lux;
}

TEST(RoomLight, WithoutDaylightIsExactlyTheLampsThatTheTruthCallsLit) {
  for (const char* scene : {"plain", "dimming", "timer"}) {
    const Simulation simulation(windowless(4, scene));
    std::size_t lit = 0;
    for (std::size_t room = 0; room < simulation.house().rooms.size(); ++room) {
      RoomLight light = simulation.light(room);
      for (Instant at = simulation.span().from; at < simulation.span().until; at += 97s) {
        const double expected = true_lux(simulation, room, at);
        ASSERT_NEAR(light.lux_at(at), expected, 1e-9) << scene << " " << to_iso(at);
        if (expected > 0.0) ++lit;
      }
    }
    EXPECT_GT(lit, 700U) << scene;
  }
}

TEST(RoomLight, JumpsByTheLampsSizeAtTheSwitchAlsoInDaylight) {
  const Simulation simulation(test_settings(4, "2016-10-03", 4, "plain"));
  std::size_t jumps = 0;
  for (std::size_t room = 0; room < simulation.house().rooms.size(); ++room) {
    RoomLight light = simulation.light(room);
    Instant asked{};
    for (const LampInterval& lamp : simulation.lamps()) {
      const Instant before = lamp.from - 1ms;
      if (lamp.room != room || before <= asked || before < simulation.span().from) continue;
      const double dark = light.lux_at(before);
      const double rise = light.lux_at(lamp.from) - dark;
      const double expected =
          true_lux(simulation, room, lamp.from) - true_lux(simulation, room, before);
      ASSERT_NEAR(rise, expected, 0.01) << to_iso(lamp.from);
      asked = lamp.from;
      ++jumps;
    }
  }
  EXPECT_GT(jumps, 120U);
}

TEST(RoomLight, AColdLampRisesToItsSizeWithItsTimeConstant) {
  Room room{.name = RoomName("a"), .kind = RoomKind::hall};
  room.lamps.push_back({.name = "main", .size = Lux(100.0), .use = LampUse::main, .warm_up = 60s});
  const Instant on = from_epoch_seconds(1e9);
  const std::vector<LampInterval> lamps{{0, 0, on, on + 10min, on, Lux(100.0)}};
  LampLight light(room, lamps);
  EXPECT_EQ(light.lux_at(on - 1us), 0.0);
  EXPECT_NEAR(light.lux_at(on), 55.0, 1e-9);
  EXPECT_NEAR(light.lux_at(on + 60s), 100.0 - 45.0 / std::exp(1.0), 1e-9);
  EXPECT_NEAR(light.lux_at(on + 599s), 100.0, 0.01);
  EXPECT_EQ(light.lux_at(on + 10min), 0.0);
}

TEST(RoomLight, SpillIsAShareOfTheOtherRoomsLampsAndNotInThisRoomsTruth) {
  Settings settings = windowless(4, "plain");
  settings.house.rooms[1].lamps.clear();
  settings.house.rooms[1].spills.push_back({.from = 0, .share = 0.2});
  const Simulation simulation(settings);
  RoomLight light = simulation.light(1);
  std::size_t lit = 0;
  for (Instant at = simulation.span().from; at < simulation.span().until; at += 97s) {
    const double expected = 0.2 * true_lux(simulation, 0, at);
    ASSERT_NEAR(light.lux_at(at), expected, 1e-9);
    if (expected > 0.0) ++lit;
  }
  EXPECT_GT(lit, 200U);
  for (const LampInterval& lamp : simulation.lamps()) EXPECT_NE(lamp.room, 1U);
}

TEST(RoomLight, AShadowTakesLampLightAwayForAWhile) {
  Settings settings = windowless(4, "plain");
  for (Room& room : settings.house.rooms) room.shadows_an_hour = 4.0;
  const Simulation simulation(settings);
  RoomLight light = simulation.light(0);
  std::size_t shadows = 0;
  std::size_t lit = 0;
  for (Instant at = simulation.span().from; at < simulation.span().until; at += 20s) {
    const double expected = true_lux(simulation, 0, at);
    const double seen = light.lux_at(at);
    ASSERT_LE(seen, expected + 1e-9);
    ASSERT_GE(seen, 0.5 * expected - 1e-9);
    if (expected > 0.0) ++lit;
    if (seen < 0.97 * expected) ++shadows;
  }
  EXPECT_GT(shadows, lit / 100);
  EXPECT_LT(shadows, lit / 4);
}

}  // namespace
}  // namespace lamplighter::simulation
