// SPDX-License-Identifier: Apache-2.0
#include "host/tcp_link.h"

#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <netdb.h>
#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lamplighter::node_host {
namespace {

bool is_busy(int error) { return error == EAGAIN || error == EWOULDBLOCK || error == EINTR; }

/// A socket that is connecting to `address`, or -1 with errno set.
int connect_to(const addrinfo& address) {
  const int socket = ::socket(address.ai_family, address.ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC,
                              address.ai_protocol);
  if (socket < 0) return -1;
  const int yes = 1;
  (void)::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0 || errno == EINPROGRESS) {
    return socket;
  }
  const int error = errno;
  ::close(socket);
  errno = error;
  return -1;
}

}  // namespace

void TcpLink::open() {
  close();
  trouble_.clear();
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(host_.c_str(), std::to_string(port_).c_str(), &wanted, &found);
  if (error != 0) return fail(::gai_strerror(error));
  for (const addrinfo* at = found; at != nullptr && socket_ < 0; at = at->ai_next) {
    socket_ = connect_to(*at);
  }
  const int connect_error = errno;
  ::freeaddrinfo(found);
  if (socket_ < 0) return fail(std::strerror(connect_error));
  state_ = node::LinkState::opening;
}

void TcpLink::close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  state_ = node::LinkState::closed;
}

node::LinkState TcpLink::state() {
  if (state_ != node::LinkState::opening) return state_;
  pollfd watched{socket_, POLLOUT, 0};
  if (::poll(&watched, 1, 0) <= 0) return state_;
  int error = 0;
  socklen_t size = sizeof error;
  (void)::getsockopt(socket_, SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0) {
    fail(std::strerror(error));
  } else {
    state_ = node::LinkState::open;
  }
  return state_;
}

std::size_t TcpLink::write(const std::uint8_t* bytes, std::size_t count) {
  if (state_ != node::LinkState::open) return 0;
  const ssize_t taken = ::send(socket_, bytes, count, MSG_NOSIGNAL);
  if (taken >= 0) return static_cast<std::size_t>(taken);
  if (!is_busy(errno)) fail(std::strerror(errno));
  return 0;
}

std::size_t TcpLink::read(std::uint8_t* into, std::size_t count) {
  if (state_ != node::LinkState::open) return 0;
  const ssize_t given = ::recv(socket_, into, count, 0);
  if (given > 0) return static_cast<std::size_t>(given);
  if (given == 0) {
    fail("the broker closed the connection");
  } else if (!is_busy(errno)) {
    fail(std::strerror(errno));
  }
  return 0;
}

void TcpLink::wait(bool for_writing, std::chrono::milliseconds longest) {
  const bool wants_to_write = for_writing || state_ == node::LinkState::opening;
  pollfd watched{socket_, static_cast<short>(POLLIN | (wants_to_write ? POLLOUT : 0)), 0};
  (void)::poll(&watched, socket_ >= 0 ? 1 : 0, static_cast<int>(longest.count()));
}

void TcpLink::fail(const std::string& what) {
  close();
  trouble_ = fmt::format("{}:{}: {}", host_, port_, what);
}

}  // namespace lamplighter::node_host
