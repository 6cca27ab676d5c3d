// SPDX-License-Identifier: Apache-2.0
// Brokers that violate the protocol. libmosquitto 2.0.11 aborts the process at the first of these
// packets.
#include "testing/mqtt_listener.h"
#include "testing/scripted_broker.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace lamplighter::mqtt {
namespace {

using namespace std::string_view_literals;

using testing::Listener;
using testing::ScriptedBroker;

constexpr auto connack = "\x20\x03\0\0\0"sv;

struct Lie {
  const char* what;
  std::string_view bytes;
};

constexpr Lie lies[] = {
    {"a property that does not exist", "\x30\x0b\0\5lux/a\2\x7f\1\x31"sv},
    {"one in DISCONNECT", "\xe0\x04\0\2\x7f\1"sv},
    {"one in SUBACK", "\x90\x06\0\1\2\x7f\1\1"sv},
    {"one in PUBACK", "\x40\x06\0\1\0\2\x7f\1"sv},
    {"one in PUBREC", "\x50\x06\0\1\0\2\x7f\1"sv},
    {"one in UNSUBACK", "\xb0\x06\0\1\2\x7f\1\0"sv},
    {"one in AUTH", "\xf0\x04\x18\2\x7f\1"sv},
    {"QoS 2", "\x34\x06\0\1a\0\1\0"sv},
    {"256 MB announced", "\x30\xff\xff\xff\x7f"sv},
    {"type 0", "\0\0"sv},
};

TEST(LyingBroker, CostsNoMoreThanTheConnection) {
  for (const Lie& lie : lies) {
    const ScriptedBroker broker([&lie](std::string_view) {
      return ScriptedBroker::Answer{std::string(connack) + std::string(lie.bytes), false};
    });
    Listener listener({.port = broker.port(), .client_id = "x", .backoff = {1ms, 20ms}});
    listener.connection->subscribe("lux/#");
    ASSERT_TRUE(listener.until([&] { return listener.troubles.size() >= 2; })) << lie.what;
    EXPECT_EQ(listener.troubles[0].fault, Fault::unavailable) << lie.what;
    EXPECT_NE(listener.troubles[0].message.find("sent an invalid packet"), std::string::npos)
        << lie.what << ": " << listener.troubles[0].message;
    EXPECT_TRUE(listener.heard.empty()) << lie.what;
  }
}

TEST(LyingBroker, MayLieInItsFirstPacket) {
  const ScriptedBroker broker([](std::string_view) {
    return ScriptedBroker::Answer{std::string("\x20\x05\0\0\2\x7f\1", 7), false};
  });
  Listener listener({.port = broker.port(), .client_id = "x", .backoff = {1ms, 20ms}});
  ASSERT_TRUE(listener.until([&] { return !listener.troubles.empty(); }));
  EXPECT_NE(listener.troubles[0].message.find("CONNACK: property 0x7f"), std::string::npos)
      << listener.troubles[0].message;
  EXPECT_TRUE(listener.connects.empty());
}

// The pauses grow although the broker accepts us each time: 100 attempts would take minutes.
TEST(LyingBroker, IsNotAskedAgainAndAgain) {
  const ScriptedBroker broker([](std::string_view) {
    return ScriptedBroker::Answer{std::string(connack) + std::string(lies[0].bytes), false};
  });
  Listener listener({.port = broker.port(), .client_id = "x", .backoff = {1ms, 24h}});
  ASSERT_TRUE(listener.until([&] { return listener.troubles.size() >= 6; }));
  const auto before = std::chrono::steady_clock::now();
  ASSERT_TRUE(listener.until([&] { return listener.troubles.size() >= 9; }));
  EXPECT_GE(std::chrono::steady_clock::now() - before, (32ms + 64ms + 128ms) / 2);
}

TEST(LyingBroker, IsReadUpToItsFirstInvalidPacket) {
  const std::string honest(
      "\x30\x05\0\1a\0"
      "1",
      7);
  const ScriptedBroker broker([&honest](std::string_view) {
    return ScriptedBroker::Answer{std::string(connack) + honest + std::string(lies[0].bytes),
                                  false};
  });
  Listener listener({.port = broker.port(), .client_id = "x", .backoff = {1ms, 24h}});
  ASSERT_TRUE(listener.until([&] { return !listener.troubles.empty(); }));
  EXPECT_EQ(listener.payloads(), std::vector<std::string>{"1"});
}

}  // namespace
}  // namespace lamplighter::mqtt
