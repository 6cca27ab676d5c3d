// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/server.h"
#include "testing/clocks.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>

#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

namespace lamplighter::hue_emulator {
namespace {

class Server : public ::testing::Test {
 protected:
  Server() {
    BridgeWorld world;
    world.lamps = {EmulatedLamp("Bulb", LampKind::dimmable)};
    world.keys["secret"] = {"test", {}, {}};
    auto started = EmulatedBridgeServer::start(std::move(world), clock, {});
    if (started) server = std::move(*started);
  }

  /// The bytes received until the bridge closes the connection.
  std::string raw(const std::string& request) const {
    const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server->port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    std::string answer;
    if (::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 &&
        ::send(connection, request.data(), request.size(), MSG_NOSIGNAL) > 0) {
      std::array<char, 1024> part{};
      for (ssize_t n; (n = ::recv(connection, part.data(), part.size(), 0)) > 0;) {
        answer.append(part.data(), static_cast<std::size_t>(n));
      }
    }
    ::close(connection);
    return answer;
  }

  testing::ManualClock clock{Instant(1'700'000'000s)};  // never advanced: safe to share
  std::unique_ptr<EmulatedBridgeServer> server;
};

TEST_F(Server, AnswersOverTcp) {
  ASSERT_TRUE(server);
  httplib::Client client("127.0.0.1", server->port());
  EXPECT_EQ(client.Get("/api/config")->status, 200);
  const auto answer =
      client.Put("/api/secret/lights/1/state", R"({"on":true})", "application/json");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->body, R"([{"success":{"/lights/1/state/on":true}}])");
  server->with_bridge(
      [](EmulatedBridge& bridge, Instant) { EXPECT_TRUE(bridge.world().lamps[0].settings().on); });
}

TEST_F(Server, TheButtonIsPressedFromOutside) {
  ASSERT_TRUE(server);
  httplib::Client client("127.0.0.1", server->port());
  const std::string body = R"({"devicetype":"app#device"})";
  EXPECT_NE(client.Post("/api", body, "application/json")->body.find("101"), std::string::npos);
  server->press_button();
  EXPECT_NE(client.Post("/api", body, "application/json")->body.find("username"),
            std::string::npos);
}

// What hueplusplus sends.
TEST_F(Server, TakesHttp10WithoutHostABodyInAGetAndALineEndAfterTheBody) {
  ASSERT_TRUE(server);
  const std::string get = "GET /api/secret/lights HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}\r\n\r\n";
  const std::string answer = raw(get);
  EXPECT_TRUE(answer.starts_with("HTTP/1.")) << answer;
  EXPECT_NE(answer.find("\"Bulb\""), std::string::npos) << answer;
  const std::string put =
      "PUT /api/secret/lights/1/state HTTP/1.0\r\nContent-Type: application/json\r\n"
      "Content-Length: 11\r\n\r\n{\"on\":true}\r\n\r\n";
  EXPECT_NE(raw(put).find("success"), std::string::npos);
}

TEST_F(Server, RefusesABodyThatIsTooLong) {
  ASSERT_TRUE(server);
  httplib::Client client("127.0.0.1", server->port());
  const auto answer = client.Post("/api", std::string(longest_bridge_body + 1, ' '), "text/plain");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 413);
}

TEST_F(Server, CutsAnswersOffAndIsOverloadedAsOftenAsAsked) {
  ASSERT_TRUE(server);
  httplib::Client client("127.0.0.1", server->port());
  BridgeFaults faults;
  faults.dropped = 2;
  faults.overloaded = 1;
  server->set_faults(faults);
  EXPECT_FALSE(client.Get("/api/config"));
  EXPECT_FALSE(client.Get("/api/config"));
  EXPECT_EQ(client.Get("/api/config")->status, 429);
  EXPECT_EQ(client.Get("/api/config")->status, 200);
}

TEST_F(Server, RefusesAFourthRequestAtOnce) {
  ASSERT_TRUE(server);
  std::atomic<int> answered{0};
  std::atomic<int> refused{0};
  std::vector<std::jthread> clients;
  server->with_bridge([&](EmulatedBridge&, Instant) {  // no request is processed meanwhile
    for (int i = 0; i < 6; ++i) {
      clients.emplace_back([&] {
        httplib::Client client("127.0.0.1", server->port());
        const auto answer = client.Get("/api/config");
        if (answer && answer->status == 200) ++answered;
        if (answer && answer->status == 429) ++refused;
      });
    }
    while (refused < 3) std::this_thread::yield();
  });
  clients.clear();
  EXPECT_EQ(answered, 3);
  EXPECT_EQ(refused, 3);
}

TEST_F(Server, APortThatIsTakenIsAnError) {
  ASSERT_TRUE(server);
  const auto second = EmulatedBridgeServer::start({}, clock, {"127.0.0.1", server->port(), 0, {}});
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().fault, Fault::io);
}

TEST_F(Server, ItsPortIsRefusedOnceItIsGone) {
  ASSERT_TRUE(server);
  httplib::Client client("127.0.0.1", server->port());
  EXPECT_TRUE(client.Get("/api/config"));
  server.reset();
  EXPECT_FALSE(client.Get("/api/config"));
}

}  // namespace
}  // namespace lamplighter::hue_emulator
