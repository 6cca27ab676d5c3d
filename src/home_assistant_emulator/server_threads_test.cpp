// SPDX-License-Identifier: Apache-2.0
#include "home_assistant_emulator/server.h"
#include "testing/clocks.h"

#include <gtest/gtest.h>
#include <httplib.h>

namespace lamplighter::home_assistant_emulator {
namespace {

class HomeServer : public ::testing::Test {
 protected:
  HomeServer() {
    EmulatedHome home;
    home.add_token("t", true);
    home.set("light.desk", "off", clock.now());
    auto started = EmulatedHomeServer::start(std::move(home), clock);
    if (started) server = std::move(*started);
  }

  [[nodiscard]] std::unique_ptr<httplib::Client> client(const std::string& token = "t") const {
    auto made = std::make_unique<httplib::Client>(server->url());
    made->set_default_headers({{"Authorization", "Bearer " + token}});
    return made;
  }

  testing::ManualClock clock{Instant(1'700'000'000s)};  // never changed: safe to share
  std::unique_ptr<EmulatedHomeServer> server;
};

TEST_F(HomeServer, AnswersOverTcp) {
  ASSERT_TRUE(server);
  EXPECT_EQ(client()->Get("/api/")->status, 200);
  EXPECT_EQ(client("other")->Get("/api/")->status, 401);
  const auto answer = client()->Post("/api/services/light/turn_on", R"({"entity_id":"light.desk"})",
                                     "application/json");
  ASSERT_TRUE(answer);
  server->with_home(
      [](EmulatedHome& home, Instant) { EXPECT_EQ(home.state_of("light.desk"), "on"); });
}

TEST_F(HomeServer, TakesATimeWhosePlusIsEncoded) {
  ASSERT_TRUE(server);
  const std::string path = "/api/history/period/2023-11-14T22%3A00%3A00%2B00%3A00";
  const auto answer = client()->Get(
      path +
      "?filter_entity_id=light.desk&end_time=2023-11-14T23%3A00%3A00%2B00%3A00&minimal_response");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 200) << answer->body;
  EXPECT_NE(answer->body.find("light.desk"), std::string::npos);
}

TEST_F(HomeServer, TheStreamGreetsTellsAndEnds) {
  ASSERT_TRUE(server);
  std::string heard;
  bool switched = false;
  client()->Get("/api/stream", [&](const char* bytes, std::size_t size) {
    heard.append(bytes, size);
    if (heard.starts_with("data: ping\n\n") && !std::exchange(switched, true)) {
      server->with_home([](EmulatedHome& home, Instant now) { home.set("light.desk", "on", now); });
    }
    if (heard.find("state_changed") != std::string::npos) server->end_streams();
    return true;
  });
  EXPECT_TRUE(heard.starts_with("data: ping\n\ndata: {")) << heard;
  EXPECT_NE(heard.find(R"("entity_id":"light.desk")"), std::string::npos);
  EXPECT_EQ(client("other")->Get("/api/stream")->status, 401);
}

}  // namespace
}  // namespace lamplighter::home_assistant_emulator
