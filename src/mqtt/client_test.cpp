// SPDX-License-Identifier: Apache-2.0
#include "mqtt/client.h"

#include "mqtt/child_broker.h"
#include "testing/mqtt_listener.h"

#include <gtest/gtest.h>

#include <poll.h>

#include <string>
#include <vector>

namespace lamplighter::mqtt {
namespace {

using namespace std::chrono_literals;

class ClientTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto started = ChildBroker::start({});
    ASSERT_TRUE(started) << started.error().message;
    broker = *std::move(started);
    auto made = Client::make(
        settings("client"),
        {[this](const Client::Incoming& in) { heard.emplace_back(in.payload); },
         [this](bool) { client->subscribe("lux"); }, [](const Error&) { FAIL() << "refused"; }});
    ASSERT_TRUE(made) << made.error().message;
    client = *std::move(made);
    ASSERT_TRUE(client->connect());
    while (!publish_reaches_us()) turn();
    heard.clear();
  }

  Settings settings(const std::string& id) const {
    return {.port = broker->port(), .client_id = id, .backoff = {1ms, 20ms}};
  }

  /// Reads or writes, whichever is due.
  void turn() {
    if (client->wants_write()) {
      ASSERT_TRUE(client->write());
    }
    pollfd one{client->socket(), POLLIN, 0};
    if (::poll(&one, 1, 10) > 0) {
      ASSERT_TRUE(client->read());
    }
  }

  bool publish_reaches_us() {
    publish("begin");
    turn();
    return !heard.empty();
  }

  /// From a separate client; returns once the broker has acknowledged it.
  void publish(const std::string& payload) {
    testing::Listener publisher(settings("publisher"));
    publisher.connection->subscribe("echo");
    ASSERT_TRUE(publisher.until_connected());
    ASSERT_TRUE(publisher.connection->publish("lux", payload));
    ASSERT_TRUE(publisher.connection->publish("echo", "done"));
    ASSERT_TRUE(publisher.until([&] { return !publisher.heard.empty(); }));
    publisher.connection->close();
  }

  /// Reads until this many messages were received, and writes nothing.
  void hear(std::size_t count) {
    while (heard.size() < count) ASSERT_TRUE(client->read());
  }

  std::unique_ptr<ChildBroker> broker;
  std::vector<std::string> heard;
  std::unique_ptr<Client> client;
};

TEST_F(ClientTest, AWriteToADeadBrokerDoesNotCostWhatItSentLast) {
  for (const char* payload : {"1", "2", "3"}) publish(payload);
  hear(3);  // three acknowledgements are due: the second finds the connection reset
  publish("4");
  broker->kill();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(client->write());
  hear(4);
  EXPECT_EQ(heard, (std::vector<std::string>{"1", "2", "3", "4"}));
  EXPECT_FALSE(client->read());  // only now is the connection lost
}

}  // namespace
}  // namespace lamplighter::mqtt
