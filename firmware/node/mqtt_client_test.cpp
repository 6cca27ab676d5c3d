// SPDX-License-Identifier: Apache-2.0
#include "node/mqtt_client.h"

#include "node/settings.h"
#include "testing/fake_broker.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter::node {
namespace {

std::string bytes_of(const PacketBuffer& packet) {
  return {packet.bytes(), packet.bytes() + packet.size()};
}

using namespace std::string_literals;

TEST(MqttPacket, ConnectContainsTheClientIdAndTheWill) {
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

TEST(MqttReader, AnUnsolicitedPacketIsInvalid) {
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

using node_testing::FakeBroker;

const Greeting greeting{
    .client_id = "c", .user = "u", .password = "p", .will_topic = "t/s", .will_text = "offline"};

struct Talk {
  explicit Talk(std::uint32_t start = 0) : client(broker, greeting, 7), now_ms(start) {}

  void run(std::uint32_t milliseconds) {
    for (const std::uint32_t end = now_ms + milliseconds; now_ms != end; ++now_ms) {
      client.poll(now_ms);
    }
  }

  void publish(const char* text) {
    client.publish({.topic = "t/l", .payload = text, .payload_size = std::string(text).size()},
                   now_ms);
  }
  void publish_again(const char* text) {
    client.publish_again(
        {.topic = "t/l", .payload = text, .payload_size = std::string(text).size()}, now_ms);
  }

  FakeBroker broker;
  MqttClient client;
  std::uint32_t now_ms;
};

TEST(MqttClient, ConnectsAndSaysSoOnce) {
  Talk talk;
  talk.run(5);
  EXPECT_TRUE(talk.client.is_connected());
  EXPECT_TRUE(talk.client.take_connected());
  EXPECT_FALSE(talk.client.take_connected());
  EXPECT_EQ(talk.broker.connects.size(), 1U);
  EXPECT_EQ(talk.client.counts().connections, 1U);
}

TEST(MqttClient, AMessageIsDoneWhenItIsAcknowledged) {
  Talk talk;
  talk.run(5);
  ASSERT_TRUE(talk.client.wants_message());
  talk.publish("one");
  EXPECT_TRUE(talk.client.is_awaiting());
  EXPECT_FALSE(talk.client.wants_message());
  EXPECT_FALSE(talk.client.take_acknowledged());
  talk.run(1);
  EXPECT_TRUE(talk.client.take_acknowledged());
  EXPECT_FALSE(talk.client.take_acknowledged());
  EXPECT_TRUE(talk.client.wants_message());
  ASSERT_EQ(talk.broker.published.size(), 1U);
  EXPECT_EQ(talk.broker.published[0].payload, "one");
  EXPECT_EQ(talk.broker.published[0].quality, 1U);
  EXPECT_FALSE(talk.broker.published[0].is_repeat);
}

TEST(MqttClient, ALostAcknowledgementMakesItAskForARepeatWithTheSameId) {
  Talk talk;
  talk.run(5);
  talk.broker.acknowledgements_to_lose = 1;
  talk.publish("one");
  talk.run(9'990);
  EXPECT_FALSE(talk.client.wants_message());
  talk.run(20);
  ASSERT_TRUE(talk.client.wants_message());
  EXPECT_TRUE(talk.client.is_awaiting());
  talk.publish_again("one");
  talk.run(1);
  EXPECT_TRUE(talk.client.take_acknowledged());
  ASSERT_EQ(talk.broker.published.size(), 2U);
  EXPECT_TRUE(talk.broker.published[1].is_repeat);
  EXPECT_EQ(talk.broker.published[1].packet_id, talk.broker.published[0].packet_id);
  EXPECT_EQ(talk.client.counts().repeats, 1U);
}

TEST(MqttClient, ThreeUnansweredTriesEndTheConnection) {
  Talk talk;
  talk.run(5);
  talk.broker.acknowledgements_to_lose = 3;
  talk.publish("one");
  for (int i = 0; i < 2; ++i) {
    talk.run(10'001);
    ASSERT_TRUE(talk.client.wants_message());
    talk.publish_again("one");
  }
  talk.run(10'001);
  EXPECT_FALSE(talk.client.is_awaiting());
  EXPECT_EQ(talk.client.counts().losses, 1U);
  talk.run(2'000);
  EXPECT_TRUE(talk.client.is_connected());
  EXPECT_EQ(talk.broker.connects.size(), 2U);
}

TEST(MqttClient, AnAcknowledgementOfAnotherMessageIsPassedOver) {
  Talk talk;
  talk.run(5);
  talk.broker.acknowledgements_to_lose = 1;
  talk.publish("one");
  talk.broker.say({0x40, 2, 0x77, 0x77});
  talk.run(5);
  EXPECT_FALSE(talk.client.take_acknowledged());
  EXPECT_TRUE(talk.client.is_awaiting());
  EXPECT_TRUE(talk.client.is_connected());
}

TEST(MqttClient, WritesAndReadsInPiecesOfOneByte) {
  Talk talk;
  talk.broker.write_limit = 1;
  talk.broker.read_limit = 1;
  talk.run(200);
  ASSERT_TRUE(talk.client.is_connected());
  talk.publish("a message of some length");
  talk.run(200);
  EXPECT_TRUE(talk.client.take_acknowledged());
  ASSERT_EQ(talk.broker.published.size(), 1U);
  EXPECT_EQ(talk.broker.published[0].payload, "a message of some length");
}

TEST(MqttClient, ALineThatTakesNothingHoldsTheNextMessageBack) {
  Talk talk;
  talk.run(5);
  talk.broker.write_limit = 0;
  talk.publish("one");
  talk.run(11'000);
  EXPECT_FALSE(talk.client.wants_message());  // overdue, but the first copy has not been sent yet
  talk.broker.write_limit = 100;
  talk.run(5);
  EXPECT_TRUE(talk.client.take_acknowledged());
  EXPECT_EQ(talk.broker.published.size(), 1U);
}

TEST(MqttClient, PingsAQuietConnectionAndNoOther) {
  Talk talk;
  talk.run(5);
  for (int i = 0; i < 10; ++i) {
    talk.run(30'000);
    talk.publish("still talking");
    talk.run(1);
    ASSERT_TRUE(talk.client.take_acknowledged());
  }
  EXPECT_EQ(talk.broker.pings, 0);
  talk.run(10 * 45'000 + 20'000);
  EXPECT_EQ(talk.broker.pings, 10);
  EXPECT_TRUE(talk.client.is_connected());
}

TEST(MqttClient, ABrokerThatNoLongerAnswersPingsIsLeft) {
  Talk talk;
  talk.run(5);
  talk.broker.answers_pings = false;
  talk.run(45'000 + 14'990);
  EXPECT_TRUE(talk.client.is_connected());
  talk.run(100);
  EXPECT_FALSE(talk.client.is_connected());
  EXPECT_EQ(talk.client.counts().losses, 1U);
}

TEST(MqttClient, TriesLessAndLessOftenAndAtOnceAgainAfterSuccess) {
  Talk talk;
  talk.broker.is_reachable = false;
  talk.run(3'600'000);
  EXPECT_GE(talk.broker.openings, 60);   // at most a minute apart
  EXPECT_LE(talk.broker.openings, 140);  // at least half a minute apart once the limit is reached
  talk.broker.is_reachable = true;
  talk.run(61'000);
  ASSERT_TRUE(talk.client.is_connected());
  talk.broker.cut();
  talk.run(1'100);
  EXPECT_TRUE(talk.client.is_connected());
}

TEST(MqttClient, ARefusalIsCountedAndAnsweredWithPatience) {
  Talk talk;
  talk.broker.return_code = 5;
  talk.run(600'000);
  EXPECT_FALSE(talk.client.is_connected());
  EXPECT_EQ(talk.client.counts().refusals, talk.broker.connects.size());
  EXPECT_GE(talk.client.counts().refusals, 10U);
  EXPECT_LE(talk.client.counts().refusals, 21U);
  talk.broker.return_code = 0;
  talk.run(61'000);
  EXPECT_TRUE(talk.client.is_connected());
}

TEST(MqttClient, NeitherASlowOpeningNorASilentBrokerHoldsItForever) {
  Talk talk;
  talk.broker.opens_at_once = false;
  talk.run(14'900);
  EXPECT_EQ(talk.client.counts().losses, 0U);
  talk.run(200);
  EXPECT_EQ(talk.client.counts().losses, 1U);
  talk.broker.opens_at_once = true;
  talk.broker.greets = false;
  talk.run(1'100 + 10'100);
  EXPECT_EQ(talk.client.counts().losses, 2U);
  EXPECT_FALSE(talk.client.is_connected());
}

TEST(MqttClient, NonsenseEndsTheConnection) {
  for (const std::vector<std::uint8_t>& packet :
       {std::vector<std::uint8_t>{0x30, 2, 0, 0}, {0x20, 2, 0, 0}, {0xFF}, {0x40, 3}}) {
    Talk talk;
    talk.run(5);
    talk.broker.say(packet);
    talk.run(1);
    EXPECT_FALSE(talk.client.is_connected()) << int{packet[0]};
    EXPECT_EQ(talk.client.counts().losses, 1U);
  }
}

TEST(MqttClient, AnAcknowledgementBeforeTheWelcomeIsNonsense) {
  Talk talk;
  talk.broker.greets = false;
  talk.run(2);
  talk.broker.say({0x40, 2, 0, 1, 0x20, 2, 0, 0});
  talk.run(2);
  EXPECT_FALSE(talk.client.is_connected());
}

TEST(MqttClient, PacketIdsSkipZeroWhenTheyWrap) {
  Talk talk;
  talk.run(5);
  for (int i = 0; i < 65'540; ++i) {
    talk.publish("x");
    talk.run(1);
    ASSERT_TRUE(talk.client.take_acknowledged());
  }
  ASSERT_EQ(talk.broker.published.size(), 65'540U);
  EXPECT_EQ(talk.broker.published[65'534].packet_id, 65'535U);
  EXPECT_EQ(talk.broker.published[65'535].packet_id, 1U);
}

TEST(MqttClient, EveryPatienceSurvivesTheCountersWrap) {
  for (const std::uint32_t before : {1U, 5'000U, 20'000U, 50'000U}) {
    Talk talk(0U - before);
    talk.run(5);
    talk.broker.acknowledgements_to_lose = 1;
    talk.publish("one");
    talk.run(9'990);
    EXPECT_FALSE(talk.client.wants_message()) << before;
    talk.run(20);
    EXPECT_TRUE(talk.client.wants_message()) << before;
    talk.publish_again("one");
    talk.run(60'000);
    EXPECT_EQ(talk.broker.pings, 1) << before;
    EXPECT_TRUE(talk.client.is_connected()) << before;
  }
}

TEST(MqttClient, LeavesWithADisconnectAndDoesNotComeBack) {
  Talk talk;
  talk.run(5);
  EXPECT_TRUE(talk.client.leave());
  EXPECT_EQ(talk.broker.goodbyes, 1);
  talk.run(100'000);
  EXPECT_EQ(talk.broker.connects.size(), 1U);
}

TEST(MqttClient, SaysWhenItNextNeedsAttention) {
  Talk talk;
  EXPECT_EQ(talk.client.wake_ms(3), 3U);
  talk.run(1);
  talk.run(4);
  const std::uint32_t welcome = talk.client.wake_ms(5) - 45'000;
  EXPECT_LE(welcome, 5U);
  talk.broker.acknowledgements_to_lose = 1;
  talk.publish("one");
  EXPECT_EQ(talk.client.wake_ms(5), 10'005U);
}

}  // namespace

}  // namespace lamplighter::node
