// SPDX-License-Identifier: Apache-2.0
#include "simulation/lamp_keeping.h"

#include "simulation/test_house.h"
#include "simulation/typical_house.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace lamplighter::simulation {
namespace {

double lit_minutes(const Simulation& simulation) {
  double minutes = 0.0;
  for (const LampInterval& interval : simulation.lamps()) {
    minutes += Minutes(interval.until - interval.from).count();
  }
  return minutes;
}

/// Spans with the house empty, from stays sorted by begin; a person who is walking is home.
std::vector<Span> empty_spans(std::span<const Stay> stays) {
  std::vector<Span> empty;
  Instant home_until = stays.front().until;
  for (const Stay& stay : stays) {
    if (stay.from > home_until + 2min) empty.push_back({home_until, stay.from});
    home_until = std::max(home_until, stay.until);
  }
  return empty;
}

TEST(LampKeeping, NoLampIsLitInAnEmptyHouseExceptTimers) {
  std::size_t checked = 0;
  int timers_lit = 0;
  for (std::uint64_t seed = 0; seed < 5; ++seed) {
    Settings settings = test_settings(seed, "2016-11-01", 30);
    ASSERT_TRUE(apply_scene("timer", settings));  // a timer in every room
    settings.house.trips_a_year = 12.0;
    const Simulation simulation(settings);
    for (const Span& empty : empty_spans(simulation.stays())) {
      ++checked;
      for (const LampInterval& lamp : simulation.lamps()) {
        if (lamp.until <= empty.from || lamp.from >= empty.until) continue;
        const LampUse use = simulation.house().rooms[lamp.room].lamps[lamp.lamp].use;
        if (use == LampUse::timer) ++timers_lit;
        EXPECT_EQ(use, LampUse::timer) << "seed " << seed << " at " << to_iso(lamp.from);
      }
    }
  }
  EXPECT_GT(checked, 80U);
  EXPECT_GT(timers_lit, 3);
}

TEST(LampKeeping, DecemberHasFarMoreLampLightThanJune) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const double june = lit_minutes(Simulation(test_settings(seed, "2016-06-06", 21)));
    const double december = lit_minutes(Simulation(test_settings(seed, "2016-12-05", 21)));
    EXPECT_GT(december, 1.4 * june) << "seed " << seed;
    EXPECT_GT(june, 21 * 60.0) << "seed " << seed;
  }
}

TEST(LampKeeping, IntervalsOfALampAreSortedAndDoNotOverlap) {
  const Simulation simulation(test_settings(11, "2016-10-20", 60, "dimming"));
  ASSERT_GT(simulation.lamps().size(), 500U);
  std::vector<std::vector<Instant>> until(simulation.house().rooms.size());
  int dimmed = 0;
  for (const LampInterval& lamp : simulation.lamps()) {
    std::vector<Instant>& room = until[lamp.room];
    room.resize(simulation.house().rooms[lamp.room].lamps.size());
    EXPECT_LT(lamp.from, lamp.until);
    EXPECT_LE(room[lamp.lamp], lamp.from);
    EXPECT_LE(lamp.lit_since, lamp.from);
    if (room[lamp.lamp] == lamp.from) ++dimmed;
    room[lamp.lamp] = lamp.until;
    EXPECT_GE(lamp.from, simulation.span().from);
    EXPECT_LE(lamp.until, simulation.span().until);
  }
  EXPECT_GT(dimmed, 50);
}

TEST(LampKeeping, ATimerLampKeepsItsMinuteThroughBothClockChanges) {
  for (const char* from : {"2016-03-10", "2016-11-03"}) {
    const Simulation simulation(test_settings(2, from, 7, "timer"));
    int evenings = 0;
    for (const LampInterval& lamp : simulation.lamps()) {
      const Lamp& what = simulation.house().rooms[lamp.room].lamps[lamp.lamp];
      if (what.use != LampUse::timer) continue;
      ++evenings;
      EXPECT_EQ(test_place().zone.minute_of_day(lamp.from),
                static_cast<int>(what.timer->on.count()));
      EXPECT_EQ(test_place().zone.minute_of_day(lamp.until),
                static_cast<int>(what.timer->off.count()));
    }
    EXPECT_EQ(evenings, 7 * static_cast<int>(simulation.house().rooms.size()));
  }
}

TEST(LampKeeping, HuntsCurveFallsFromCertainToNever) {
  EXPECT_EQ(chance_to_switch_on(0.0), 1.0);
  EXPECT_NEAR(chance_to_switch_on(66.4), 0.5, 0.01);  // midpoint at 10^1.8223 lux
  EXPECT_EQ(chance_to_switch_on(2000.0), 0.0);
  double before = 1.0;
  for (double lux = 1.0; lux < 5000.0; lux *= 1.3) {
    EXPECT_LE(chance_to_switch_on(lux), before);
    before = chance_to_switch_on(lux);
  }
}

TEST(ChangesOf, JoinsLampsOfARoomAndBeginsEachRoomWithItsState) {
  House house;
  for (const char* name : {"a", "b", "c"}) {
    Room room{.name = RoomName(name), .kind = RoomKind::living};
    house.rooms.push_back(room);
  }
  house.rooms[1].watched = false;
  const Instant t0 = from_epoch_seconds(1e9);
  const auto lit = [&](std::size_t room, int from, int until) {
    return LampInterval{
        room, 0, t0 + std::chrono::minutes(from), t0 + std::chrono::minutes(until), t0, Lux(1.0)};
  };
  const std::vector<LampInterval> lamps{lit(0, 0, 10), lit(0, 5, 20), lit(0, 20, 25),
                                        lit(0, 40, 60), lit(1, 3, 9)};
  const std::vector<Change> expected{
      {t0, RoomName("a"), LampState::on},
      {t0, RoomName("c"), LampState::off},
      {t0 + 25min, RoomName("a"), LampState::off},
      {t0 + 40min, RoomName("a"), LampState::on},
  };
  EXPECT_EQ(changes_of(house, lamps, {t0, t0 + 60min}), expected);
}

}  // namespace
}  // namespace lamplighter::simulation
