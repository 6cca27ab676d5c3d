// SPDX-License-Identifier: Apache-2.0
#include "home_assistant_emulator/server.h"
#include "lamps/home_assistant_source.h"
#include "system/clocks.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <thread>

namespace lamplighter::app {
namespace {

using home_assistant_emulator::EmulatedHome;
using home_assistant_emulator::EmulatedHomeServer;

class HomeAssistantSourceTest : public ::testing::Test {
 protected:
  HomeAssistantSourceTest() {
    EmulatedHome home;
    home.add_token("admin", true);
    home.add_token("user", false);
    home.set("light.hall", "off", clock.now() - 1h, R"({"supported_color_modes":["brightness"]})");
    home.set("sensor.hall_lux", "12.5", clock.now() - 1h);
    auto started = EmulatedHomeServer::start(std::move(home), clock);
    if (started) server = std::move(*started);
  }

  Config config(const std::string& token) {
    const std::string file = folder.write("token", token + "\n");
    std::filesystem::permissions(file, std::filesystem::perms::owner_read);
    const CheckedConfig checked = parse_config(
        "[home_assistant]\nurl = \"" + server->url() + "\"\ntoken_file = \"" + file + R"("
[[room]]
name = "hall"
sensor = "home_assistant:sensor.hall_lux"
lamps = ["home_assistant:light.hall"]
)",
        "test.toml");
    EXPECT_TRUE(checked.problems.empty()) << checked.problems.front();
    return checked.config;
  }

  void set(const std::string& entity, const std::string& state) {
    server->with_home([&](EmulatedHome& home, Instant now) { home.set(entity, state, now); });
  }

  /// Waits for a lamp's next report of a state.
  bool sees(LampState state) {
    for (int tries = 0; tries < 1000; ++tries) {
      queue.wait(std::chrono::milliseconds(100), {});
      for (SourceNews& one : queue.take()) news.push_back(std::move(one));
      for (; looked_at < news.size(); ++looked_at) {
        const auto* lamp = std::get_if<LampSighting>(&news[looked_at]);
        if (lamp == nullptr || lamp->is != state) continue;
        ++looked_at;
        return true;
      }
    }
    return false;
  }

  SystemClock clock;
  testing::ScratchFolder folder;
  std::unique_ptr<EmulatedHomeServer> server;
  SourceQueue queue;
  std::vector<SourceNews> news;
  std::size_t looked_at = 0;
};

TEST_F(HomeAssistantSourceTest, ReportsTheLampsAndTheLight) {
  ASSERT_TRUE(server);
  HomeAssistantSource source(config("admin"), clock, queue, std::nullopt);
  ASSERT_TRUE(sees(LampState::off));
  set("light.hall", "on");
  ASSERT_TRUE(sees(LampState::on));
  source.stop();
  for (SourceNews& one : queue.take()) news.push_back(std::move(one));
  const bool has_light = std::any_of(news.begin(), news.end(), [](const SourceNews& one) {
    const auto* reading = std::get_if<Reading>(&one);
    return reading != nullptr && reading->lux == Lux(12.5);
  });
  EXPECT_TRUE(has_light);
  ASSERT_TRUE(std::holds_alternative<SourceMark>(news.back()));
  EXPECT_EQ(std::get<SourceMark>(news.back()).source, home_assistant_source);
  EXPECT_EQ(source.report().trouble, "");
}

TEST_F(HomeAssistantSourceTest, MarksAHoleInWhichALampChanged) {
  ASSERT_TRUE(server);
  HomeAssistantSource source(config("admin"), clock, queue, std::nullopt);
  ASSERT_TRUE(sees(LampState::off));
  server->with_home([&](EmulatedHome& home, Instant) { home.revoke_token("admin"); });
  server->end_streams();
  while (source.report().trouble.empty()) std::this_thread::yield();
  set("light.hall", "on");
  server->with_home([](EmulatedHome& home, Instant) { home.add_token("admin", true); });
  EXPECT_TRUE(sees(LampState::unknown));
  EXPECT_TRUE(sees(LampState::on));
}

TEST_F(HomeAssistantSourceTest, ReadsStatesWhereTheStreamIsForbidden) {
  ASSERT_TRUE(server);
  HomeAssistantSource source(config("user"), clock, queue, std::nullopt);
  EXPECT_TRUE(sees(LampState::off));
  EXPECT_EQ(source.report().trouble, "");
}

TEST_F(HomeAssistantSourceTest, SaysThatTheTokenIsWrongAndNotWhichItIs) {
  ASSERT_TRUE(server);
  HomeAssistantSource source(config("wrong-token"), clock, queue, std::nullopt);
  std::string trouble;
  while ((trouble = source.report().trouble).empty()) std::this_thread::yield();
  EXPECT_NE(trouble.find("does not accept the token"), std::string::npos) << trouble;
  EXPECT_EQ(trouble.find("wrong-token"), std::string::npos) << trouble;
}

}  // namespace
}  // namespace lamplighter::app
