// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/server.h"
#include "testing/clocks.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace lamplighter::hue_emulator {
namespace {

constexpr const char* id = "02c0defffe00da7a";

/// A bridge with HTTPS, and a client that trusts its authority and checks the bridge's name.
class Secure : public ::testing::Test {
 protected:
  Secure() {
    const auto made = EmulatedAuthority::make("emulated root");
    if (made) authority.emplace(*made);
    BridgeWorld world;
    world.lamps = {EmulatedLamp("Bulb", LampKind::dimmable)};
    world.keys["k"] = {"test", {}, {}};
    BridgeAddress address;
    address.certificate = *authority->issue(id, bridge_validity());
    auto started = EmulatedBridgeServer::start(std::move(world), clock, address);
    if (started) server = std::move(*started);
    std::ofstream(ca_file) << authority->certificate();
  }
  ~Secure() override { std::filesystem::remove(ca_file); }

  std::unique_ptr<httplib::Client> client() {
    auto made = std::make_unique<httplib::Client>(std::string("https://") + id + ":" +
                                                  std::to_string(server->secure_port()));
    made->set_hostname_addr_map({{id, "127.0.0.1"}});
    made->set_ca_cert_path(ca_file);
    made->set_default_headers({{"hue-application-key", "k"}});
    return made;
  }

  testing::ManualClock clock{Instant(1'700'000'000s)};  // never advanced: safe to share
  std::optional<EmulatedAuthority> authority;
  std::unique_ptr<EmulatedBridgeServer> server;
  std::string ca_file = ::testing::TempDir() + "emulated_ca_" + std::to_string(::getpid()) + ".pem";
};

TEST_F(Secure, ShowsACertificateThatItsAuthoritySignedForItsId) {
  ASSERT_TRUE(server);
  const auto answer = client()->Get("/clip/v2/resource/light");
  ASSERT_TRUE(answer) << httplib::to_string(answer.error());
  EXPECT_EQ(answer->status, 200);
  EXPECT_NE(answer->body.find("\"Bulb\""), std::string::npos);
}

TEST_F(Secure, AnotherCertificateIsShownFromTheNextConnectionOn) {
  ASSERT_TRUE(server);
  EXPECT_TRUE(client()->Get("/api/config"));
  EXPECT_TRUE(server->use_certificate(*self_signed(id, bridge_validity())));
  EXPECT_FALSE(client()->Get("/api/config"));
  EXPECT_TRUE(server->use_certificate(*authority->issue(id, bridge_validity())));
  EXPECT_TRUE(client()->Get("/api/config"));
  EXPECT_FALSE(server->use_certificate({"no", "certificate"}));
}

TEST_F(Secure, TheOldestBridgeHasNoHttps) {
  BridgeWorld world;
  world.model = BridgeModel::bsb001;
  BridgeAddress address;
  address.certificate = *authority->issue(id, bridge_validity());
  const auto old = EmulatedBridgeServer::start(std::move(world), clock, address);
  ASSERT_TRUE(old);
  EXPECT_EQ((*old)->secure_port(), 0);
}

TEST_F(Secure, TellsItsListenersWhatChanges) {
  ASSERT_TRUE(server);
  std::string heard;
  auto listener = client();
  listener->Get("/eventstream/clip/v2", [&](const char* bytes, std::size_t size) {
    const bool first = heard.empty();
    heard.append(bytes, size);
    if (first) {
      server->with_bridge([](EmulatedBridge& bridge, Instant now) {
        LampCommand on;
        on.on = true;
        bridge.world().lamps[0].command(on, now);
      });
    }
    return heard.find("\n\n", heard.find("data:")) == std::string::npos;
  });
  EXPECT_TRUE(heard.starts_with(": hi\n\n")) << heard;
  EXPECT_NE(heard.find("\"on\":{\"on\":true}"), std::string::npos) << heard;
}

TEST_F(Secure, TheEventStreamNeedsAKey) {
  ASSERT_TRUE(server);
  auto stranger = client();
  stranger->set_default_headers({});
  EXPECT_EQ(stranger->Get("/eventstream/clip/v2")->status, 403);
}

TEST_F(Secure, WithoutPowerNothingAnswersAndAfterwardsAllIsAsBefore) {
  ASSERT_TRUE(server);
  const int port = server->secure_port();
  EXPECT_EQ(client()->Get("/clip/v2/resource")->status, 200);
  EXPECT_TRUE(server->set_power(false));
  EXPECT_TRUE(server->set_power(false));
  EXPECT_FALSE(client()->Get("/clip/v2/resource"));
  EXPECT_TRUE(server->set_power(true));
  EXPECT_EQ(server->secure_port(), port);
  EXPECT_EQ(client()->Get("/clip/v2/resource")->status, 200) << "the key is still known";
}

TEST_F(Secure, PowerEndsAnOpenStream) {
  ASSERT_TRUE(server);
  bool ended = false;
  std::jthread listener([&] {
    auto streaming = client();
    streaming->Get("/eventstream/clip/v2", [&](const char*, std::size_t) { return true; });
    ended = true;
  });
  EXPECT_TRUE(server->set_power(false));
  listener.join();
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace lamplighter::hue_emulator
