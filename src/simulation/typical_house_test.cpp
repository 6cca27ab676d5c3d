// SPDX-License-Identifier: Apache-2.0
#include "simulation/typical_house.h"

#include "simulation/test_house.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace lamplighter::simulation {
namespace {

Result<Settings> house_of(const std::vector<RoomName>& rooms, std::uint64_t seed = 1) {
  return typical_settings(seed, test_place(), *parse_date("2016-07-01"), 7, rooms);
}

TEST(KindOf, IsRecognisedByTheName) {
  const std::vector<std::pair<const char*, RoomKind>> names{
      {"living-room", RoomKind::living}, {"front-room", RoomKind::living},
      {"kitchen", RoomKind::kitchen},    {"dining-room", RoomKind::dining},
      {"bathroom-2", RoomKind::bath},    {"bedroom", RoomKind::bedroom},
      {"kids-room", RoomKind::bedroom},  {"hall", RoomKind::hall},
      {"dining-hall", RoomKind::dining}, {"study", RoomKind::office},
      {"attic-office", RoomKind::office}};
  for (const auto& [name, kind] : names) EXPECT_EQ(kind_of(name), kind) << name;
  EXPECT_EQ(kind_of("attic"), std::nullopt);
}

TEST(TypicalSettings, RefusesANameThatTellsNoKindAndANameTwice) {
  const Result<Settings> unknown = house_of({RoomName("attic")});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().fault, Fault::bad_input);
  EXPECT_NE(unknown.error().message.find("attic-office"), std::string::npos);
  const Result<Settings> twice = house_of({RoomName("hall"), RoomName("hall")});
  ASSERT_FALSE(twice);
  EXPECT_NE(twice.error().message.find("twice"), std::string::npos);
}

TEST(TypicalSettings, ARoomIsTheSameWhateverOtherRoomsAreNamed) {
  const Settings one = *house_of({RoomName("kitchen")});
  const Settings two = *house_of({RoomName("hall"), RoomName("office"), RoomName("kitchen")});
  const auto kitchen = [](const Settings& settings) {
    return *std::find_if(settings.house.rooms.begin(), settings.house.rooms.end(),
                         [](const Room& room) { return room.name == RoomName("kitchen"); });
  };
  EXPECT_EQ(kitchen(one).lamps.front().size, kitchen(two).lamps.front().size);
  EXPECT_EQ(kitchen(one).window->facing, kitchen(two).window->facing);
}

TEST(TypicalSettings, EveryHouseHasTheRoomsPeopleNeedAndASensorARoom) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    const Settings settings = *house_of({RoomName("front-room")}, seed);
    EXPECT_EQ(settings.house.rooms.size(), 5U);
    EXPECT_EQ(settings.sensors.size(), 5U);
    const auto watched = std::count_if(settings.house.rooms.begin(), settings.house.rooms.end(),
                                       [](const Room& room) { return room.watched; });
    EXPECT_EQ(watched, 1);
    for (const Person& person : settings.house.people) {
      EXPECT_EQ(settings.house.rooms[person.bedroom].kind, RoomKind::bedroom);
    }
  }
}

TEST(TypicalSettings, HouseholdsOfOneToFourPeopleAllOccur) {
  std::array<int, 5> sizes{};
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const std::size_t people = house_of(usual_rooms(), seed)->house.people.size();
    ASSERT_GE(people, 1U);
    ASSERT_LE(people, 4U);
    ++sizes[people];
  }
  for (std::size_t people = 1; people <= 4; ++people) EXPECT_GT(sizes[people], 15) << people;
}

Simulation simulate(const std::string& scene, int days = 8) {
  return Simulation(test_settings(3, "2016-10-03", days, scene));
}

double median_step(const Simulation& simulation) {
  const std::vector<Sample<Lux>> samples = simulation.readings(0);
  std::vector<double> steps;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    steps.push_back(std::chrono::duration<double>(samples[i].at - samples[i - 1].at).count());
  }
  std::nth_element(steps.begin(), steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2),
                   steps.end());
  return steps[steps.size() / 2];
}

/// The largest daylight around noon in the rooms with sensors, lux.
double brightest(const Simulation& simulation) {
  double most = 0.0;
  for (std::size_t room = 0; room < 5; ++room) {
    for (const Sample<Lux>& sample : simulation.readings(room)) {
      most = std::max(most, sample.value.value());
    }
  }
  return most;
}

TEST(Scenes, EachOneIsListedOnceAndRuns) {
  std::set<std::string_view> names;
  for (const Scene& scene : scenes()) {
    EXPECT_TRUE(names.insert(scene.name).second) << scene.name;
    EXPECT_FALSE(scene.says.empty());
    const Simulation simulation = simulate(std::string(scene.name), 2);
    std::size_t readings = 0;
    for (std::size_t room = 0; room < 5; ++room) readings += simulation.readings(room).size();
    EXPECT_GT(readings, 1000U) << scene.name;
  }
  EXPECT_EQ(names.size(), 21U);
}

TEST(Scenes, AnUnknownNameIsAnsweredWithTheNamesThereAre) {
  Settings settings = test_settings(1, "2016-10-03", 2);
  const Result<void> result = apply_scene("fog", settings);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().fault, Fault::not_found);
  EXPECT_NE(result.error().message.find("broken-cloud"), std::string::npos);
}

TEST(Scenes, IntervalsAreTenSecondsAndTenMinutes) {
  EXPECT_NEAR(median_step(simulate("ten-second", 2)), 10.0, 0.2);
  EXPECT_NEAR(median_step(simulate("ten-minute", 8)), 600.0, 1.0);
}

TEST(Scenes, ALampFreeHouseHasNoLampInItsTruth) {
  const Simulation simulation = simulate("lamp-free");
  EXPECT_TRUE(simulation.lamps().empty());
  const std::vector<Change> changes = simulation.changes();
  EXPECT_EQ(changes.size(), 5U);
  for (const Change& change : changes) EXPECT_EQ(change.state, LampState::off);
}

TEST(Scenes, DimLampsAreDimAndBrightRoomsBright) {
  const Simulation dim = simulate("dim-lamps");
  for (const LampInterval& lamp : dim.lamps()) {
    EXPECT_LE(lamp.lux.value(), 8.0);
    EXPECT_GE(lamp.lux.value(), 2.0);
  }
  EXPECT_GT(brightest(simulate("bright-room")), 1000.0);
  EXPECT_LT(brightest(simulate("plain")), 700.0);
}

TEST(Scenes, SunPatchesAreThousandsOfLuxAtTheSameHourOfSunnyDays) {
  const Simulation plain = simulate("plain");
  const Simulation patched = simulate("sun-patches");
  EXPECT_GT(brightest(patched), 3.0 * brightest(plain));
}

TEST(Scenes, OneDayIsOneDay) {
  const Simulation simulation = simulate("one-day", 30);
  EXPECT_EQ(simulation.span().until - simulation.span().from, 24h);
}

TEST(Scenes, TheHouseholdSceneHasDifficultiesMixed) {
  bool curtains = false;
  bool patches = false;
  bool warm_up = false;
  bool dims = false;
  std::set<Digits> digits;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Settings settings = test_settings(seed, "2016-10-03", 2);
    for (std::size_t i = 0; i < settings.house.rooms.size(); ++i) {
      const Room& room = settings.house.rooms[i];
      digits.insert(settings.sensors[i].digits);
      curtains |= room.window && room.window->curtains < 1.0;
      patches |= room.window && !room.window->patches.empty();
      for (const Lamp& lamp : room.lamps) {
        warm_up |= lamp.warm_up > 0s;
        dims |= lamp.dims;
      }
    }
  }
  EXPECT_TRUE(curtains && patches && warm_up && dims);
  EXPECT_EQ(digits.size(), 3U);
}

}  // namespace

}  // namespace lamplighter::simulation
