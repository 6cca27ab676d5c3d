// SPDX-License-Identifier: Apache-2.0
#include "learning/planner.h"

#include "csv/store.h"
#include "detection/test_room.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

const Instant solstice = *parse_instant("2026-12-21T11:00:00Z");
const RoomName hall("hall");

class RoomDusksTest : public ::testing::Test {
 protected:
  void SetUp() override {
    config.store.directory = folder.path("store");
    RoomConfig room;
    room.name = hall;
    room.sensor = SensorId("lux-1");
    room.lamps = {"Lamp"};
    config.rooms.push_back(room);
    room.name = RoomName("attic");
    room.sensor = SensorId("lux-2");
    room.lamps.clear();
    config.rooms.push_back(room);
  }

  void store(const char* sensor, std::span<const Sample<Lux>> light) {
    auto opened = csv::Store::open(config.store.directory);
    ASSERT_TRUE(opened) << opened.error().message;
    for (const Sample<Lux>& sample : light)
      ASSERT_TRUE(opened->append(Reading{SensorId(sensor), sample.at, sample.value}));
    ASSERT_TRUE(opened->sync());
  }

  /// One reading per minute, `until` excluded.
  void store(const char* sensor, Instant from, Instant until, double lux) {
    std::vector<Sample<Lux>> light;
    for (Instant at = from; at < until; at += 1min) light.push_back({at, Lux(lux)});
    store(sensor, light);
  }

  testing::ScratchFolder folder;
  Config config;
};

TEST_F(RoomDusksTest, AStoreWithoutTheSensorKnowsNothing) {
  RoomDusks dusks(config);
  EXPECT_TRUE(dusks.look(solstice, solstice + 4h).empty());
}

TEST_F(RoomDusksTest, ARoomIsBrightUntilItsSensorSawDusk) {
  store("lux-1", solstice, solstice + 2h, 80);
  store("lux-2", solstice, solstice + 2h, 1);
  RoomDusks dusks(config);
  EXPECT_EQ(dusks.look(solstice, solstice + 2h), (Dusks{{hall, std::nullopt}}))
      << "the attic has no lamps";
  store("lux-1", solstice + 2h, solstice + 3h, 5);
  EXPECT_EQ(dusks.look(solstice, solstice + 2h + 30s), (Dusks{{hall, std::nullopt}}))
      << "looked just now";
  EXPECT_EQ(dusks.look(solstice, solstice + 3h), (Dusks{{hall, solstice + 2h + 10min}}));
  EXPECT_EQ(dusks.look(solstice, solstice + 9h), (Dusks{{hall, solstice + 2h + 10min}})) << "kept";
  EXPECT_EQ(RoomDusks(config).look(solstice, solstice + 9h), (Dusks{{hall, solstice + 2h + 10min}}))
      << "also after a restart";
  EXPECT_TRUE(dusks.look(solstice + 24h, solstice + 24h).empty());
}

TEST_F(RoomDusksTest, ASensorThatFellSilentIsNotWaitedFor) {
  store("lux-1", solstice, solstice + 2h, 80);
  RoomDusks dusks(config);
  EXPECT_EQ(dusks.look(solstice, solstice + 2h + 10min).size(), 1U);
  EXPECT_TRUE(dusks.look(solstice, solstice + 2h + 20min).empty());
}

/// Three weeks and a day in which a 60 lux lamp is switched on while it is still bright.
TestRoom lit_before_dusk() {
  TestRoom room;
  room.days = 22;
  for (int day = 0; day < room.days; ++day) {
    room.light(day, 16.0 + 0.37 * (day % 4), 22.0 + 0.2 * (day % 3), 60);
    if (day % 2 == 0) room.light(day, 9.0 + 0.1 * day, 11.0 + 0.1 * day, 60);
  }
  return room;
}

TEST_F(RoomDusksTest, ALampThatWasLitBeforeDuskDoesNotHideIt) {
  TestRoom room = lit_before_dusk();
  store("lux-1", room.readings());
  room.lamps.clear();
  store("lux-2", room.readings());
  config.rooms[1].lamps = {"Lamp"};
  std::swap(config.rooms[0], config.rooms[1]);  // the first call learns all rooms
  config.home.latitude = munich.latitude;
  config.home.longitude = munich.longitude;
  config.home.time_zone = "Europe/Berlin";
  const Instant last_noon = room.at(room.days - 1, 13);
  const Instant evening = room.at(room.days - 1, 21.5);
  RoomDusks dusks(config);
  const Dusks& seen = dusks.look(last_noon, evening);
  const RoomName& dark = config.rooms[0].name;
  ASSERT_TRUE(seen.at(hall) && seen.at(dark));
  EXPECT_LE(std::chrono::abs(*seen.at(hall) - *seen.at(dark)), 20min)
      << "a lamp's size is known to a tenth or so";
  config.home = {};
  EXPECT_FALSE(RoomDusks(config).look(last_noon, evening).at(hall)) << "nothing was learned";
}

TEST_F(RoomDusksTest, TheRoomsOwnThresholdCounts) {
  config.rooms[0].dark_below = 100;
  store("lux-1", solstice, solstice + 1h, 80);
  EXPECT_EQ(RoomDusks(config).look(solstice, solstice + 1h), (Dusks{{hall, solstice + 10min}}));
}

}  // namespace

}  // namespace lamplighter::app
