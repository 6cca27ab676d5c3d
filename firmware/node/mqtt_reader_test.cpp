// SPDX-License-Identifier: Apache-2.0
#include "node/mqtt_reader.h"

#include <gtest/gtest.h>

#include <vector>

namespace lamplighter::node {
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
