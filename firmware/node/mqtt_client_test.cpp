// SPDX-License-Identifier: Apache-2.0
#include "node/mqtt_client.h"

#include "testing/fake_broker.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace lamplighter::node {
namespace {

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
  EXPECT_FALSE(talk.client.wants_message());  // overdue, but the first copy is not even out
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
  EXPECT_LE(talk.broker.openings, 140);  // at least half a minute once it is long
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

TEST(MqttClient, NeitherASlowOpeningNorASilentBrokerHoldsItForEver) {
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
  for (const std::vector<std::uint8_t>& said :
       {std::vector<std::uint8_t>{0x30, 2, 0, 0}, {0x20, 2, 0, 0}, {0xFF}, {0x40, 3}}) {
    Talk talk;
    talk.run(5);
    talk.broker.say(said);
    talk.run(1);
    EXPECT_FALSE(talk.client.is_connected()) << int{said[0]};
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

TEST(MqttClient, LeavesWithAGoodbyeAndDoesNotComeBack) {
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
