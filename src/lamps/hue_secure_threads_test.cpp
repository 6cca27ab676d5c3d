// SPDX-License-Identifier: Apache-2.0
// The Hue client over https: which bridges are accepted, and what version 2 adds.
#include "hue/bridge_lamps.h"
#include "hue/event_stream.h"
#include "hue/pairing.h"
#include "hue/v1.h"
#include "hue_emulator/control.h"
#include "hue_emulator/server.h"
#include "testing/clocks.h"
#include "testing/room_commands.h"

#include <gtest/gtest.h>

#include <semaphore>

namespace lamplighter::app {
namespace {

using testing::look_at_room;
using testing::set_room;

const RoomName study("study");

class SecureBridge : public ::testing::Test {
 protected:
  SecureBridge() : authority(*hue_emulator::EmulatedAuthority::make("emulated root")) {}

  void start(hue_emulator::BridgeModel model = hue_emulator::BridgeModel::bsb002,
             const std::string& id = "02c0defffe00da7a") {
    hue_emulator::BridgeWorld world;
    world.model = model;
    world.bridge_id = id;
    for (const char* lamp : {"Study/Desk:colour", "Study/Shelf", "Hall/Radio:plug"}) {
      EXPECT_TRUE(hue_emulator::add_lamp(world, lamp));
    }
    hue_emulator::BridgeAddress address;
    address.certificate = *authority.issue(id, hue_emulator::bridge_validity());
    auto started = hue_emulator::EmulatedBridgeServer::start(std::move(world), clock, address);
    ASSERT_TRUE(started);
    server = std::move(*started);
  }

  [[nodiscard]] hue::Address https() const { return {"127.0.0.1", server->secure_port()}; }

  Result<hue::Approach> approach(const std::string& authorities) {
    return hue::approach(https(), authorities, clock);
  }

  /// Pairs in the same way as the command.
  hue::Pairing pair(const std::string& authorities) {
    const Result<hue::Approach> found = approach(authorities);
    EXPECT_TRUE(found) << (found ? "" : found.error().message);
    const auto transport = hue::open_transport(*found, authorities, clock);
    server->press_button();
    const auto key = hue::v1::read_key(*transport->send(hue::v1::ask_key("lamplighter", "test")));
    EXPECT_TRUE(key && *key);
    return {
        found->bridge.id, hue::to_string(https()), found->api, found->is_secure, found->pin, **key};
  }

  /// Switches the desk lamp, over a new connection.
  Result<void> set(const hue::Pairing& pairing, const std::string& authorities, OnOff to) {
    const auto transport = hue::open_transport(pairing, authorities, clock);
    hue::Bridge bridge(**transport, clock, pairing.api, pairing.key);
    hue::BridgeLamps lamps(bridge, {{study, {"Desk"}, {}, {}, {}}});
    return testing::set_room(lamps, study, to);
  }

  void say(std::string_view line) {
    const Result<void> done = hue_emulator::control(*server, line, &authority);
    EXPECT_TRUE(done) << (done ? "" : done.error().message);
  }

  /// When a key was last used; a false bridge must not change it.
  Instant last_use(const std::string& key) {
    Instant at;
    server->with_bridge([&](hue_emulator::EmulatedBridge& bridge, Instant) {
      at = bridge.world().keys.at(key).last_use;
    });
    return at;
  }

  testing::LeapingClock clock{Instant(1'700'000'000s)};
  hue_emulator::EmulatedAuthority authority;
  std::unique_ptr<hue_emulator::EmulatedBridgeServer> server;
};

TEST_F(SecureBridge, ABridgeOfAKnownAuthorityNeedsNoPin) {
  start();
  const auto found = approach(authority.certificate());
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_TRUE(found->is_secure);
  EXPECT_EQ(found->api, hue::Api::v2);
  EXPECT_EQ(found->pin, "");
  EXPECT_EQ(found->bridge.id, "02c0defffe00da7a");
  EXPECT_TRUE(set(pair(authority.certificate()), authority.certificate(), OnOff::on));
}

TEST_F(SecureBridge, OneOfAnUnknownAuthorityIsPinnedAtPairing) {
  start();
  const hue::Pairing pairing = pair("");
  EXPECT_TRUE(pairing.pin.starts_with("sha256//")) << pairing.pin;
  EXPECT_EQ(pairing.pin.size(), 8U + 44U);
  EXPECT_TRUE(set(pairing, "", OnOff::on));
}

TEST_F(SecureBridge, ASelfSignedOneIsPinnedToo) {
  start();
  say("certificate self-signed");
  const hue::Pairing pairing = pair(authority.certificate());
  EXPECT_NE(pairing.pin, "");
  EXPECT_TRUE(set(pairing, authority.certificate(), OnOff::on));
  say("certificate good");
  EXPECT_TRUE(set(pairing, authority.certificate(), OnOff::on)) << "its update got it a better one";
}

TEST_F(SecureBridge, AManInTheMiddleIsRefusedBeforeTheKeyIsSent) {
  start();
  struct Case {
    const char* line;
    const char* says;
    const char* advises;
  };
  const Case table[]{
      {"certificate stranger", "nor signed by a trusted authority", "bridge pair"},
      {"certificate self-signed", "nor signed by a trusted authority", "bridge pair"},
      {"certificate expired", "has expired", "clock"},
      {"certificate other-id", "not the bridge 02c0defffe00da7a", "address"},
  };
  const hue::Pairing by_authority = pair(authority.certificate());
  const hue::Pairing pinned = pair("");
  for (const hue::Pairing& pairing : {by_authority, pinned}) {
    const std::string authorities = pairing.pin.empty() ? authority.certificate() : "";
    for (const Case& one : table) {
      say(one.line);
      clock.turn_to(clock.now() + 1h);
      const Instant before = last_use(pairing.key);
      const Result<void> result = set(pairing, authorities, OnOff::on);
      ASSERT_FALSE(result) << one.line;
      EXPECT_EQ(result.error().fault, Fault::refused) << result.error().message;
      EXPECT_NE(result.error().message.find(one.says), std::string::npos) << result.error().message;
      EXPECT_NE(result.error().message.find(one.advises), std::string::npos)
          << result.error().message;
      EXPECT_EQ(last_use(pairing.key), before) << one.line;
    }
  }
  say("certificate good");
  EXPECT_TRUE(set(by_authority, authority.certificate(), OnOff::on));
}

TEST_F(SecureBridge, PairingRefusesACertificateOfAnotherIdOrAnExpiredOne) {
  start();
  for (const char* line : {"certificate other-id", "certificate expired"}) {
    say(line);
    const auto found = approach(authority.certificate());
    ASSERT_FALSE(found) << line;
    EXPECT_EQ(found.error().fault, Fault::refused);
  }
}

TEST_F(SecureBridge, AClockThatWasNeverSetDoesNotLockItOut) {
  start();
  const hue::Pairing pairing = pair(authority.certificate());
  clock.turn_to(Instant(60s));
  EXPECT_TRUE(set(pairing, authority.certificate(), OnOff::on));
}

TEST_F(SecureBridge, RoomsAreSwitchedWithBrightnessTemperatureAndFade) {
  start();
  const hue::Pairing pairing = pair("");
  const auto transport = hue::open_transport(pairing, "", clock);
  hue::Bridge bridge(**transport, clock, pairing.api, pairing.key);
  const RoomName desk("desk");
  hue::BridgeLamps one_lamp(bridge, {{desk, {"Desk"}, 50.0, 400, {}}});
  EXPECT_TRUE(set_room(one_lamp, desk, OnOff::on));
  server->with_bridge([](hue_emulator::EmulatedBridge& at, Instant now) {
    EXPECT_EQ(at.world().lamps[0].settings().bri, 127);
    EXPECT_EQ(at.world().lamps[0].settings().mirek, 400);
    EXPECT_NEAR(at.world().lamps[0].light(now + 1s), 0.5, 0.01);
  });
  hue::BridgeLamps lamps(bridge, {{study, {"room:Study"}, {}, {}, 2s}});
  for (const OnOff to : {OnOff::on, OnOff::off, OnOff::on, OnOff::off}) {
    ASSERT_TRUE(set_room(lamps, study, to));
    EXPECT_EQ(*look_at_room(lamps, study), to);
  }
  ASSERT_TRUE(set_room(lamps, study, OnOff::on, {}));
  server->with_bridge([](hue_emulator::EmulatedBridge& at, Instant now) {
    EXPECT_GT(at.world().lamps[0].light(now + 2s), 0.4) << "no glimmer after a fade to off";
    EXPECT_GT(at.world().lamps[1].light(now + 2s), 0.4);
  });
}

TEST_F(SecureBridge, ALampChangedManuallyIsHeard) {
  start();
  const hue::Pairing pairing = pair("");
  hue::BridgeStream stream(pairing, "", clock);
  std::counting_semaphore<> news(0);
  hue::LampWatch watch(stream, clock, [&] { news.release(); });
  OnOff by_hand = OnOff::off;
  const auto is_reported = [&] {
    for (int tries = 0; tries < 300; ++tries) {  // the stream may not be open yet: try again
      by_hand = opposite(by_hand);
      clock.turn_to(clock.now() + 2s);
      say(by_hand == OnOff::on ? "on Desk" : "off Desk");
      if (news.try_acquire_for(std::chrono::milliseconds(200))) return true;
    }
    return false;
  };
  EXPECT_TRUE(is_reported());
  EXPECT_TRUE(server->set_power(false));
  EXPECT_TRUE(server->set_power(true));
  while (news.try_acquire()) {
  }
  EXPECT_TRUE(is_reported()) << "it listens again after the bridge was away";
}

TEST_F(SecureBridge, TheStreamOfARevokedKeyIsTrouble) {
  start();
  const hue::Pairing pairing = pair("");
  say("revoke");
  hue::BridgeStream stream(pairing, "", clock);
  const Result<void> ended = stream.read("", [](std::string_view) {}, {});
  ASSERT_FALSE(ended);
  EXPECT_EQ(ended.error().fault, Fault::refused);
}

TEST_F(SecureBridge, ABridgeWithoutPowerIsUnavailableAndThenAsBefore) {
  start();
  const hue::Pairing pairing = pair("");
  const auto transport = hue::open_transport(pairing, "", clock);
  hue::Bridge bridge(**transport, clock, pairing.api, pairing.key);
  hue::BridgeLamps lamps(bridge, {{study, {"room:Study"}, {}, {}, {}}});
  EXPECT_TRUE(set_room(lamps, study, OnOff::on, {}));
  EXPECT_TRUE(server->set_power(false));
  EXPECT_EQ(set_room(lamps, study, OnOff::off, {}).error().fault, Fault::unavailable);
  EXPECT_TRUE(server->set_power(true));
  EXPECT_TRUE(set_room(lamps, study, OnOff::off, {}));
  EXPECT_TRUE(server->set_power(false));
  EXPECT_TRUE(server->set_power(true));
  EXPECT_TRUE(set_room(lamps, study, OnOff::on, {})) << "its connection was closed in between";
}

TEST_F(SecureBridge, ALampThatMayNotHaveHeardACommandIsNotTakenToHaveObeyed) {
  start();
  const hue::Pairing pairing = pair("");
  const auto transport = hue::open_transport(pairing, "", clock);
  hue::Bridge bridge(**transport, clock, pairing.api, pairing.key);
  hue::BridgeLamps lamps(bridge, {{study, {"Desk"}, {}, {}, {}}},
                         [] { return hue::LampWatch::Heard{}; });  // nothing yet
  ASSERT_EQ(*look_at_room(lamps, study), OnOff::off);
  say("radio off Desk");
  EXPECT_EQ(set_room(lamps, study, OnOff::on, {}).error().fault, Fault::unavailable);
  say("radio on Desk");
  EXPECT_EQ(*look_at_room(lamps, study), OnOff::off);
  EXPECT_TRUE(set_room(lamps, study, OnOff::on, {}));
  EXPECT_EQ(*look_at_room(lamps, study), OnOff::on);
}

TEST_F(SecureBridge, TheOldestBridgeIsSpokenToOverHttp) {
  start(hue_emulator::BridgeModel::bsb001, "001788fffe000001");
  const auto found = hue::approach({"127.0.0.1", server->port()}, "", clock);
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_FALSE(found->is_secure);
  EXPECT_EQ(found->api, hue::Api::v1);
}

TEST_F(SecureBridge, ANewerBridgeThatAnswersOnlyOverHttpIsRefused) {
  start(hue_emulator::BridgeModel::bsb002, "001788fffe000001");
  const auto found = hue::approach({"127.0.0.1", server->port()}, "", clock);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().fault, Fault::refused);
  EXPECT_NE(found.error().message.find("443"), std::string::npos) << found.error().message;
}

TEST_F(SecureBridge, ABridgeProIsReachedOverHttpsAndItsRedirectIsNotFollowed) {
  start(hue_emulator::BridgeModel::bsb003, "c42996fffe000001");
  const auto plain = hue::approach({"127.0.0.1", server->port()}, "", clock);
  ASSERT_FALSE(plain);
  EXPECT_EQ(plain.error().fault, Fault::refused);
  EXPECT_EQ(approach("")->api, hue::Api::v2);
}

}  // namespace
}  // namespace lamplighter::app
