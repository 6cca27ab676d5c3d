// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <unistd.h>

#include <array>
#include <atomic>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace lamplighter::testing {

/// Listens on a loopback port, accepts one client after another, and answers each CONNECT with the
/// bytes of a script: for misbehaving brokers. Its connections stay open.
class ScriptedBroker {
 public:
  struct Answer {
    std::string bytes;
    bool hangs_up = false;
  };
  using Script = std::function<Answer(std::string_view connect)>;

  /// `port` 0: a free one. `script` runs on a separate thread.
  explicit ScriptedBroker(Script script, int at_port = 0) : script_(std::move(script)) {
    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(listening_, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = ::htons(static_cast<std::uint16_t>(at_port));
    address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* general = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(listening_, general, size), 0);
    EXPECT_EQ(::listen(listening_, 16), 0);
    EXPECT_EQ(::getsockname(listening_, general, &size), 0);
    port_ = ::ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }

  ~ScriptedBroker() {
    is_over_ = true;
    ::shutdown(listening_, SHUT_RDWR);
    thread_.join();
    ::close(listening_);
    for (const int client : clients_) ::close(client);
  }
  ScriptedBroker(const ScriptedBroker&) = delete;
  ScriptedBroker& operator=(const ScriptedBroker&) = delete;

  [[nodiscard]] int port() const { return port_; }

  /// The number of CONNECTs that were answered.
  [[nodiscard]] int answered() const { return answered_; }

 private:
  void serve() {
    for (;;) {
      const int client = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
      if (client < 0) return;
      clients_.push_back(client);
      std::array<char, 512> packet{};
      const timeval limit{1, 0};  // a silent client must not block the next one
      ::setsockopt(client, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
      const ssize_t got = ::recv(client, packet.data(), packet.size(), 0);
      if (got < 9 || is_over_) continue;
      const Answer answer = script_({packet.data(), static_cast<std::size_t>(got)});
      ::send(client, answer.bytes.data(), answer.bytes.size(), MSG_NOSIGNAL);
      if (answer.hangs_up) ::shutdown(client, SHUT_RDWR);
      ++answered_;
    }
  }

  Script script_;
  int listening_ = -1;
  int port_ = 0;
  std::atomic<int> answered_ = 0;
  std::atomic<bool> is_over_ = false;
  std::vector<int> clients_;
  std::thread thread_;
};

}  // namespace lamplighter::testing
