// SPDX-License-Identifier: Apache-2.0
// The set-up of a house with an emulated bridge, an emulated Home Assistant and a real broker.
#include "home_assistant_emulator/server.h"
#include "hue_emulator/control.h"
#include "hue_emulator/server.h"
#include "mqtt/child_broker.h"
#include "mqtt/connection.h"
#include "setup/house_setup.h"
#include "state/away_file.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <thread>

namespace lamplighter::app {
namespace {

using home_assistant_emulator::EmulatedHome;
using home_assistant_emulator::EmulatedHomeServer;

class HouseSetupTest : public ::testing::Test {
 protected:
  HouseSetupTest() {
    hue_emulator::BridgeWorld world;
    EXPECT_TRUE(hue_emulator::add_lamp(world, "Hall/Hall 1"));
    EXPECT_TRUE(hue_emulator::add_lamp(world, "Hall/Hall 2:colour"));
    EXPECT_TRUE(hue_emulator::add_sensor(world, "Hall/Hall sensor"));
    auto bridge = hue_emulator::EmulatedBridgeServer::start(std::move(world), clock, {});
    EXPECT_TRUE(bridge);
    bridge_ = *std::move(bridge);
    EmulatedHome home;
    home.add_token("admin", true);
    home.set("light.shelf", "on", clock.now() - 1h, R"({"friendly_name":"Shelf"})");
    home.set("sensor.shelf_lux", "12.5", clock.now() - 1h, R"({"device_class":"illuminance"})");
    home.set_area("light.shelf", "Living room");
    auto server = EmulatedHomeServer::start(std::move(home), clock);
    EXPECT_TRUE(server);
    home_ = *std::move(server);
    Config unconfigured;
    unconfigured.store.directory = folder_.path("store");
    setup_ = std::make_unique<HouseSetup>(
        SetupSettings{.path = folder_.path("lamplighter.toml"), .unconfigured = unconfigured});
  }

  std::string bridge_address() { return "127.0.0.1:" + std::to_string(bridge_->port()); }

  void until(const std::function<bool()>& is_so) {
    while (!is_so()) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }

  void pair() {
    ASSERT_FALSE(setup_->begin_pairing(bridge_address()));
    EXPECT_TRUE(setup_->look().pairing->is_running);
    bridge_->press_button();
    until([&] { return setup_->look().bridge.has_value(); });
  }

  bool is_on(std::size_t lamp) {
    bool on = false;
    bridge_->with_bridge([&](hue_emulator::EmulatedBridge& bridge, Instant) {
      on = bridge.world().lamps[lamp].settings().on;
    });
    return on;
  }

  HeardLook listen() {
    setup_->listen(true);
    until([&] { return !setup_->heard().is_looking; });
    return setup_->heard();
  }

  SystemClock clock;
  lamplighter::testing::ScratchFolder folder_;
  std::unique_ptr<hue_emulator::EmulatedBridgeServer> bridge_;
  std::unique_ptr<EmulatedHomeServer> home_;
  std::unique_ptr<HouseSetup> setup_;
};

std::string fault_field(const SetupStep& step) { return step ? step->field : "none"; }

TEST_F(HouseSetupTest, GoesFromNothingToAConfigThatCanBeUsed) {
  ASSERT_NO_FATAL_FAILURE(pair());
  const SetupStep home = setup_->set_home_assistant(home_->url() + "/lovelace/0?edit=1", "admin");
  ASSERT_FALSE(home) << home->error.message;
  EXPECT_EQ(setup_->look().home_assistant_note, "connected; 1 lamp, 1 light sensor");
  EXPECT_EQ(setup_->look().config.home_assistant.url, home_->url());
  ASSERT_FALSE(setup_->take_place_of_home_assistant());
  const HeardLook heard = listen();
  ASSERT_EQ(heard.heard.parts.size(), 2u);
  EXPECT_EQ(heard.heard.parts[0].note, "2 lamps, 1 light sensor");
  ASSERT_EQ(heard.proposed.size(), 2u);
  EXPECT_EQ(heard.proposed[0].name, "Hall");
  EXPECT_EQ(heard.proposed[1].name, "Living room");
  std::vector<RoomWish> rooms;
  for (const ProposedRoom& room : heard.proposed)
    rooms.push_back({.name = room.name, .lamps = room.lamps, .sensor = room.sensor});
  ASSERT_FALSE(setup_->set_rooms(rooms, {}));
  EXPECT_FALSE(std::filesystem::exists(folder_.path("lamplighter.toml")))
      << "nothing is written yet";
  EXPECT_FALSE(std::filesystem::exists(folder_.path("store")));
  const SetupPreview preview = setup_->preview();
  EXPECT_FALSE(preview.obstacle);
  EXPECT_EQ(preview.text.find("admin"), std::string::npos) << "the token is not of the config";
  EXPECT_EQ(preview.secrets.size(), 2u);
  const Result<void> written = setup_->write();
  ASSERT_TRUE(written) << written.error().message;
  const Result<Config> config = load_config(folder_.path("lamplighter.toml"));
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_EQ(config->rooms.size(), 2u);
  EXPECT_EQ(config->rooms[0].sensor.text(), "hue:Hall sensor");
  EXPECT_EQ(config->home.time_zone, "Europe/Amsterdam");
  for (const std::string& secret : {config->hue.key_file, config->home_assistant.token_file}) {
    struct stat status {};
    ASSERT_EQ(::stat(secret.c_str(), &status), 0) << secret;
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
  }
  EXPECT_FALSE(setup_->look().has_changed);
  HouseSetup later({.path = folder_.path("lamplighter.toml"), .unconfigured = {}});
  EXPECT_EQ(later.look().bridge_address, bridge_address());
}

TEST_F(HouseSetupTest, AnAddressOfHomeAssistantNeedsNeitherSchemeNorPort) {
  const std::string host = home_->url().substr(std::string("http://").size());
  ASSERT_FALSE(setup_->set_home_assistant(host, "admin"));
  EXPECT_EQ(setup_->look().config.home_assistant.url, home_->url());
  const SetupStep silent = setup_->set_home_assistant("127.0.0.1", "admin");
  ASSERT_TRUE(silent) << "a Home Assistant runs here";
  EXPECT_TRUE(silent->error.message.starts_with("http://127.0.0.1:8123: "))
      << silent->error.message;
  const SetupStep wrong = setup_->set_home_assistant("ftp://home", "admin");
  ASSERT_TRUE(wrong);
  EXPECT_TRUE(wrong->error.message.starts_with("expected ")) << wrong->error.message;
}

TEST_F(HouseSetupTest, FollowsAnEditedFileUntilSomethingIsEntered) {
  const auto write = [&](const std::string& latitude) {
    static_cast<void>(folder_.write(
        "lamplighter.toml", "[home]\nlatitude = " + latitude +
                                "\nlongitude = 13.4\ntime_zone = \"Europe/Berlin\"\n"
                                "[[room]]\nname = \"hall\"\nlamps = [\"zigbee2mqtt:a\"]\n"));
  };
  write("52.5");
  EXPECT_EQ(setup_->look().config.home.latitude, 52.5);
  write("52.6");
  EXPECT_EQ(setup_->look().config.home.latitude, 52.6);
  write("52.7");
  ASSERT_FALSE(setup_->set_limits({.max_hours = 5.0}));
  EXPECT_EQ(setup_->look().config.home.latitude, 52.7) << "also what was read last is edited";
  write("52.8");
  EXPECT_EQ(setup_->look().config.home.latitude, 52.7);
  EXPECT_FALSE(setup_->write()) << "neither is lost without the user's consent";
  setup_->discard();
  EXPECT_EQ(setup_->look().config.home.latitude, 52.8);
  static_cast<void>(folder_.write("lamplighter.toml", "[home\n"));
  EXPECT_TRUE(setup_->look().problem);
  write("52.9");
  EXPECT_FALSE(setup_->look().problem);
}

TEST_F(HouseSetupTest, BlinksTheLampsOfARoomAndRestoresThem) {
  ASSERT_NO_FATAL_FAILURE(pair());
  ASSERT_FALSE(
      setup_->set_rooms({{.name = "hall", .lamps = std::vector<std::string>{"Hall 1"}}}, {}));
  const bool was_on = is_on(0);
  std::jthread blinking([&] { EXPECT_FALSE(setup_->blink("hall", {})); });
  until([&] { return is_on(0) != was_on; });
  blinking.join();
  EXPECT_EQ(is_on(0), was_on);
  EXPECT_EQ(fault_field(setup_->blink("attic", {})), "room");
  const SetupStep unknown = setup_->blink("", {"Nobody's lamp"});
  ASSERT_TRUE(unknown);
}

TEST_F(HouseSetupTest, NoLampBlinksWhileTheHouseIsAway) {
  ASSERT_NO_FATAL_FAILURE(pair());
  ASSERT_TRUE(keep_away(folder_.path("store"), {.away = true, .given_at = clock.now() - 1min}));
  const SetupStep refused = setup_->blink("", {"Hall 1"});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->error.fault, Fault::refused);
}

TEST_F(HouseSetupTest, WhatDoesNotAnswerNamesItsFieldAndChangesNothing) {
  EXPECT_EQ(fault_field(setup_->begin_pairing("not an address")), "address");
  EXPECT_EQ(fault_field(setup_->set_home_assistant("nonsense", "admin")), "url");
  EXPECT_EQ(fault_field(setup_->set_home_assistant(home_->url(), "wrong")), "token");
  EXPECT_EQ(fault_field(setup_->set_home_assistant(home_->url(), std::nullopt)), "token");
  EXPECT_EQ(fault_field(setup_->take_place_of_home_assistant()), "from");
  BrokerConfig broker;
  broker.port = 9;
  EXPECT_EQ(fault_field(setup_->set_broker(broker, std::nullopt)), "host");
  EXPECT_FALSE(setup_->look().has_changed);
  ASSERT_FALSE(setup_->begin_pairing(bridge_address()));
  setup_->end_pairing();
  EXPECT_FALSE(setup_->look().pairing);
}

TEST_F(HouseSetupTest, HearsWhatABrokerKeepsAndWritesTheSourceOfASensor) {
  const auto broker = mqtt::ChildBroker::start();
  ASSERT_TRUE(broker) << broker.error().message;
  auto talker = mqtt::Connection::make({.port = (*broker)->port()}, {}, clock, Rng(1));
  ASSERT_TRUE(talker);
  until([&] {
    (*talker)->receive(std::chrono::milliseconds(20), {});
    return (*talker)->is_connected();
  });
  const auto keep = [&](const char* topic, const char* payload) {
    EXPECT_TRUE((*talker)->publish(topic, payload, mqtt::Kept::yes));
  };
  keep("zigbee2mqtt/bridge/devices",
       R"([{"friendly_name":"lamp 1","definition":{"exposes":[{"type":"light"}]}}])");
  keep("zigbee2mqtt/window", R"({"illuminance":40})");
  (*talker)->close();
  BrokerConfig config;
  config.host = "127.0.0.1";
  config.port = (*broker)->port();
  const SetupStep wrong = setup_->set_broker(config, std::nullopt);
  ASSERT_FALSE(wrong) << wrong->error.message;
  EXPECT_EQ(setup_->look().broker_note, "connected; 2 messages in 3 s");
  const HeardLook heard = listen();
  ASSERT_EQ(heard.heard.heard.lamps.size(), 1u);
  ASSERT_EQ(heard.heard.heard.sensors.size(), 1u);
  ASSERT_FALSE(setup_->set_rooms({{.name = "hall",
                                   .lamps = std::vector<std::string>{"zigbee2mqtt:lamp 1"},
                                   .sensor = "window"}},
                                 {}));
  const Config draft = setup_->look().config;
  ASSERT_EQ(draft.sources.size(), 2u);
  EXPECT_EQ(draft.sources[1].topic, "zigbee2mqtt/{sensor}");
}

}  // namespace
}  // namespace lamplighter::app
