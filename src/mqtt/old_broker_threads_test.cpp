// SPDX-License-Identifier: Apache-2.0
// Brokers that do not know MQTT 5, and what listens on a port without being a broker.
#include "testing/mqtt_listener.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <unistd.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

namespace lamplighter::mqtt {
namespace {

using testing::Listener;

/// Accepts one client after another, answers each CONNECT by its protocol level as a broker of
/// MQTT 3.1.1 does, and remembers the levels.
class OldBroker {
 public:
  OldBroker() {
    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* general = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listening_, general, size), 0);
    EXPECT_EQ(::listen(listening_, 16), 0);
    EXPECT_EQ(::getsockname(listening_, general, &size), 0);
    port = ::ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }

  ~OldBroker() {
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
    for (const int client : clients_) ::close(client);
  }

  int port = 0;
  std::vector<int> levels;  ///< read once the connection stands

 private:
  void serve() {
    for (;;) {
      const int client = ::accept(listening_, nullptr, nullptr);
      if (client < 0) return;
      clients_.push_back(client);
      std::array<unsigned char, 512> packet{};
      // Fixed header of two bytes, then the name "MQTT" after its length, then the level.
      if (::recv(client, packet.data(), packet.size(), 0) < 9) continue;  // only looked in
      levels.push_back(packet[8]);
      const bool known = packet[8] == 4;
      const std::array<unsigned char, 4> connack{0x20, 2, 0, static_cast<unsigned char>(!known)};
      EXPECT_EQ(::send(client, connack.data(), connack.size(), 0), 4);
      if (!known) ::shutdown(client, SHUT_RDWR);
    }
  }

  int listening_;
  std::vector<int> clients_;
  std::thread thread_;
};

TEST(OldBroker, IsSpokenToInItsOwnProtocolAtTheNextAttempt) {
  std::vector<int> levels;
  {
    OldBroker broker;
    Listener listener({.port = broker.port, .client_id = "x", .backoff = {1ms, 20ms}});
    ASSERT_TRUE(listener.until_connected());
    EXPECT_EQ(listener.troubles.size(), 1u);
    levels = broker.levels;
  }
  EXPECT_EQ(levels, (std::vector<int>{5, 4}));
}

}  // namespace
}  // namespace lamplighter::mqtt
