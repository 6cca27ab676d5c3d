// SPDX-License-Identifier: Apache-2.0
// Brokers that do not support MQTT 5.
#include "testing/mqtt_listener.h"
#include "testing/scripted_broker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <vector>

namespace lamplighter::mqtt {
namespace {

using testing::Listener;
using testing::ScriptedBroker;

TEST(OldBroker, IsSpokenToInItsOwnProtocolAtTheNextAttempt) {
  std::vector<int> levels;
  {
    // CONNECT: a fixed header of two bytes, then the name "MQTT" after its length, then the level.
    const ScriptedBroker broker([&levels](std::string_view connect) {
      levels.push_back(connect[8]);
      const bool is_known = connect[8] == 4;
      return ScriptedBroker::Answer{std::string("\x20\x02\0", 3) + (is_known ? '\0' : '\1'),
                                    !is_known};
    });
    Listener listener({.port = broker.port(), .client_id = "x", .backoff = {1ms, 20ms}});
    ASSERT_TRUE(listener.until_connected());
    EXPECT_EQ(listener.troubles.size(), 1u);
  }
  EXPECT_EQ(levels, (std::vector<int>{5, 4}));
}

TEST(OldBroker, IsSaidToBeOldWhereMessagesAreShared) {
  std::atomic<int> attempts_with_five = 0;
  const ScriptedBroker broker([&](std::string_view connect) {
    attempts_with_five += connect[8] == 5 ? 1 : 100;
    return ScriptedBroker::Answer{std::string("\x20\x02\0\1", 4), true};
  });
  Listener listener(
      {.port = broker.port(), .client_id = "x", .share = "lamplighter", .backoff = {1ms, 2ms}});
  ASSERT_TRUE(listener.until([&] { return listener.troubles.size() >= 3; }));
  EXPECT_LT(attempts_with_five, 100);
  EXPECT_GE(attempts_with_five, 3);
}

}  // namespace
}  // namespace lamplighter::mqtt
