// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lamplighter::web {

/// For tests: a TCP connection to a local port that sends any bytes. Waits at most a minute at a
/// time.
class RawConnection {
 public:
  /// `source`: the client's address, one of 127.0.0.0/8.
  explicit RawConnection(int port, in_addr_t source = INADDR_LOOPBACK)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(source);
    if (source != INADDR_LOOPBACK)
      ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{60, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    is_connected_ = connect(address);
  }
  ~RawConnection() { ::close(socket_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  [[nodiscard]] bool is_connected() const { return is_connected_; }

  /// False if the server has closed the connection.
  bool send(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t count = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
      if (count < 0 && errno == EINTR) continue;
      if (count <= 0) return false;
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

  /// Closes the sending direction; the response can still be read.
  void end_sending() const { ::shutdown(socket_, SHUT_WR); }

  /// Whether data, or the end of the connection, arrives within `wait`.
  [[nodiscard]] bool hears_within(std::chrono::milliseconds wait) const {
    pollfd about{socket_, POLLIN, 0};
    return ::poll(&about, 1, static_cast<int>(wait.count())) > 0;
  }

  /// Everything received until `wanted` was found, or the connection ended.
  [[nodiscard]] std::string read_until(std::string_view wanted) const {
    std::string got;
    while (got.find(wanted) == std::string::npos && read_some(got)) {
    }
    return got;
  }

  /// Everything received until the server closes the connection.
  [[nodiscard]] std::string read_all() const {
    std::string got;
    while (read_some(got)) {
    }
    return got;
  }

 private:
  /// If a signal interrupts the call, the connection is established in the background.
  [[nodiscard]] bool connect(const sockaddr_in& address) const {
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
      return true;
    if (errno != EINTR) return false;
    constexpr int a_minute = 60'000;
    pollfd about{socket_, POLLOUT, 0};
    int ready = 0;
    while ((ready = ::poll(&about, 1, a_minute)) < 0 && errno == EINTR) {
    }
    int fault = 0;
    socklen_t size = sizeof fault;
    return ready == 1 && ::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &fault, &size) == 0 &&
           fault == 0;
  }

  /// False at the end of the connection or after the time-out. A signal interrupts calls with a
  /// time-out.
  bool read_some(std::string& got) const {
    char block[4096];
    ssize_t count = 0;
    do {
      count = ::recv(socket_, block, sizeof block, 0);
    } while (count < 0 && errno == EINTR);
    if (count > 0) got.append(block, static_cast<std::size_t>(count));
    return count > 0;
  }

  int socket_;
  bool is_connected_ = false;
};

}  // namespace lamplighter::web
