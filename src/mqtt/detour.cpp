// SPDX-License-Identifier: Apache-2.0
#include "mqtt/detour.h"

#include <sys/socket.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>

namespace lamplighter::mqtt {

Detour::Detour() {
  constexpr int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  if (::socketpair(AF_UNIX, kind, 0, pair_.data()) != 0) pair_ = {-1, -1};
}

Detour::~Detour() {
  for (const int one : pair_) {
    if (one >= 0) ::close(one);
  }
}

bool Detour::begin(int socket) {
  if (pair_[0] < 0) return false;
  broker_ = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  if (broker_ < 0) return false;
  if (::dup3(pair_[0], socket, O_CLOEXEC) == socket) return true;
  ::close(broker_);
  return false;
}

bool Detour::end(int socket) {
  if (socket >= 0) ::dup3(broker_, socket, O_CLOEXEC);
  collect();
  send();
  ::close(broker_);
  return !holds();
}

void Detour::forget() {
  collect();
  held_.clear();
}

void Detour::collect() {
  std::array<char, 16384> bytes;
  for (ssize_t got = 0; (got = ::recv(pair_[1], bytes.data(), bytes.size(), 0)) > 0;) {
    held_.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

void Detour::send() {
  while (holds()) {
    const ssize_t sent = ::send(broker_, held_.data(), held_.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return;
    // The broker is gone. What it sent last still waits to be read, and then the end of it.
    if (sent < 0) return held_.clear();
    held_.erase(0, static_cast<std::size_t>(sent));
  }
}

}  // namespace lamplighter::mqtt
