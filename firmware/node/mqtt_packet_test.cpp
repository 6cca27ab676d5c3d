// SPDX-License-Identifier: Apache-2.0
#include "node/mqtt_packet.h"

#include "node/settings.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter::node {
namespace {

std::string bytes_of(const PacketBuffer& packet) {
  return {packet.bytes(), packet.bytes() + packet.size()};
}

using namespace std::string_literals;

TEST(MqttPacket, ConnectSaysWhoWeAreAndWhatToSayWhenWeAreGone) {
  PacketBuffer packet;
  ASSERT_TRUE(packet.connect({.client_id = "node-a",
                              .user = "u",
                              .password = "secret",
                              .will_topic = "t/status",
                              .will_text = "offline",
                              .keep_alive_seconds = 60}));
  EXPECT_EQ(bytes_of(packet),
            "\x10\x30\x00\x04MQTT\x04\xEE\x00\x3C"
            "\x00\x06node-a\x00\x08t/status\x00\x07offline\x00\x01u\x00\x06secret"s);
}

TEST(MqttPacket, ConnectWithoutUserHasNeitherFlagNorField) {
  PacketBuffer packet;
  ASSERT_TRUE(
      packet.connect({.client_id = "n", .password = "p", .will_topic = "t", .will_text = "x"}));
  EXPECT_EQ(bytes_of(packet), "\x10\x13\x00\x04MQTT\x04\x2E\x00\x3C\x00\x01n\x00\x01t\x00\x01x"s);
}

TEST(MqttPacket, PublishCarriesQualityOneAndItsFlags) {
  PacketBuffer packet;
  Message message{.topic = "a/b", .payload = "hi", .payload_size = 2};
  ASSERT_TRUE(packet.publish(message, 0x1234, false));
  EXPECT_EQ(bytes_of(packet),
            "\x32\x09\x00\x03"
            "a/b\x12\x34hi"s);
  message.is_retained = true;
  ASSERT_TRUE(packet.publish(message, 1, true));
  EXPECT_EQ(bytes_of(packet).substr(0, 1), "\x3B"s);
}

TEST(MqttPacket, LengthsFrom128OnTakeTwoBytes) {
  PacketBuffer packet;
  const std::string payload(200, 'x');
  ASSERT_TRUE(packet.publish(
      {.topic = "t", .payload = payload.c_str(), .payload_size = payload.size()}, 1, false));
  ASSERT_EQ(packet.size(), 3U + 205U);
  EXPECT_EQ(packet.bytes()[1], 205 - 128 + 128);
  EXPECT_EQ(packet.bytes()[2], 1);
}

TEST(MqttPacket, ShortPacketsAreTwoBytes) {
  PacketBuffer packet;
  ASSERT_TRUE(packet.ping());
  EXPECT_EQ(bytes_of(packet), "\xC0\x00"s);
  ASSERT_TRUE(packet.disconnect());
  EXPECT_EQ(bytes_of(packet), "\xE0\x00"s);
}

TEST(MqttPacket, WhatDoesNotFitIsNotBegun) {
  PacketBuffer packet;
  const std::string payload(PacketBuffer::capacity, 'x');
  EXPECT_FALSE(packet.publish(
      {.topic = "t", .payload = payload.c_str(), .payload_size = payload.size()}, 1, false));
  EXPECT_EQ(packet.size(), 0U);
}

TEST(MqttPacket, EveryTextOfTheSettingsAtItsLongestFits) {
  const std::string client(17 + longest_id, 'c');
  const std::string topic(longest_prefix + 6 + longest_id + 7, 't');
  const std::string user(longest_user, 'u');
  const std::string password(longest_password, 'p');
  PacketBuffer packet;
  ASSERT_TRUE(packet.connect({.client_id = client.c_str(),
                              .user = user.c_str(),
                              .password = password.c_str(),
                              .will_topic = topic.c_str(),
                              .will_text = "offline"}));
  EXPECT_EQ(packet.size(), 348U);
}

}  // namespace
namespace {

std::vector<Heard> hear(MqttReader& reader, const std::vector<std::uint8_t>& bytes) {
  std::vector<Heard> heard;
  for (const std::uint8_t byte : bytes) {
    const Heard now = reader.take(byte);
    if (now != Heard::nothing_yet) heard.push_back(now);
  }
  return heard;
}

TEST(MqttReader, HearsEachPacketOnceItIsWhole) {
  MqttReader reader;
  EXPECT_EQ(hear(reader, {0x20, 2, 0, 0}), std::vector{Heard::connected});
  EXPECT_EQ(reader.code(), 0);
  EXPECT_EQ(hear(reader, {0x40, 2, 0x12, 0x34, 0xD0, 0, 0x40, 2, 0, 1}),
            (std::vector{Heard::acknowledged, Heard::alive, Heard::acknowledged}));
  EXPECT_EQ(reader.packet_id(), 1);
  EXPECT_EQ(hear(reader, {0x20, 2, 1, 5}), std::vector{Heard::connected});
  EXPECT_EQ(reader.code(), 5);
}

TEST(MqttReader, WhatNobodyAskedForIsNonsense) {
  const std::vector<std::vector<std::uint8_t>> table = {
      {0x00},                    // no type
      {0x10},                    // CONNECT from a broker
      {0x30},                    // PUBLISH: we subscribed to nothing
      {0x90},                    // SUBACK
      {0x21},                    // CONNACK with flags that must be 0
      {0x42},                    // PUBACK with flags
      {0xD1},                    // PINGRESP with flags
      {0xFF},                    // a type that does not exist
      {0x20, 3},                 // CONNACK of another length
      {0x40, 4},                 // PUBACK of MQTT 5
      {0x40, 0x82, 0x00},        // a length in more bytes than needed
      {0xD0, 1},                 // PINGRESP with a body
      {0x20, 2, 2, 0},           // reserved bits of the acknowledge flags
      {0x40, 2, 0, 0},           // packet id 0 does not exist
      {0x48, 0x54, 0x54, 0x50},  // "HTTP"
  };
  for (const auto& bytes : table) {
    MqttReader reader;
    const std::vector<Heard> heard = hear(reader, bytes);
    ASSERT_FALSE(heard.empty());
    EXPECT_EQ(heard.front(), Heard::nonsense) << "first byte " << int{bytes[0]};
  }
}

TEST(MqttReader, StaysLostUntilReset) {
  MqttReader reader;
  EXPECT_EQ(hear(reader, {0x30, 0xD0, 0x00}),
            (std::vector{Heard::nonsense, Heard::nonsense, Heard::nonsense}));
  reader.reset();
  EXPECT_EQ(hear(reader, {0xD0, 0x00}), std::vector{Heard::alive});
}

}  // namespace
}  // namespace lamplighter::node
