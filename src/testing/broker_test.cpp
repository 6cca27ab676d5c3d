// SPDX-License-Identifier: Apache-2.0
#include "testing/broker.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <unistd.h>

#include <cstdlib>

namespace lamplighter::testing {
namespace {

bool accepts(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  const bool connected =
      ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  ::close(socket);
  return connected;
}

int publish(int port, const std::string& more) {
  return std::system(("mosquitto_pub -h 127.0.0.1 -p " + std::to_string(port) +
                      " -q 1 -t t -m hello " + more + " >/dev/null 2>&1")
                         .c_str());
}

TEST(Broker, IsReadyWhenItIsMadeAndGoneWhenItIsStopped) {
  Broker broker;
  EXPECT_TRUE(accepts(broker.port()));
  EXPECT_EQ(publish(broker.port(), ""), 0);
  broker.stop();
  EXPECT_FALSE(accepts(broker.port()));
  broker.start();
  EXPECT_TRUE(accepts(broker.port()));
  broker.kill();
  EXPECT_FALSE(accepts(broker.port()));
}

TEST(Broker, TwoOfThemDoNotMeet) {
  const Broker one;
  const Broker two;
  EXPECT_NE(one.port(), two.port());
}

TEST(Broker, LetsOnlyItsUserIn) {
  const Broker broker({.user = "node", .password = "secret"});
  EXPECT_NE(publish(broker.port(), ""), 0);
  EXPECT_NE(publish(broker.port(), "-u node -P wrong"), 0);
  EXPECT_EQ(publish(broker.port(), "-u node -P secret"), 0);
}

TEST(Broker, KeepsRetainedMessagesWhereItPersists) {
  Broker broker({.persists = true});
  ASSERT_EQ(publish(broker.port(), "-r"), 0);
  broker.stop();
  broker.start();
  const std::string listen = "test hello = \"$(mosquitto_sub -h 127.0.0.1 -p " +
                             std::to_string(broker.port()) + " -t t -C 1 -W 10)\"";
  EXPECT_EQ(std::system(listen.c_str()), 0);
}

}  // namespace
}  // namespace lamplighter::testing
