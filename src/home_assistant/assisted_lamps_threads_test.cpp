// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/assisted_lamps.h"
#include "testing/room_commands.h"
#include "testing/scripted_server.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <nlohmann/json.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

namespace lamplighter::home_assistant {
namespace {

/// A minimal Home Assistant on a loopback port: states, services of lights and switches, a token.
class SmallHomeAssistant {
 public:
  SmallHomeAssistant() {
    server_.set_pre_routing_handler([this](const auto& request, auto& response) {
      const bool is_known = request.get_header_value("Authorization") == "Bearer good-token";
      if (status != 0) response.status = status;
      if (status == 0 && !is_known) response.status = 401;
      if (status == 302) response.set_header("Location", "http://127.0.0.1:1/api/");
      return response.status == -1 ? httplib::Server::HandlerResponse::Unhandled
                                   : httplib::Server::HandlerResponse::Handled;
    });
    server_.Get("/api/", [](const auto&, auto& response) {
      response.set_content(R"({"message":"API running."})", "application/json");
    });
    server_.Get(R"(/api/states/([a-z_.0-9]+))", [this](const auto& request, auto& response) {
      const std::lock_guard lock(mutex_);
      const auto state = states_.find(request.matches[1]);
      if (state == states_.end()) {
        response.status = 404;
        return;
      }
      const nlohmann::json body{{"entity_id", state->first}, {"state", state->second}};
      response.set_content(body.dump(), "application/json");
    });
    server_.Post(R"(/api/services/(light|switch)/turn_(on|off))",
                 [this](const auto& request, auto& response) {
                   const auto body = nlohmann::json::parse(request.body);
                   const std::lock_guard lock(mutex_);
                   orders_.push_back(request.path + " " + request.body);
                   std::string& is = states_[body.at("entity_id")];
                   if (is != "unavailable" && obeys) is = request.matches[2];
                   response.set_content("[]", "application/json");
                 });
    port_ = server_.bind_to_any_port("127.0.0.1");
    thread_ = std::thread([this] { server_.listen_after_bind(); });
    while (!server_.is_running()) std::this_thread::yield();
  }

  ~SmallHomeAssistant() {
    server_.stop();
    thread_.join();
  }

  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }

  void put(const std::string& entity, const std::string& state) {
    const std::lock_guard lock(mutex_);
    states_[entity] = state;
  }

  std::vector<std::string> orders() {
    const std::lock_guard lock(mutex_);
    return orders_;
  }

  std::atomic<int> status = 0;  ///< of every response; 0: the normal one
  std::atomic<bool> obeys = true;

 private:
  httplib::Server server_;
  std::mutex mutex_;
  std::map<std::string, std::string> states_{{"light.shelf", "off"}, {"switch.plug", "off"}};
  std::vector<std::string> orders_;
  int port_ = 0;
  std::thread thread_;
};

using testing::look_at_room;
using testing::set_room;

const RoomName hall("hall");
const RoomName den("den");

class AssistedLampsTest : public ::testing::Test {
 protected:
  AssistedLamps lamps(const std::string& token = "good-token") const {
    return open(server.url(), token);
  }

  static AssistedLamps open(const std::string& url, const std::string& token) {
    auto client = Client::make({url, token});
    EXPECT_TRUE(client) << client.error().message;
    return {*std::move(client),
            {{hall, {"light.shelf", "switch.plug"}, {{.brightness = 40.0}, {}}},
             {den, {"light.den"}, {}}}};
  }

  SmallHomeAssistant server;
};

TEST_F(AssistedLampsTest, SwitchesEveryEntityOfARoomAndSeesWhatItThenIs) {
  AssistedLamps house = lamps();
  ASSERT_TRUE(set_room(house, hall, OnOff::on, {}));
  EXPECT_EQ(server.orders(),
            (std::vector<std::string>{
                R"(/api/services/light/turn_on {"brightness":102,"entity_id":"light.shelf"})",
                R"(/api/services/switch/turn_on {"entity_id":"switch.plug"})"}));
  EXPECT_EQ(*look_at_room(house, hall), OnOff::on);
  ASSERT_TRUE(set_room(house, hall, OnOff::off, {}));
  EXPECT_EQ(*look_at_room(house, hall), OnOff::off);
}

TEST_F(AssistedLampsTest, AnEntityThatStaysAsItWasIsSeenToStaySo) {
  server.obeys = false;
  AssistedLamps house = lamps();
  EXPECT_TRUE(set_room(house, hall, OnOff::on, {}));
  EXPECT_EQ(*look_at_room(house, hall), OnOff::off);
}

TEST_F(AssistedLampsTest, AnEntityThatIsAwayIsReportedOnlyWhereTheRoomHasNoOther) {
  server.put("light.shelf", "unavailable");
  server.put("light.den", "unavailable");
  AssistedLamps house = lamps();
  EXPECT_TRUE(set_room(house, hall, OnOff::on, {}));
  const Result<void> commanded = set_room(house, den, OnOff::on, {});
  ASSERT_FALSE(commanded);
  EXPECT_EQ(commanded.error().fault, Fault::unavailable);
  const Result<HouseLook> seen = house.look();
  ASSERT_TRUE(seen);
  EXPECT_EQ(*room_state(*seen, hall), OnOff::on);
  EXPECT_FALSE(room_state(*seen, den));
  EXPECT_FALSE(seen->at(LampId("ha:light.shelf")).is);
}

TEST_F(AssistedLampsTest, AnEntityThatIsNotThereIsNamed) {
  const Result<HouseLook> seen = lamps().look();
  ASSERT_TRUE(seen);
  const LampId id("ha:light.den");
  ASSERT_FALSE(seen->at(id).is);
  EXPECT_EQ(seen->at(id).is.error().fault, Fault::not_found);
  EXPECT_NE(seen->at(id).is.error().message.find("light.den"), std::string::npos);
}

TEST_F(AssistedLampsTest, AWrongTokenNeedsAttention) {
  AssistedLamps house = lamps("bad-token");
  const Result<HouseLook> seen = house.look();
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().fault, Fault::refused);
  EXPECT_EQ(set_room(house, hall, OnOff::on, {}).error().fault, Fault::refused);
}

TEST_F(AssistedLampsTest, ARedirectIsNotFollowed) {
  server.status = 302;
  const Result<HouseLook> seen = lamps().look();
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().fault, Fault::refused);
}

TEST_F(AssistedLampsTest, TroubleThereIsTriedAgain) {
  AssistedLamps house = lamps();
  server.status = 503;
  const Result<HouseLook> seen = house.look();
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().fault, Fault::unavailable);
  server.status = 0;
  EXPECT_TRUE(house.look());
}

TEST(AssistedLamps, AnUnreachableServerIsReportedInOneSentence) {
  std::string url;
  {
    const SmallHomeAssistant gone;
    url = gone.url();
  }
  auto client = Client::make({url, "t"});
  ASSERT_TRUE(client);
  AssistedLamps house(*std::move(client), {{hall, {"light.a"}, {}}});
  const Result<HouseLook> seen = house.look();
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().fault, Fault::unavailable);
  EXPECT_NE(seen.error().message.find("is Home Assistant running?"), std::string::npos);
}

TEST(HomeAssistantClient, AnAddressOrTokenThatCannotBeIsRefusedBeforeAnythingIsSent) {
  for (const char* url : {"", "homeassistant.local", "ftp://a", "http://", "http://a/b",
                          "http://u@a", "http://a b"}) {
    EXPECT_FALSE(Client::make({url, "t"})) << url;
  }
  for (const char* token : {"", "a b", "a\nb", "a\r\nX: y"}) {
    EXPECT_FALSE(Client::make({"http://a:8123", token})) << token;
  }
  EXPECT_FALSE(Client::make({"https://a", "t", "/nowhere/ca.pem"}));
  EXPECT_TRUE(Client::make({"http://a:8123/", "t"}));
  EXPECT_TRUE(Client::make({"http://supervisor/core", "t"}));
}

TEST(DrippingHomeAssistant, IsGivenUpAtTheDeadlineOnceAndNotForEveryEntity) {
  testing::ScriptedServer server([](testing::ScriptedServer::Peer& peer) {
    for (std::string head = peer.read_head(); !head.empty(); head = peer.read_head()) {
      if (head.starts_with("GET /api/ ")) {
        peer.write(
            "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\n{\"message\":\"API running.\"    }");
        continue;
      }
      peer.write("HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n");
      if (!peer.drip(std::string(600, ' '), std::chrono::milliseconds(5))) return;
    }
  });
  auto client = Client::make({"http://127.0.0.1:" + std::to_string(server.port()), "t"},
                             {.total = std::chrono::milliseconds(150)});
  ASSERT_TRUE(client);
  AssistedLamps house(*std::move(client),
                      {{hall, {"light.a", "light.b"}, {}}, {den, {"light.c"}, {}}});
  const Result<HouseLook> seen = house.look();
  ASSERT_FALSE(seen);
  EXPECT_EQ(seen.error().fault, Fault::unavailable);
  EXPECT_EQ(server.connections(), 1);
  EXPECT_FALSE(set_room(house, hall, OnOff::on, {}));
  EXPECT_EQ(server.connections(), 2);
}

}  // namespace
}  // namespace lamplighter::home_assistant
