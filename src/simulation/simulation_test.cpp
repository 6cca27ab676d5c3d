// SPDX-License-Identifier: Apache-2.0
#include "simulation/simulation.h"

#include "simulation/test_house.h"

#include <gtest/gtest.h>

#include <cmath>

namespace lamplighter::simulation {
namespace {

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
