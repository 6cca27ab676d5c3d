// SPDX-License-Identifier: Apache-2.0
#include "host/tcp_link.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <unistd.h>

#include <string>

namespace lamplighter::node_host {
namespace {

using node::LinkState;
using std::chrono::milliseconds;

/// Listens on a free port and lets the test talk to each client.
class Listener {
 public:
  Listener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 1), 0);
    EXPECT_EQ(::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { ::close(socket_); }

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int accept() const { return ::accept(socket_, nullptr, nullptr); }

 private:
  int socket_;
  int port_ = 0;
};

void wait_while_opening(TcpLink& link) {
  for (int i = 0; i < 100 && link.state() == LinkState::opening; ++i) {
    link.wait(false, milliseconds(100));
  }
}

TEST(TcpLink, CarriesBytesBothWaysAndNoticesTheEnd) {
  const Listener listener;
  TcpLink link("127.0.0.1", listener.port());
  EXPECT_EQ(link.state(), LinkState::closed);
  link.open();
  wait_while_opening(link);
  ASSERT_EQ(link.state(), LinkState::open);
  const int peer = listener.accept();
  EXPECT_EQ(link.write(reinterpret_cast<const std::uint8_t*>("hello"), 5), 5U);
  char heard[5];
  EXPECT_EQ(::recv(peer, heard, 5, MSG_WAITALL), 5);
  EXPECT_EQ(std::string(heard, 5), "hello");

  std::uint8_t bytes[8];
  EXPECT_EQ(link.read(bytes, sizeof bytes), 0U);
  EXPECT_EQ(::send(peer, "abc", 3, MSG_NOSIGNAL), 3);
  link.wait(false, milliseconds(10'000));
  EXPECT_EQ(link.read(bytes, sizeof bytes), 3U);
  ::close(peer);
  link.wait(false, milliseconds(10'000));
  EXPECT_EQ(link.read(bytes, sizeof bytes), 0U);
  EXPECT_EQ(link.state(), LinkState::closed);
  EXPECT_NE(link.trouble().find("closed the connection"), std::string::npos);
}

TEST(TcpLink, AnUnusedPortIsReported) {
  const int port = Listener().port();  // closed at the end of the statement
  TcpLink link("127.0.0.1", port);
  link.open();
  wait_while_opening(link);
  EXPECT_EQ(link.state(), LinkState::closed);
  EXPECT_NE(link.trouble().find("Connection refused"), std::string::npos);
}

TEST(TcpLink, APeerThatDoesNotReadMakesTheLineBusyNotBroken) {
  const Listener listener;
  TcpLink link("127.0.0.1", listener.port());
  link.open();
  wait_while_opening(link);
  const std::string much(1 << 20, 'x');
  std::size_t sent = 0;
  for (int i = 0; i < 1000; ++i) {
    const std::size_t taken =
        link.write(reinterpret_cast<const std::uint8_t*>(much.data()), much.size());
    if (taken == 0) break;
    sent += taken;
  }
  EXPECT_GT(sent, 0U);
  EXPECT_EQ(link.write(reinterpret_cast<const std::uint8_t*>("x"), 1), 0U);
  EXPECT_EQ(link.state(), LinkState::open);
}

TEST(TcpLink, ANameThatDoesNotExistIsSaid) {
  TcpLink link("no-such-host.invalid", 1883);
  link.open();
  EXPECT_EQ(link.state(), LinkState::closed);
  EXPECT_NE(link.trouble().find("no-such-host.invalid:1883"), std::string::npos);
}

}  // namespace
}  // namespace lamplighter::node_host
