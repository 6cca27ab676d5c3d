// SPDX-License-Identifier: Apache-2.0
// The bridge's lamps when the bridge's address or key changes.
#include "config/secret_file.h"
#include "hue_emulator/control.h"
#include "hue_emulator/server.h"
#include "lamps/bridge_link.h"
#include "testing/clocks.h"
#include "testing/room_commands.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

using hue_emulator::BridgeWorld;
using hue_emulator::EmulatedBridgeServer;
using testing::look_at_room;
using testing::set_room;

const RoomName den("den");
constexpr const char* paired_id = "02c0defffe00da7a";

class PairedLampsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    EXPECT_TRUE(hue_emulator::add_lamp(world, "Study/Desk"));
    pairing.key = hue_emulator::make_key(world, "lamplighter#test", clock.now());
    server = start(world, authority);
    ASSERT_TRUE(server);
    config.key_file = folder.path("bridge.key");
    config.ca_file = folder.write("ca.pem", authority.certificate());
    pairing.address = address_of(*server);
    keep(pairing);
  }

  std::unique_ptr<EmulatedBridgeServer> start(BridgeWorld of,
                                              const hue_emulator::EmulatedAuthority& signer) {
    hue_emulator::BridgeAddress address;
    address.certificate = *signer.issue(of.bridge_id, hue_emulator::bridge_validity());
    auto started = EmulatedBridgeServer::start(std::move(of), clock, address);
    EXPECT_TRUE(started) << (started ? "" : started.error().message);
    return started ? *std::move(started) : nullptr;
  }

  static std::string address_of(const EmulatedBridgeServer& at) {
    return "127.0.0.1:" + std::to_string(at.secure_port());
  }

  /// What a search finds from now on.
  void announce(const std::string& bridge, const EmulatedBridgeServer& at) {
    found = {{bridge, *hue::parse_address(address_of(at))}};
  }

  void keep(const hue::Pairing& kept) const {
    ASSERT_TRUE(write_secret_file(config.key_file, to_text(kept)));
  }

  [[nodiscard]] hue::Pairing kept() const {
    return *hue::parse_pairing(*read_secret_file(config.key_file));
  }

  std::unique_ptr<PairedLamps> open() {
    auto opened =
        PairedLamps::open(config, {{den, {"Desk"}, {}, {}, {}}}, clock, {}, hue::bridge_limits,
                          {[this](const std::stop_token&) {
                             ++searches;
                             return found;
                           },
                           nullptr, [this](const hue::Pairing& used) { in_use = used; }});
    EXPECT_TRUE(opened) << (opened ? "" : opened.error().message);
    return opened ? *std::move(opened) : nullptr;
  }

  /// Looks every ten seconds, `times` times; returns the last error, if any.
  std::string look(PairedLamps& lamps, int times) {
    std::string error;
    for (int i = 0; i < times; ++i) {
      clock.turn_to(clock.now() + 10s);
      const Result<HouseLook> seen = lamps.look();
      error = seen ? "" : seen.error().message;
    }
    return error;
  }

  testing::LeapingClock clock{Instant(1'800'000'000s)};
  testing::ScratchFolder folder;
  hue_emulator::EmulatedAuthority authority{*hue_emulator::EmulatedAuthority::make("root")};
  BridgeWorld world;
  hue::Pairing pairing{paired_id, "", hue::Api::v1, true, "", ""};
  HueConfig config;
  std::unique_ptr<EmulatedBridgeServer> server;
  std::vector<hue::FoundBridge> found;
  int searches = 0;
  hue::Pairing in_use;
};

TEST_F(PairedLampsTest, AKeyPairedAgainIsUsedWithoutAReload) {
  const auto lamps = open();
  ASSERT_TRUE(look_at_room(*lamps, den));
  std::string key;
  server->with_bridge([&](hue_emulator::EmulatedBridge& bridge, Instant now) {
    bridge.revoke(pairing.key);
    key = hue_emulator::make_key(bridge.world(), "lamplighter#again", now);
  });
  const Result<OnOff> refused = look_at_room(*lamps, den);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, Fault::refused);
  hue::Pairing again = pairing;
  again.key = key;
  keep(again);
  EXPECT_TRUE(set_room(*lamps, den, OnOff::on)) << "a command is enough";
  EXPECT_EQ(in_use.key, key);
  EXPECT_EQ(searches, 0) << "it answers, so it need not be looked for";
}

TEST_F(PairedLampsTest, ABridgeAtAnotherAddressIsFoundByItsIdAndKeepsItsLamps) {
  const auto lamps = open();
  ASSERT_TRUE(lamps->look());
  server.reset();
  EXPECT_NE(look(*lamps, 3), "");
  EXPECT_EQ(searches, 1);
  world.lamps[0].rename("Renamed");
  server = start(world, authority);
  announce(paired_id, *server);
  EXPECT_EQ(look(*lamps, 3), "");
  EXPECT_EQ(in_use.address, address_of(*server));
  EXPECT_EQ(kept().address, address_of(*server)) << "for the next start";
  EXPECT_FALSE(lamps->notice());
  EXPECT_TRUE(set_room(*lamps, den, OnOff::on)) << "by its id, whatever its name is now";
}

TEST_F(PairedLampsTest, ABridgeThatMovesAfterAnEarlierOutageIsFoundAsSoon) {
  const auto lamps = open();
  ASSERT_TRUE(server->set_power(false));
  EXPECT_NE(look(*lamps, 360), "") << "an hour, with growing pauses between searches";
  ASSERT_TRUE(server->set_power(true));
  ASSERT_EQ(look(*lamps, 1), "");
  server.reset();
  server = start(world, authority);
  announce(paired_id, *server);
  EXPECT_EQ(look(*lamps, 3), "");
}

TEST_F(PairedLampsTest, AnAddressInTheConfigIsLeftAndSaid) {
  config.address = pairing.address;
  const auto lamps = open();
  ASSERT_TRUE(lamps->look());
  server.reset();
  server = start(world, authority);
  announce(paired_id, *server);
  EXPECT_EQ(look(*lamps, 4), "");
  EXPECT_EQ(kept(), pairing);
  ASSERT_TRUE(lamps->notice());
  EXPECT_NE(lamps->notice()->find("change address in [hue]"), std::string::npos);
}

TEST_F(PairedLampsTest, AnImpostorOfTheBridgeGetsNoKey) {
  const auto lamps = open();
  ASSERT_TRUE(lamps->look());
  server.reset();
  const auto other = hue_emulator::EmulatedAuthority::make("other root");
  const auto stranger = start(world, *other);
  announce(paired_id, *stranger);
  EXPECT_NE(look(*lamps, 10), "");
  EXPECT_GE(searches, 2);
  stranger->with_bridge([&](hue_emulator::EmulatedBridge& bridge, Instant) {
    EXPECT_EQ(bridge.world().keys.at(pairing.key).last_use, world.keys.at(pairing.key).last_use);
  });
  EXPECT_EQ(kept(), pairing);
}

TEST_F(PairedLampsTest, OverPlainHttpANewAddressIsOnlySaid) {
  pairing.is_secure = false;
  pairing.address = "127.0.0.1:" + std::to_string(server->port());
  keep(pairing);
  const auto lamps = open();
  ASSERT_TRUE(lamps->look());
  server.reset();
  server = start(world, authority);
  announce(paired_id, *server);
  EXPECT_NE(look(*lamps, 4).find("set address = \"" + address_of(*server) + "\" in [hue]"),
            std::string::npos);
}

TEST_F(PairedLampsTest, AnotherBridgeIsOfferedAndTakenOnceItIsPaired) {
  const auto lamps = open();
  ASSERT_TRUE(lamps->look());
  server.reset();
  world.bridge_id = "c42996fffe001122";
  server = start(world, authority);
  announce(world.bridge_id, *server);
  const std::string error = look(*lamps, 4);
  EXPECT_NE(error.find("lamplighter bridge pair --keep-key --address " + address_of(*server)),
            std::string::npos)
      << error;
  hue::Pairing moved = pairing;
  moved.bridge_id = world.bridge_id;
  moved.address = address_of(*server);
  keep(moved);
  EXPECT_EQ(look(*lamps, 1), "");
  EXPECT_TRUE(set_room(*lamps, den, OnOff::on));
}

TEST_F(PairedLampsTest, ABridgeThatIsGoneIsLookedForWithGrowingPauses) {
  const auto lamps = open();
  server.reset();
  look(*lamps, 24 * 360);
  EXPECT_GT(searches, 40);
  EXPECT_LT(searches, 60);
}

}  // namespace
}  // namespace lamplighter::app
