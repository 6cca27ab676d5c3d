// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/control.h"
#include "testing/clocks.h"

#include <gtest/gtest.h>
#include <httplib.h>

namespace lamplighter::hue_emulator {
namespace {

TEST(EmulatedBridgeLamps, AreAddedToTheirRooms) {
  BridgeWorld world;
  for (const char* text : {"Study/Desk", "Study/Shelf: left:white", "Hall/Radio:plug"}) {
    EXPECT_TRUE(add_lamp(world, text)) << text;
  }
  ASSERT_EQ(world.lamps.size(), 3U);
  EXPECT_EQ(world.lamps[1].name(), "Shelf: left");
  EXPECT_EQ(world.lamps[1].kind(), LampKind::white_ambiance);
  ASSERT_EQ(world.groups.size(), 2U);
  EXPECT_EQ(world.groups[0].lamps, (std::vector<std::size_t>{0, 1}));
}

TEST(EmulatedBridgeLamps, NonsenseIsRefused) {
  BridgeWorld world;
  for (const char* text : {"", "Desk", "/Desk", "Study/", "Study/:plug", "Study/Desk:laser"}) {
    EXPECT_FALSE(add_lamp(world, text)) << text;
  }
  for (int i = 0; i < 63; ++i) EXPECT_TRUE(add_lamp(world, "Study/Desk"));
  EXPECT_FALSE(add_lamp(world, "Study/Desk"));
}

TEST(EmulatedBridgeSensors, AreAddedToTheirRooms) {
  BridgeWorld world;
  EXPECT_TRUE(add_lamp(world, "Hall/Ceiling"));
  EXPECT_TRUE(add_sensor(world, "Hall/Hall sensor"));
  ASSERT_EQ(world.groups.size(), 1U);
  EXPECT_EQ(world.groups[0].sensors, std::vector<std::size_t>{0});
  for (const char* text : {"", "Hall", "/x", "Hall/"}) EXPECT_FALSE(add_sensor(world, text));
}

class Control : public ::testing::Test {
 protected:
  Control() {
    BridgeWorld world;
    EXPECT_TRUE(add_lamp(world, "Study/Desk lamp"));
    auto started = EmulatedBridgeServer::start(std::move(world), clock, {});
    if (started) server = std::move(*started);
  }

  template <typename Look>
  auto look(Look look) {
    decltype(look(std::declval<EmulatedBridge&>())) seen{};
    server->with_bridge([&](EmulatedBridge& bridge, Instant) { seen = look(bridge); });
    return seen;
  }

  testing::ManualClock clock{Instant(1'700'000'000s)};
  std::unique_ptr<EmulatedBridgeServer> server;
};

TEST_F(Control, AMotionSensorSeesWhatItIsSetTo) {
  ASSERT_TRUE(server);
  EXPECT_FALSE(control(*server, "motion Hall sensor"));
  server->with_bridge([](EmulatedBridge& bridge, Instant) {
    EXPECT_TRUE(add_sensor(bridge.world(), "Hall/Hall sensor"));
  });
  EXPECT_TRUE(control(*server, "lux 100.5 Hall sensor"));
  EXPECT_TRUE(control(*server, "motion Hall sensor"));
  const SensorState state =
      look([](EmulatedBridge& bridge) { return bridge.world().sensors[0].state(); });
  EXPECT_TRUE(state.motion);
  EXPECT_EQ(state.light_level, light_level_of(100.5));
  EXPECT_TRUE(control(*server, "radio off Hall sensor"));
  EXPECT_FALSE(look([](EmulatedBridge& bridge) { return bridge.world().sensors[0].reachable(); }));
  for (const char* line : {"lux Hall sensor", "lux -1 Hall sensor", "lux nan Hall sensor",
                           "lux inf Hall sensor", "lux 5", "motion Attic"}) {
    EXPECT_FALSE(control(*server, line)) << line;
  }
}

TEST_F(Control, ALampIsSwitchedManuallyAndCutOff) {
  ASSERT_TRUE(server);
  const auto on = [](EmulatedBridge& bridge) { return bridge.world().lamps[0].settings().on; };
  const auto reachable = [](EmulatedBridge& bridge) { return bridge.world().lamps[0].reachable(); };
  EXPECT_TRUE(control(*server, "on Desk lamp"));
  EXPECT_TRUE(look(on));
  EXPECT_TRUE(control(*server, "off Desk lamp"));
  EXPECT_FALSE(look(on));
  EXPECT_TRUE(control(*server, "radio off Desk lamp"));
  EXPECT_FALSE(look(reachable));
  EXPECT_TRUE(control(*server, "radio on Desk lamp"));
  EXPECT_TRUE(control(*server, "mains off Desk lamp"));
  EXPECT_FALSE(look(reachable));
  EXPECT_TRUE(control(*server, "mains on Desk lamp"));
  EXPECT_TRUE(look(on));
}

TEST_F(Control, TheButtonIsPressedAndKeysAreRevoked) {
  ASSERT_TRUE(server);
  EXPECT_TRUE(control(*server, "press"));
  EXPECT_TRUE(look([](EmulatedBridge& bridge) { return bridge.world().button_pressed; }));
  look([](EmulatedBridge& bridge) { return bridge.world().keys["k"].devicetype; });
  EXPECT_TRUE(control(*server, "revoke"));
  EXPECT_EQ(look([](EmulatedBridge& bridge) { return bridge.world().keys.size(); }), 0U);
}

TEST_F(Control, FaultsAreCounted) {
  ASSERT_TRUE(server);
  httplib::Client client("127.0.0.1", server->port());
  EXPECT_TRUE(control(*server, "busy 1"));
  EXPECT_EQ(client.Get("/api/config")->status, 429);
  EXPECT_TRUE(control(*server, "drop 1"));
  EXPECT_FALSE(client.Get("/api/config"));
  client.set_read_timeout(10);
  std::size_t heard = 0;
  EXPECT_TRUE(control(*server, "drip 1"));
  EXPECT_FALSE(client.Get("/api/config", [&](const char*, std::size_t size) {
    heard += size;
    return heard < 3;  // otherwise it would never end
  }));
  EXPECT_EQ(heard, 3U) << "one byte at a time";
  EXPECT_TRUE(control(*server, "slow 1"));
  EXPECT_EQ(client.Get("/api/config")->status, 200);
}

TEST_F(Control, ThePowerIsCutAndComesBack) {
  ASSERT_TRUE(server);
  httplib::Client client("127.0.0.1", server->port());
  EXPECT_TRUE(control(*server, "power off"));
  EXPECT_FALSE(client.Get("/api/config"));
  EXPECT_TRUE(control(*server, "power on"));
  EXPECT_TRUE(client.Get("/api/config"));
}

TEST_F(Control, EveryKindOfCertificateIsMadeAndNoOther) {
  ASSERT_TRUE(server);
  const Result<EmulatedAuthority> authority = EmulatedAuthority::make("root");
  ASSERT_TRUE(authority);
  for (const char* kind : {"good", "self-signed", "stranger", "expired", "other-id"}) {
    EXPECT_TRUE(control(*server, std::string("certificate ") + kind, &*authority)) << kind;
    EXPECT_FALSE(control(*server, std::string("certificate ") + kind)) << "no authority to ask";
  }
  EXPECT_FALSE(control(*server, "certificate golden", &*authority));
}

TEST_F(Control, OtherLinesAreErrors) {
  ASSERT_TRUE(server);
  for (const char* line :
       {"", "presss", "on Lamp", "on", "mains Desk lamp", "radio up Desk lamp", "drop", "drop x",
        "drop -1", "busy 1e9", "slow 99999999999", "power", "power maybe"}) {
    EXPECT_FALSE(control(*server, line)) << line;
  }
}

}  // namespace
}  // namespace lamplighter::hue_emulator
