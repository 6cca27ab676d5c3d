// SPDX-License-Identifier: Apache-2.0
// Fetches the history from a Home Assistant that is as strict as the real one: about tokens, times
// and bounds, with the state at the start of each piece.
#include "home_assistant/history.h"
#include "home_assistant_emulator/server.h"
#include "testing/clocks.h"

#include <gtest/gtest.h>

namespace lamplighter::home_assistant {
namespace {

using home_assistant_emulator::EmulatedHome;
using home_assistant_emulator::EmulatedHomeServer;

constexpr auto day = std::chrono::hours(24);

class StrictHistory : public ::testing::Test {
 protected:
  StrictHistory() { start(); }

  /// A home whose lamps were switched three times a day, on and off the bounds of requests.
  void start() {
    EmulatedHome home;
    home.add_token("admin", true);
    home.add_token("user", false);
    expected.clear();
    for (int i = 0; i < 12; ++i) {
      const std::string id = "light.l" + std::to_string(i);
      std::vector<Sample<LampState>>& states = expected[id];
      for (Instant at = begin + std::chrono::minutes(i); at < end; at += 8h)
        states.push_back({at, states.size() % 2 == 0 ? LampState::on : LampState::off});
      for (const auto& [at, state] : states)
        home.set(id, std::string(to_string(state)), at, R"({"brightness":200})");
    }
    home.set("sensor.lux", "12.5", begin + 1h, R"({"device_class":"illuminance"})");
    home.set("sensor.lux", "unavailable", begin + 2h);
    home.set("sensor.lux", "13", begin + 20 * day);
    server.reset();
    if (auto started = EmulatedHomeServer::start(std::move(home), clock))
      server = std::move(*started);
  }

  Result<EntityPasts> fetch(const std::string& token,
                            const std::function<void(std::size_t, std::size_t)>& on_piece) {
    std::vector<std::string> ids{"sensor.lux", "light.never_was"};
    for (const auto& [id, states] : expected) ids.push_back(id);
    auto client = Client::make({server->url(), token}, history_limits, {});
    if (!client) return client.error();
    return fetch_history(**client, ids, begin, end, LampState::unknown, on_piece);
  }

  Result<EntityPasts> fetch(const std::string& token) {
    return fetch(token, [](std::size_t, std::size_t) {});
  }

  Instant begin{1'790'000'000s};
  Instant end = begin + 30 * day;
  testing::ManualClock clock{end + 1h};  // never changed: safe to share
  std::map<std::string, std::vector<Sample<LampState>>> expected;
  std::unique_ptr<EmulatedHomeServer> server;
};

TEST_F(StrictHistory, OfThirtyDaysIsEveryChangeOnceInPieces) {
  ASSERT_TRUE(server);
  std::size_t pieces = 0;
  const auto pasts = fetch("user", [&](std::size_t, std::size_t all) { pieces = all; });
  ASSERT_TRUE(pasts) << pasts.error().message;
  EXPECT_EQ(pieces, 30 * 3U);
  EXPECT_FALSE(pasts->contains("light.never_was"));
  for (const auto& [id, states] : expected) {
    std::vector<Sample<LampState>> changes;
    for (const auto& one : pasts->at(id).states)
      if (changes.empty() || changes.back().value != one.value) changes.push_back(one);
    ASSERT_EQ(changes.size(), states.size()) << id;
    for (std::size_t i = 0; i < states.size(); ++i) {
      EXPECT_EQ(changes[i].at, states[i].at) << id << " " << i;
      EXPECT_EQ(changes[i].value, states[i].value) << id << " " << i;
    }
  }
  const auto& light = pasts->at("sensor.lux").light;
  ASSERT_EQ(light.size(), 2U);
  EXPECT_EQ(light.back().value.value(), 13);
}

TEST_F(StrictHistory, IsRefusedToAWrongTokenWithASentence) {
  ASSERT_TRUE(server);
  const auto pasts = fetch("other");
  ASSERT_FALSE(pasts);
  EXPECT_EQ(pasts.error().fault, Fault::refused);
  EXPECT_NE(pasts.error().message.find("token"), std::string::npos) << pasts.error().message;
}

TEST_F(StrictHistory, IsNotFetchedWhileTheDatabaseIsRebuilt) {
  ASSERT_TRUE(server);
  server->with_home([](EmulatedHome& home, Instant) { home.set_migrating(true); });
  const auto pasts = fetch("admin");
  ASSERT_FALSE(pasts);
  EXPECT_NE(pasts.error().message.find("import again"), std::string::npos);
}

/// A restart, or a token deleted during the fetch, gives an error instead of half the history.
TEST_F(StrictHistory, ThatIsCutInTheMiddleIsAnErrorAndTheNextFetchHasAll) {
  ASSERT_TRUE(server);
  const auto revoked = fetch("admin", [&](std::size_t piece, std::size_t) {
    if (piece == 40)
      server->with_home([](EmulatedHome& home, Instant) { home.revoke_token("admin"); });
  });
  ASSERT_FALSE(revoked);
  EXPECT_EQ(revoked.error().fault, Fault::refused);
  std::vector<std::string> ids{"light.l0"};
  auto client = Client::make({server->url(), "user"}, history_limits, {});
  ASSERT_TRUE(client);
  const auto gone = fetch_history(**client, ids, begin, end, LampState::unknown,
                                  [&](std::size_t piece, std::size_t) {
                                    if (piece == 10) server.reset();
                                  });
  ASSERT_FALSE(gone);
  EXPECT_EQ(gone.error().fault, Fault::unavailable) << gone.error().message;
  start();
  ASSERT_TRUE(server);
  const auto again = fetch("user");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->size(), 13U);
}

}  // namespace
}  // namespace lamplighter::home_assistant
