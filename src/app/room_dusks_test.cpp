// SPDX-License-Identifier: Apache-2.0
#include "app/room_dusks.h"

#include "csv/store.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

const Instant noon = *parse_instant("2026-12-21T11:00:00Z");
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

  /// A reading a minute, `until` not included.
  void store(const char* sensor, Instant from, Instant until, double lux) {
    auto opened = csv::Store::open(config.store.directory);
    ASSERT_TRUE(opened) << opened.error().message;
    for (Instant at = from; at < until; at += 1min)
      ASSERT_TRUE(opened->append(Reading{SensorId(sensor), at, Lux(lux)}));
    ASSERT_TRUE(opened->sync());
  }

  testing::ScratchFolder folder;
  Config config;
};

TEST_F(RoomDusksTest, AStoreWithoutTheSensorKnowsNothing) {
  RoomDusks dusks(config);
  EXPECT_TRUE(dusks.look(noon, noon + 4h).empty());
}

TEST_F(RoomDusksTest, ARoomIsBrightUntilItsSensorSawDusk) {
  store("lux-1", noon, noon + 2h, 80);
  store("lux-2", noon, noon + 2h, 1);
  RoomDusks dusks(config);
  EXPECT_EQ(dusks.look(noon, noon + 2h), (Dusks{{hall, std::nullopt}})) << "the attic has no lamps";
  store("lux-1", noon + 2h, noon + 3h, 5);
  EXPECT_EQ(dusks.look(noon, noon + 2h + 30s), (Dusks{{hall, std::nullopt}})) << "looked just now";
  EXPECT_EQ(dusks.look(noon, noon + 3h), (Dusks{{hall, noon + 2h + 10min}}));
  EXPECT_EQ(dusks.look(noon, noon + 9h), (Dusks{{hall, noon + 2h + 10min}})) << "kept";
  EXPECT_EQ(RoomDusks(config).look(noon, noon + 9h), (Dusks{{hall, noon + 2h + 10min}}))
      << "also after a restart";
  EXPECT_TRUE(dusks.look(noon + 24h, noon + 24h).empty());
}

TEST_F(RoomDusksTest, ASensorThatFellSilentIsNotWaitedFor) {
  store("lux-1", noon, noon + 2h, 80);
  RoomDusks dusks(config);
  EXPECT_EQ(dusks.look(noon, noon + 2h + 10min).size(), 1U);
  EXPECT_TRUE(dusks.look(noon, noon + 2h + 20min).empty());
}

TEST_F(RoomDusksTest, TheRoomsOwnThresholdCounts) {
  config.rooms[0].dark_below = 100;
  store("lux-1", noon, noon + 1h, 80);
  EXPECT_EQ(RoomDusks(config).look(noon, noon + 1h), (Dusks{{hall, noon + 10min}}));
}

}  // namespace
}  // namespace lamplighter::app
