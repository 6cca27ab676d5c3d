// SPDX-License-Identifier: Apache-2.0
#include "mqtt/buffered_socket.h"

#include <sys/socket.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

namespace lamplighter::mqtt {
namespace {

constexpr std::size_t chunk = 65536;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

void close_one(int& fd) {
  if (fd >= 0) ::close(std::exchange(fd, -1));
}

}  // namespace

Result<void> BufferedSocket::open(int socket, PacketCheck check, std::unique_ptr<TlsSession> tls) {
  close();
  check_ = check;
  tls_ = std::move(tls);
  std::array<int, 2> pair{-1, -1};
  constexpr int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  network_ = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  const bool opened = network_ >= 0 && ::socketpair(AF_UNIX, kind, 0, pair.data()) == 0 &&
                      ::dup3(pair[0], socket, O_CLOEXEC) == socket;
  const int fault = errno;
  close_one(pair[0]);
  local_ = pair[1];
  if (opened) return {};
  close();
  return Error{Fault::io, std::string("no socket for the broker: ") + std::strerror(fault)};
}

void BufferedSocket::close() {
  close_one(network_);
  close_one(local_);
  tls_.reset();
  in_.clear();
  out_.clear();
  begin_ = to_feed_ = 0;
  may_hold_input_ = false;
}

/// libmosquitto reads what it was given, and then the end.
void BufferedSocket::end() {
  close_one(network_);
  close_one(local_);
  may_hold_input_ = false;
}

Result<bool> BufferedSocket::feed() {
  if (to_feed_ == 0) {
    const Result<std::size_t> next = next_packet();
    if (!next) {
      end();
      return next.error();
    }
    to_feed_ = *next;
    may_hold_input_ = to_feed_ > 0;
  }
  if (to_feed_ == 0) return false;
  const ssize_t sent = ::send(local_, in_.data() + begin_, to_feed_, MSG_NOSIGNAL);
  if (sent > 0) {
    begin_ += static_cast<std::size_t>(sent);
    to_feed_ -= static_cast<std::size_t>(sent);
  } else if (!would_block()) {
    to_feed_ = 0;  // libmosquitto has closed its end
  }
  return true;
}

/// The size of the packet at `begin_`, read from the network where it is not all here; 0: none.
Result<std::size_t> BufferedSocket::next_packet() {
  for (;;) {
    Result<std::size_t> size = check_->next(std::string_view(in_).substr(begin_));
    if (!size || *size > 0) return size;
    const Result<bool> received = receive();
    if (!received) return received.error();
    if (!*received) return std::size_t{0};
  }
}

/// Whether the network had something.
Result<bool> BufferedSocket::receive() {
  if (network_ < 0) return false;
  in_.erase(0, std::exchange(begin_, 0));
  std::array<char, chunk> bytes;
  const ssize_t got = ::recv(network_, bytes.data(), bytes.size(), 0);
  if (got < 0 && errno == EINTR) return true;
  if (got < 0 && would_block()) return false;
  if (got <= 0) {
    end();
    return false;
  }
  const std::string_view came(bytes.data(), static_cast<std::size_t>(got));
  if (!tls_) {
    in_.append(came);
    return true;
  }
  Result<void> read = tls_->receive(came, in_);
  if (!read) return read.error();
  if (Result<void> sent = send(); !sent) return sent.error();
  return true;
}

/// What libmosquitto has written since.
Result<void> BufferedSocket::collect() {
  std::array<char, 16384> bytes;
  for (ssize_t got = 0; (got = ::recv(local_, bytes.data(), bytes.size(), 0)) > 0;) {
    const std::string_view plain(bytes.data(), static_cast<std::size_t>(got));
    if (!tls_) {
      out_.append(plain);
    } else if (Result<void> encrypted = tls_->send(plain); !encrypted) {
      return encrypted;
    }
  }
  if (tls_) tls_->take_output(out_);
  return {};
}

Result<void> BufferedSocket::send() {
  if (network_ < 0) return {};
  Result<void> collected = collect();
  while (!out_.empty()) {
    const ssize_t sent = ::send(network_, out_.data(), out_.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && would_block()) break;
    if (sent < 0) {  // the broker is gone; what it sent last still waits to be read
      out_.clear();
      break;
    }
    out_.erase(0, static_cast<std::size_t>(sent));
  }
  return collected;
}

}  // namespace lamplighter::mqtt
