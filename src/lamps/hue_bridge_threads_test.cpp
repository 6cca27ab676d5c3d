// SPDX-License-Identifier: Apache-2.0
// The Hue client and the emulated bridge, which share no code, over TCP.
#include "hue/bridge_lamps.h"
#include "hue/transport.h"
#include "hue/v1.h"
#include "hue_emulator/control.h"
#include "hue_emulator/server.h"
#include "testing/clocks.h"
#include "testing/room_commands.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter::app {
namespace {

using testing::look_at_room;
using testing::set_room;

class HueBridge : public ::testing::Test {
 protected:
  HueBridge() {
    hue_emulator::BridgeWorld world;
    for (const char* lamp : {"Study/Desk:colour", "Study/Shelf", "Hall/Radio:plug"}) {
      EXPECT_TRUE(hue_emulator::add_lamp(world, lamp));
    }
    auto started = hue_emulator::EmulatedBridgeServer::start(std::move(world), clock, {});
    EXPECT_TRUE(started);
    server = std::move(*started);
    transport = std::make_unique<hue::HttpTransport>(hue::Address{"127.0.0.1", server->port()});
    server->press_button();
    key = *pair();
  }

  std::optional<std::string> pair() {
    const auto answer = transport->send(hue::v1::ask_key("lamplighter", "test"));
    EXPECT_TRUE(answer);
    const auto read = hue::v1::read_key(*answer);
    return read ? *read : std::nullopt;
  }

  double light(std::size_t lamp) {
    double light = 0;
    server->with_bridge([&](hue_emulator::EmulatedBridge& bridge, Instant now) {
      light = bridge.world().lamps[lamp].light(now + 1s);
    });
    return light;
  }

  testing::LeapingClock clock{Instant(1'700'000'000s)};
  std::unique_ptr<hue_emulator::EmulatedBridgeServer> server;
  std::unique_ptr<hue::HttpTransport> transport;
  std::string key;
};

TEST_F(HueBridge, PairingGivesAKeyOnlyAfterAPress) {
  EXPECT_FALSE(pair());
  server->press_button();
  EXPECT_TRUE(pair());
}

TEST_F(HueBridge, DescribesItselfAndItsHouse) {
  const auto description = hue::v1::read_description(*transport->send(hue::v1::ask_description()));
  ASSERT_TRUE(description);
  EXPECT_EQ(description->id, "02c0defffe00da7a");
  hue::Bridge bridge(*transport, clock, hue::Api::v1, key);
  const auto house = bridge.house();
  ASSERT_TRUE(house) << house.error().message;
  EXPECT_EQ(house->lamps.size(), 3U);
  EXPECT_EQ(house->groups.size(), 2U);
}

TEST_F(HueBridge, RoomsAreSwitchedWithoutASingleRefusal) {
  hue::Bridge bridge(*transport, clock, hue::Api::v1, key);
  hue::BridgeLamps lamps(bridge, {{RoomName("study"), {"room:Study"}, 50.0, 400, 1s},
                                  {RoomName("hall"), {"Radio"}, {}, {}, {}}});
  for (int i = 0; i < 20; ++i) {
    const OnOff to = i % 2 == 0 ? OnOff::on : OnOff::off;
    const auto study = set_room(lamps, RoomName("study"), to, {});
    ASSERT_TRUE(study) << study.error().message;
    const auto hall = set_room(lamps, RoomName("hall"), to, {});
    ASSERT_TRUE(hall) << hall.error().message;
    EXPECT_EQ(*look_at_room(lamps, RoomName("study")), to);
    EXPECT_NEAR(light(0), to == OnOff::on ? 0.5 : 0.0, 0.01) << i;
    EXPECT_EQ(light(2), to == OnOff::on ? 1.0 : 0.0) << i;
  }
}

TEST_F(HueBridge, TenLampsInOneSecondObeyTheLimitsAndNoneIsRefused) {
  server->with_bridge([](hue_emulator::EmulatedBridge& inside, Instant) {
    for (int i = 0; i < 7; ++i)
      EXPECT_TRUE(hue_emulator::add_lamp(inside.world(), "Attic/Lamp " + std::to_string(i)));
  });
  hue::Bridge bridge(*transport, clock, hue::Api::v1, key);
  std::vector<hue::RoomLamps> rooms;
  for (int lamp = 1; lamp <= 10; ++lamp) {  // one room each: all change at the same instant
    const std::string id = std::to_string(lamp);
    rooms.push_back({RoomName(id), {id}, {}, {}, {}});
  }
  hue::BridgeLamps lamps(bridge, rooms);
  std::vector<Instant> taken;
  for (const hue::RoomLamps& room : rooms) {
    const auto done = set_room(lamps, room.room, OnOff::on, {});
    ASSERT_TRUE(done) << done.error().message;
    taken.push_back(clock.now());
  }
  for (std::size_t i = 1; i < taken.size(); ++i) EXPECT_EQ(taken[i] - taken[i - 1], 100ms) << i;
  EXPECT_EQ(taken.back() - taken.front(), 900ms);
  for (std::size_t lamp = 0; lamp < 10; ++lamp) EXPECT_EQ(light(lamp), 1.0) << lamp;
}

TEST_F(HueBridge, AFadeToOffIsNotRememberedAsAGlimmer) {
  hue::Bridge bridge(*transport, clock, hue::Api::v1, key);
  hue::BridgeLamps lamps(bridge, {{RoomName("study"), {"Shelf"}, {}, {}, 500ms}});
  const RoomName study("study");
  for (const OnOff to : {OnOff::on, OnOff::off, OnOff::on})
    EXPECT_TRUE(set_room(lamps, study, to, {}));
  EXPECT_EQ(light(1), 1.0);
}

TEST_F(HueBridge, FaultsOfTheBridgeAreDistinguished) {
  hue::Bridge bridge(*transport, clock, hue::Api::v1, key);
  hue::BridgeLamps lamps(bridge, {{RoomName("study"), {"Desk", "Shelf"}, {}, {}, {}}});
  const RoomName study("study");
  EXPECT_TRUE(hue_emulator::control(*server, "busy 3"));
  EXPECT_TRUE(set_room(lamps, study, OnOff::on, {})) << "asked again until it is free";
  EXPECT_TRUE(hue_emulator::control(*server, "drop 2"));
  EXPECT_EQ(set_room(lamps, study, OnOff::off, {}).error().fault, Fault::unavailable);
  EXPECT_TRUE(look_at_room(lamps, study));
  EXPECT_TRUE(hue_emulator::control(*server, "drop 1"));
  EXPECT_TRUE(set_room(lamps, study, OnOff::off, {})) << "a kept connection may have been closed";
  EXPECT_TRUE(hue_emulator::control(*server, "radio off Desk"));
  EXPECT_TRUE(set_room(lamps, study, OnOff::off, {})) << "the other lamp obeys";
  EXPECT_TRUE(hue_emulator::control(*server, "mains off Shelf"));
  EXPECT_EQ(set_room(lamps, study, OnOff::on, {}).error().fault, Fault::unavailable);
  EXPECT_TRUE(hue_emulator::control(*server, "revoke"));
  EXPECT_EQ(set_room(lamps, study, OnOff::on, {}).error().fault, Fault::refused);
  server.reset();
  EXPECT_EQ(set_room(lamps, study, OnOff::on, {}).error().fault, Fault::unavailable);
}

}  // namespace
}  // namespace lamplighter::app
