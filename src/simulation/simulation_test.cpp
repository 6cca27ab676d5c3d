// SPDX-License-Identifier: Apache-2.0
#include "simulation/simulation.h"

#include "simulation/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace lamplighter::simulation {
namespace {

/// A plain household without windows: all light comes from lamps.
Settings windowless(std::uint64_t seed, const std::string& scene) {
  Settings settings = test_settings(seed, "2016-10-03", 4, scene);
  for (Room& room : settings.house.rooms) room.window.reset();
  return settings;
}

/// The lux of the lamps that are on in that room according to the truth.
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

namespace {

/// The readings in the first room with a sensor of a plain household over some days.
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

/// A sensor without faults.
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

/// FNV-1a over whole numbers.
class Hash {
 public:
  void add(std::int64_t number) {
    for (int i = 0; i < 8; ++i) {
      value_ ^= static_cast<std::uint64_t>(number >> (8 * i)) & 0xffU;
      value_ *= 0x100000001b3U;
    }
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = 0xcbf29ce484222325U;
};

std::uint64_t hash_of(const Simulation& simulation) {
  Hash hash;
  for (const LampInterval& lamp : simulation.lamps()) {
    hash.add(static_cast<std::int64_t>(lamp.room * 10 + lamp.lamp));
    hash.add(lamp.from.time_since_epoch().count());
    hash.add(lamp.until.time_since_epoch().count());
    hash.add(std::llround(100.0 * lamp.lux.value()));
  }
  for (std::size_t room = 0; room < simulation.house().rooms.size(); ++room) {
    for (const Sample<Lux>& sample : simulation.readings(room)) {
      hash.add(sample.at.time_since_epoch().count() / 1000);
      hash.add(std::llround(100.0 * sample.value.value()));
    }
  }
  return hash.value();
}

TEST(Simulation, ASeedIsTheSameHouseholdOnEveryMachine) {
  EXPECT_EQ(hash_of(Simulation(test_settings(1, "2016-07-01", 5))), 15594068112926339043U);
}

TEST(Simulation, ReadingsOfARoomDoNotDependOnBeingReadBefore) {
  const Simulation simulation(test_settings(5, "2016-07-01", 3));
  EXPECT_EQ(simulation.readings(2), simulation.readings(2));
  EXPECT_NE(simulation.readings(1), simulation.readings(2));
}

TEST(Simulation, ReadingsRiseInTimeAndStayInTheSpan) {
  const Simulation simulation(test_settings(6, "2016-11-05", 3));
  EXPECT_EQ(simulation.span().until - simulation.span().from, 73h) << "one day has 25 hours";
  for (std::size_t room = 0; room < 5; ++room) {
    const std::vector<Sample<Lux>> samples = simulation.readings(room);
    ASSERT_GT(samples.size(), 3000U);
    EXPECT_GE(samples.front().at, simulation.span().from);
    EXPECT_LT(samples.back().at, simulation.span().until);
    for (std::size_t i = 1; i < samples.size(); ++i) ASSERT_LT(samples[i - 1].at, samples[i].at);
  }
}

TEST(Simulation, TheTruthOfADayIsTheSameWhateverDayTheSpanBeginsOn) {
  const Simulation longer(test_settings(8, "2016-09-01", 20));
  const Simulation later(test_settings(8, "2016-09-11", 10));
  const Instant noon = later.span().from + 12h;
  const auto after = [&](const Simulation& simulation) {
    std::vector<Change> changes = simulation.changes();
    std::erase_if(changes, [&](const Change& change) { return change.at < noon; });
    return changes;
  };
  EXPECT_GT(after(later).size(), 200U);
  EXPECT_EQ(after(longer), after(later));
}

TEST(Simulation, RunsWhereTheSunDoesNotRise) {
  const Place far_north{69.65, 18.96, *TimeZone::find("Europe/Oslo")};
  for (const char* from : {"2016-06-15", "2016-12-15"}) {
    Settings settings = *typical_settings(2, far_north, *parse_date(from), 4, usual_rooms());
    const Simulation simulation(settings);
    EXPECT_GT(simulation.readings(0).size(), 4000U);
    EXPECT_GT(simulation.lamps().size(), 10U);
  }
}

}  // namespace

}  // namespace lamplighter::simulation
