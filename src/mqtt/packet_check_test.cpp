// SPDX-License-Identifier: Apache-2.0
#include "mqtt/packet_check.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace lamplighter::mqtt {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t longest = 1000;
constexpr auto connack_v5 = "\x20\x03\0\0\0"sv;
constexpr auto connack_v311 = "\x20\x02\0\0"sv;

PacketCheck connected(Protocol protocol) {
  PacketCheck check(protocol, longest);
  const auto connack = protocol == Protocol::v5 ? connack_v5 : connack_v311;
  EXPECT_EQ(*check.next(connack), connack.size());
  return check;
}

struct Case {
  const char* what;
  std::string_view bytes;
};

TEST(PacketCheck, PassesWhatABrokerOfMqtt5Sends) {
  const Case table[] = {
      {"PUBLISH, QoS 0", "\x30\x06\0\1a\0hi"sv},
      {"PUBLISH, QoS 1, retained, repeated", "\x3b\x08\0\1a\0\1\0hi"sv},
      {"PUBLISH without a payload", "\x30\x04\0\1a\0"sv},
      {"PUBLISH with message expiry", "\x30\x09\0\1a\5\2\0\0\1\0"sv},
      {"PUBLISH with two user properties", "\x30\x12\0\1a\x0e\x26\0\1b\0\1c\x26\0\1b\0\1c"sv},
      {"PUBLISH of text, with response topic", "\x30\x0a\0\1a\6\1\1\x08\0\1r"sv},
      {"PUBACK", "\x40\x02\0\1"sv},
      {"PUBACK with a reason", "\x40\x03\0\1\x10"sv},
      {"PUBACK with no properties", "\x40\x04\0\1\x10\0"sv},
      {"SUBACK", "\x90\x04\0\1\0\1"sv},
      {"SUBACK with a reason", "\x90\x09\0\1\5\x1f\0\2no\x87"sv},
      {"PINGRESP", "\xd0\x00"sv},
      {"DISCONNECT", "\xe0\x00"sv},
      {"DISCONNECT with a reason", "\xe0\x01\x8b"sv},
      {"DISCONNECT with a text", "\xe0\x07\x8b\5\x1f\0\2no"sv},
  };
  for (const Case& c : table) {
    PacketCheck check = connected(Protocol::v5);
    const auto size = check.next(c.bytes);
    ASSERT_TRUE(size) << c.what << ": " << size.error().message;
    EXPECT_EQ(*size, c.bytes.size()) << c.what;
    for (std::size_t cut = 0; cut < c.bytes.size(); ++cut) {
      const auto part = connected(Protocol::v5).next(c.bytes.substr(0, cut));
      EXPECT_TRUE(part && *part == 0) << c.what << ", first " << cut << " bytes";
    }
  }
}

TEST(PacketCheck, RefusesWhatNoBrokerOfMqtt5MaySend) {
  const Case table[] = {
      {"a property that does not exist", "\x30\x0b\0\5lux/a\2\x7f\1\x31"sv},
      {"one whose identifier has two bytes", "\x30\x07\0\1a\3\x80\1\1"sv},
      {"one whose identifier is malformed", "\x30\x09\0\1a\5\xff\xff\xff\xff\xff"sv},
      {"one of another packet", "\x30\x07\0\1a\3\x21\0\1"sv},
      {"one twice", "\x30\x08\0\1a\4\1\1\1\1"sv},
      {"one of which a part is missing", "\x30\x06\0\1a\2\2\0"sv},
      {"one longer than its list", "\x30\x09\0\1a\4\3\0\5xx"sv},
      {"a flag of 2", "\x30\x06\0\1a\2\1\2"sv},
      {"a list longer than the packet", "\x30\x05\0\1a\5\1"sv},
      {"no list at all", "\x30\x03\0\1a"sv},
      {"a topic alias", "\x30\x06\0\0\3\x23\0\1"sv},
      {"no topic", "\x30\x03\0\0\0"sv},
      {"a topic longer than the packet", "\x30\x03\0\xff\0"sv},
      {"a topic with a NUL", "\x30\x04\0\1\0\0"sv},
      {"a topic with a wildcard", "\x30\x04\0\1#\0"sv},
      {"QoS 1 without an identifier", "\x32\x06\0\1a\0\0\0"sv},
      {"QoS 2", "\x34\x06\0\1a\0\1\0"sv},
      {"QoS 3", "\x36\x06\0\1a\0\1\0"sv},
      {"another CONNACK", connack_v5},
      {"CONNECT", "\x10\x00"sv},
      {"SUBSCRIBE", "\x82\x00"sv},
      {"PUBREC", "\x50\x02\0\1"sv},
      {"PUBREL", "\x62\x02\0\1"sv},
      {"PUBCOMP", "\x70\x02\0\1"sv},
      {"UNSUBACK", "\xb0\x03\0\1\0"sv},
      {"PINGREQ", "\xc0\x00"sv},
      {"AUTH", "\xf0\x00"sv},
      {"type 0", "\x00\x00"sv},
      {"PINGRESP with flags", "\xd1\x00"sv},
      {"PINGRESP with a body", "\xd0\x01\0"sv},
      {"PUBACK of nothing", "\x40\x02\0\0"sv},
      {"PUBACK cut short", "\x40\x01\0"sv},
      {"PUBACK with properties", "\x40\x0b\0\1\0\7\x26\0\1b\0\1c"sv},
      {"SUBACK of nothing", "\x90\x04\0\0\0\1"sv},
      {"SUBACK without a result", "\x90\x03\0\1\0"sv},
      {"DISCONNECT with more than its list", "\xe0\x03\0\0\0"sv},
      {"a length of five bytes", "\x30\xff\xff\xff\xff\1"sv},
      {"a length that is not the shortest", "\x30\x80\0"sv},
      {"a packet that is too long", "\x30\xe8\7"sv},
  };
  for (const Case& c : table) {
    const auto size = connected(Protocol::v5).next(c.bytes);
    ASSERT_FALSE(size) << c.what << ": " << *size;
    EXPECT_EQ(size.error().fault, Fault::bad_input) << c.what;
  }
}

TEST(PacketCheck, NamesThePacketAndTheRule) {
  const auto refused = connected(Protocol::v5).next("\x30\x0b\0\5lux/a\2\x7f\1\x31"sv);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "PUBLISH: property 0x7f is not allowed here");
}

TEST(PacketCheck, TheFirstPacketIsConnack) {
  const Case good[] = {
      {"plain", connack_v5},
      {"with the session", "\x20\x03\1\0\0"sv},
      {"with limits", "\x20\x0b\0\0\x08\x21\0\x14\x27\0\1\0\0"sv},
      {"a refusal in the words of MQTT 3.1.1", "\x20\x02\0\1"sv},
  };
  for (const Case& c : good) {
    const auto size = PacketCheck(Protocol::v5, longest).next(c.bytes);
    ASSERT_TRUE(size) << c.what << ": " << size.error().message;
    EXPECT_EQ(*size, c.bytes.size()) << c.what;
  }
  const Case bad[] = {
      {"something else", "\xd0\x00"sv},
      {"flags that do not exist", "\x20\x03\2\0\0"sv},
      {"of MQTT 3.1.1, though we are welcome", "\x20\x02\0\0"sv},
      {"a receive maximum of 0", "\x20\x06\0\0\3\x21\0\0"sv},
      {"a property of PUBLISH", "\x20\x05\0\0\2\1\1"sv},
      {"a property that does not exist", "\x20\x05\0\0\2\x7f\1"sv},
      {"more than its list", "\x20\x04\0\0\0\0"sv},
      {"HTTP", "HTTP/1.1 400 Bad Request\r\n"sv},
  };
  for (const Case& c : bad)
    EXPECT_FALSE(PacketCheck(Protocol::v5, longest).next(c.bytes)) << c.what;
}

TEST(PacketCheck, KnowsMqtt311) {
  const Case good[] = {
      {"PUBLISH", "\x32\x07\0\1a\0\1hi"sv},
      {"PUBACK", "\x40\x02\0\1"sv},
      {"SUBACK", "\x90\x03\0\1\1"sv},
  };
  for (const Case& c : good) {
    const auto size = connected(Protocol::v311).next(c.bytes);
    ASSERT_TRUE(size) << c.what << ": " << size.error().message;
    EXPECT_EQ(*size, c.bytes.size()) << c.what;
  }
  const Case bad[] = {
      {"DISCONNECT", "\xe0\x00"sv},
      {"PUBACK with a reason", "\x40\x03\0\1\0"sv},
  };
  for (const Case& c : bad) EXPECT_FALSE(connected(Protocol::v311).next(c.bytes)) << c.what;
}

}  // namespace
}  // namespace lamplighter::mqtt
