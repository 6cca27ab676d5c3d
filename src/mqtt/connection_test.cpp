// SPDX-License-Identifier: Apache-2.0
#include "mqtt/connection.h"

#include "mqtt/child_broker.h"
#include "testing/mqtt_listener.h"

#include <gtest/gtest.h>

#include <signal.h>

#include <string>
#include <vector>

namespace lamplighter::mqtt {
namespace {

using namespace std::chrono_literals;

using testing::Heard;
using testing::Listener;

class ConnectionTest : public ::testing::Test {
 protected:
  void SetUp() override { start({}); }

  void start(const ChildBrokerOptions& options) {
    auto started = ChildBroker::start(options);
    ASSERT_TRUE(started) << started.error().message;
    broker = *std::move(started);
  }

  Settings settings(const std::string& id) const {
    return {.port = broker->port(), .client_id = id, .backoff = {1ms, 20ms}};
  }

  /// Publishes from a separate client and waits until the broker has the message.
  void publish(const std::string& topic, const std::string& payload, Kept kept = Kept::no) {
    Listener publisher(settings("publisher"));
    publisher.connection->subscribe("echo/" + topic);
    ASSERT_TRUE(publisher.until_connected());
    ASSERT_TRUE(publisher.connection->publish(topic, payload, kept));
    ASSERT_TRUE(publisher.connection->publish("echo/" + topic, "done"));
    ASSERT_TRUE(publisher.until([&] { return !publisher.heard.empty(); }));
    publisher.connection->close();
  }

  std::unique_ptr<ChildBroker> broker;
};

TEST_F(ConnectionTest, HearsWhatIsPublishedOnItsTopics) {
  Listener listener(settings("listener"));
  listener.connection->subscribe("a/+");
  listener.connection->subscribe("b");
  ASSERT_TRUE(listener.until_connected());
  EXPECT_EQ(listener.connects, std::vector<bool>{false});
  ASSERT_TRUE(listener.connection->publish("a/1", "one"));
  ASSERT_TRUE(listener.connection->publish("c", "not ours"));
  ASSERT_TRUE(listener.connection->publish("b", "two"));
  ASSERT_TRUE(listener.until([&] { return listener.heard.size() >= 2; }));
  EXPECT_EQ(listener.payloads(), (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(listener.heard[0].topic, "a/1");
  EXPECT_FALSE(listener.heard[0].retained);
  EXPECT_NE(listener.heard[0].packet_id, 0);
  EXPECT_TRUE(listener.troubles.empty());
}

TEST_F(ConnectionTest, SharesTheMessagesWithOthers) {
  Listener one({.port = broker->port(), .client_id = "one", .share = "workers"});
  Listener other({.port = broker->port(), .client_id = "other", .share = "workers"});
  Listener all({.port = broker->port(), .client_id = "all"});
  for (Listener* listener : {&one, &other, &all}) {
    listener->connection->subscribe("t/+");
    ASSERT_TRUE(listener->until_connected());
  }
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(all.connection->publish("t/" + std::to_string(i), "x"));
  ASSERT_TRUE(all.until([&] { return all.heard.size() == 20; }));
  const auto have_all = [&] { return one.heard.size() + other.heard.size() == 20; };
  ASSERT_TRUE(one.until([&] {
    other.connection->receive(std::chrono::milliseconds(1), {});
    other.connection->acknowledge();
    return have_all();
  }));
  EXPECT_GT(one.heard.size(), 0u);
  EXPECT_GT(other.heard.size(), 0u);
}

TEST_F(ConnectionTest, TellsARetainedMessageFromANewOne) {
  publish("lux", "old", Kept::yes);
  Listener listener(settings("listener"));
  listener.connection->subscribe("lux");
  ASSERT_TRUE(listener.until([&] { return !listener.heard.empty(); }));
  EXPECT_TRUE(listener.heard[0].retained);
  publish("lux", "new", Kept::yes);
  ASSERT_TRUE(listener.until([&] { return listener.heard.size() == 2; }));
  EXPECT_FALSE(listener.heard[1].retained);
}

TEST_F(ConnectionTest, GetsWhatItDidNotAcknowledgeAgainUnderTheSameNumber) {
  Settings lasting = settings("lasting");
  lasting.keep_session = true;
  std::vector<Heard> first;
  {
    Listener listener(lasting);
    listener.connection->subscribe("lux");
    ASSERT_TRUE(listener.until_connected());
    publish("lux", "1");
    ASSERT_TRUE(listener.until([&] { return listener.heard.size() == 1; }));
    publish("lux", "2");
    publish("lux", "3");
    ASSERT_TRUE(listener.until([&] { return listener.heard.size() == 3; }, false));
    first = listener.heard;
  }  // closed without DISCONNECT and without an acknowledgement of 2 and 3
  publish("lux", "4");
  Listener again(lasting);
  again.connection->subscribe("lux");
  ASSERT_TRUE(again.until([&] { return again.heard.size() == 3; }));
  EXPECT_EQ(again.connects, std::vector<bool>{true});
  EXPECT_EQ(again.payloads(), (std::vector<std::string>{"2", "3", "4"}));
  EXPECT_EQ(again.heard[0].packet_id, first[1].packet_id);
  EXPECT_EQ(again.heard[1].packet_id, first[2].packet_id);
  EXPECT_FALSE(first[1].is_repeat);
  EXPECT_TRUE(again.heard[0].is_repeat);
  EXPECT_TRUE(again.heard[1].is_repeat);
  EXPECT_FALSE(again.heard[2].is_repeat);
}

TEST_F(ConnectionTest, NeverAcknowledgesOnANewConnectionWhatItGotOnTheOldOne) {
  start({.persistent = true});
  Settings lasting = settings("lasting");
  lasting.keep_session = true;
  {
    Listener listener(lasting);
    listener.connection->subscribe("lux");
    ASSERT_TRUE(listener.until_connected());
    publish("lux", "1");
    ASSERT_TRUE(listener.until([&] { return listener.heard.size() == 1; }, false));
    broker->stop();
    ASSERT_TRUE(listener.until([&] { return !listener.connection->is_connected(); }, false));
    ASSERT_TRUE(broker->restart());
    ASSERT_TRUE(listener.until([&] { return listener.heard.size() == 2; }, false));
    listener.connection->close();
  }
  Listener again(lasting);
  ASSERT_TRUE(again.until([&] { return !again.heard.empty(); }));
  EXPECT_EQ(again.payloads(), std::vector<std::string>{"1"});
}

TEST_F(ConnectionTest, ReadsWhatABrokerSentBeforeItWasKilled) {
  Listener listener(settings("listener"));
  listener.connection->subscribe("lux");
  ASSERT_TRUE(listener.until_connected());
  for (const char* payload : {"1", "2", "3"}) publish("lux", payload);
  ASSERT_TRUE(listener.until([&] { return listener.heard.size() == 3; }, false));
  publish("lux", "4");
  publish("lux", "5");
  broker->kill();
  listener.connection->acknowledge();  // it cannot be sent
  ASSERT_TRUE(listener.until([&] { return !listener.troubles.empty(); }));
  EXPECT_EQ(listener.payloads(), (std::vector<std::string>{"1", "2", "3", "4", "5"}));
}

TEST_F(ConnectionTest, ComesBackByItselfAfterTheBrokersRestart) {
  Listener listener(settings("listener"));
  listener.connection->subscribe("lux");
  ASSERT_TRUE(listener.until_connected());
  broker->kill();
  ASSERT_TRUE(listener.until([&] { return listener.troubles.size() >= 3; }));
  EXPECT_FALSE(listener.connection->is_connected());
  EXPECT_EQ(listener.connection->publish("lux", "lost").error().fault, Fault::unavailable);
  EXPECT_NE(listener.troubles.back().message.find("Connection refused; is it running"),
            std::string::npos)
      << listener.troubles.back().message;
  ASSERT_TRUE(broker->restart());
  ASSERT_TRUE(listener.until_connected());
  publish("lux", "after");
  ASSERT_TRUE(listener.until([&] { return !listener.heard.empty(); }));
  EXPECT_EQ(listener.payloads(), std::vector<std::string>{"after"});
}

TEST_F(ConnectionTest, WhatIsPublishedOnceIsNeverDeliveredLate) {
  Listener commanding(settings("commanding"));
  ASSERT_TRUE(commanding.until_connected());
  ASSERT_EQ(::kill(broker->pid(), SIGSTOP), 0);  // it hangs
  ASSERT_TRUE(commanding.connection->publish_once("lamp/set", "ON", 10s));
  ASSERT_TRUE(commanding.connection->publish("sensor", "kept"));
  commanding.connection->receive(20ms, {});  // sent, but without a response
  broker->kill();
  ASSERT_TRUE(commanding.until([&] { return !commanding.troubles.empty(); }));
  ASSERT_TRUE(broker->restart());
  Listener lamp(settings("lamp"));
  lamp.connection->subscribe("#");
  ASSERT_TRUE(lamp.until_connected());
  ASSERT_TRUE(lamp.connection->publish("lamp", "ready"));
  ASSERT_TRUE(lamp.until([&] { return !lamp.heard.empty(); }));
  ASSERT_TRUE(commanding.until_connected());
  ASSERT_TRUE(commanding.connection->publish("sensor", "after"));
  ASSERT_TRUE(commanding.until([&] {
    lamp.connection->receive(20ms, {});
    return lamp.heard.back().payload == "after";
  }));
  EXPECT_EQ(lamp.payloads(), (std::vector<std::string>{"ready", "kept", "after"}));
}

TEST_F(ConnectionTest, LeavesItsWillOnlyWhenItGoesWithoutADisconnect) {
  Settings dying = settings("dying");
  dying.will = Will{"status", "offline", true};
  Listener witness(settings("witness"));
  witness.connection->subscribe("status");
  ASSERT_TRUE(witness.until_connected());
  {
    Listener polite(dying);
    ASSERT_TRUE(polite.until_connected());
    ASSERT_TRUE(polite.connection->publish("status", "goodbye"));
    polite.connection->close();
    EXPECT_TRUE(polite.troubles.empty());
  }
  {
    Listener killed(dying);
    ASSERT_TRUE(killed.until_connected());
  }
  ASSERT_TRUE(witness.until([&] { return witness.heard.size() == 2; }));
  EXPECT_EQ(witness.payloads(), (std::vector<std::string>{"goodbye", "offline"}));
}

TEST_F(ConnectionTest, IsSparedAPacketThatIsTooLong) {
  Listener listener(settings("listener"));
  listener.connection->subscribe("lux");
  ASSERT_TRUE(listener.until_connected());
  publish("lux", std::string(usual_packet_bytes + 1, 'x'));
  publish("lux", std::string(usual_packet_bytes / 2, 'y'));
  ASSERT_TRUE(listener.until([&] { return !listener.heard.empty(); }));
  ASSERT_EQ(listener.heard.size(), 1u);
  EXPECT_EQ(listener.heard[0].payload.size(), usual_packet_bytes / 2);
}

TEST_F(ConnectionTest, HearsThousandsOfMessagesInOrder) {
  Settings lasting = settings("lasting");
  lasting.keep_session = true;
  Listener listener(lasting);
  listener.connection->subscribe("lux");
  ASSERT_TRUE(listener.until_connected());
  Listener publisher(settings("publisher"));
  ASSERT_TRUE(publisher.until_connected());
  constexpr int count = 5000;
  for (int i = 0; i < count; ++i) {
    ASSERT_TRUE(publisher.connection->publish("lux", std::to_string(i)));
  }
  ASSERT_TRUE(listener.until([&] {
    publisher.connection->receive(0ms, {});
    publisher.connection->acknowledge();
    return listener.heard.size() >= count;
  }));
  ASSERT_EQ(listener.heard.size(), static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    ASSERT_EQ(listener.heard[static_cast<std::size_t>(i)].payload, std::to_string(i));
  }
}

TEST_F(ConnectionTest, GetsThousandsBeforeItAcknowledgesTheFirst) {
  Listener listener(settings("listener"));
  listener.connection->subscribe("lux");
  ASSERT_TRUE(listener.until_connected());
  Listener publisher(settings("publisher"));
  ASSERT_TRUE(publisher.until_connected());
  constexpr std::size_t more = max_unacknowledged + 100;
  for (std::size_t i = 0; i < more; ++i) {
    ASSERT_TRUE(publisher.connection->publish("lux", std::to_string(i)));
  }
  const auto heard = [&](std::size_t count) {
    return [&, count] {
      publisher.connection->receive(0ms, {});
      publisher.connection->acknowledge();
      return listener.heard.size() >= count;
    };
  };
  ASSERT_TRUE(listener.until(heard(max_unacknowledged), false));
  listener.connection->receive(100ms, {});
  EXPECT_EQ(listener.heard.size(), max_unacknowledged);  // the broker waits for an acknowledgement
  ASSERT_TRUE(listener.until(heard(more)));
  EXPECT_EQ(listener.heard.size(), more);
}

TEST_F(ConnectionTest, StopsWaitingWhenAskedTo) {
  Listener listener(settings("listener"));
  ASSERT_TRUE(listener.until_connected());
  std::stop_source stop;
  stop.request_stop();
  listener.connection->receive(24h, stop.get_token());
  listener.connection->run(stop.get_token());
  EXPECT_FALSE(listener.connection->is_connected());
}

}  // namespace
}  // namespace lamplighter::mqtt
