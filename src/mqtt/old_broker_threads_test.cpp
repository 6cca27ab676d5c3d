// SPDX-License-Identifier: Apache-2.0
// Brokers that do not know MQTT 5.
#include "testing/mqtt_listener.h"
#include "testing/scripted_broker.h"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace lamplighter::mqtt
