// SPDX-License-Identifier: Apache-2.0
#include "web/client_socket.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace lamplighter::web {
namespace {

constexpr std::size_t block = 16 << 10;
constexpr std::size_t worth_joining = 16 << 10;
constexpr auto glance = std::chrono::milliseconds(250);  // at whether an idle client is in the way

int milliseconds_until(std::chrono::steady_clock::time_point until) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(until - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp<milliseconds::rep>(left.count(), 0, 60'000));
}

int limited(std::size_t size) { return static_cast<int>(std::min<std::size_t>(size, 1 << 30)); }

}  // namespace

ClientSocket::ClientSocket(int socket, ssl_ctx_st* tls, const ClientLimits& limits)
    : socket_(socket), limits_(limits) {
  ::fcntl(socket_, F_SETFL, ::fcntl(socket_, F_GETFL, 0) | O_NONBLOCK);
  if (tls == nullptr) return;
  tls_ = SSL_new(tls);
  if (tls_ != nullptr) SSL_set_fd(tls_, socket_);
}

ClientSocket::~ClientSocket() {
  if (tls_ == nullptr) return;
  SSL_shutdown(tls_);
  SSL_free(tls_);
  ERR_clear_error();
}

bool ClientSocket::wait_for(short events, Steady::time_point until) const {
  pollfd about{socket_, events, 0};
  for (;;) {
    const int ready = ::poll(&about, 1, milliseconds_until(until));
    if (ready > 0) return true;
    if (ready == 0 || errno != EINTR) return false;
  }
}

/// What TLS waits for; 0 where it has failed or ended.
short ClientSocket::wanted_by_tls(int result, short otherwise) const {
  switch (SSL_get_error(tls_, result)) {
    case SSL_ERROR_WANT_READ:
      return POLLIN;
    case SSL_ERROR_WANT_WRITE:
      return POLLOUT;
    case SSL_ERROR_SYSCALL:
      return errno == EINTR ? otherwise : short{0};
    default:
      return 0;
  }
}

bool ClientSocket::shake_hands() {
  if (tls_ == nullptr) return false;
  const auto until = Steady::now() + limits_.longest;
  for (;;) {
    ERR_clear_error();
    const int result = SSL_accept(tls_);
    if (result == 1) return true;
    const short wanted = wanted_by_tls(result, POLLIN);
    if (wanted == 0 || !wait_for(wanted, until)) return false;
  }
}

bool ClientSocket::wait_for_request(const std::function<bool()>& is_unwanted) {
  if (has_failed_) return false;  // what is left of that request is no other one
  requested_ = 0;
  may_keep_ = true;
  const auto begin = Steady::now();
  bool is_there = taken_ < read_.size() || (tls_ != nullptr && SSL_pending(tls_) > 0);
  while (!is_there) {
    const auto until = std::min(Steady::now() + glance, begin + limits_.idle);
    is_there = wait_for(POLLIN, until);
    if (!is_there && (Steady::now() >= begin + limits_.idle || is_unwanted())) return false;
  }
  deadline_ = Steady::now() + limits_.longest;
  return true;
}

ssize_t ClientSocket::receive(char* bytes, std::size_t size, short& wanted) {
  if (tls_ != nullptr) {
    ERR_clear_error();
    const int count = SSL_read(tls_, bytes, limited(size));
    if (count > 0) return count;
    if (SSL_get_error(tls_, count) == SSL_ERROR_ZERO_RETURN) return 0;
    wanted = wanted_by_tls(count, POLLIN);
    return -1;
  }
  const ssize_t count = ::recv(socket_, bytes, size, 0);
  wanted = count < 0 && (errno == EAGAIN || errno == EINTR) ? POLLIN : 0;
  return count;
}

bool ClientSocket::fill() {
  taken_ = 0;
  read_.resize(block);
  for (;;) {
    short wanted = 0;
    const ssize_t count = receive(read_.data(), read_.size(), wanted);
    if (count >= 0) {
      read_.resize(static_cast<std::size_t>(count));
      return true;
    }
    const auto until = std::min(deadline_, Steady::now() + limits_.slowest);
    if (wanted != 0 && Steady::now() < deadline_ && wait_for(wanted, until)) continue;
    read_.clear();
    return false;
  }
}

ssize_t ClientSocket::read(char* bytes, std::size_t size) {
  has_failed_ = requested_ >= limits_.largest || Steady::now() >= deadline_ ||
                (taken_ == read_.size() && !fill());
  if (has_failed_) return -1;
  const std::size_t count = std::min(size, read_.size() - taken_);
  std::memcpy(bytes, read_.data() + taken_, count);
  taken_ += count;
  requested_ += count;
  return static_cast<ssize_t>(count);
}

ssize_t ClientSocket::send(const char* bytes, std::size_t size, short& wanted) {
  if (tls_ != nullptr) {
    ERR_clear_error();
    const int count = SSL_write(tls_, bytes, limited(size));
    if (count <= 0) wanted = wanted_by_tls(count, POLLOUT);
    return count > 0 ? count : -1;
  }
  const ssize_t count = ::send(socket_, bytes, size, MSG_NOSIGNAL);
  wanted = count < 0 && (errno == EAGAIN || errno == EINTR) ? POLLOUT : 0;
  return count;
}

/// The time a client lets us wait in all grows with what it has read.
bool ClientSocket::wait_for_reader(short wanted) {
  const auto begin = Steady::now();
  const auto earned = std::chrono::seconds(sent_ / limits_.slowest_reader);
  const auto left = limits_.longest + earned - waited_;
  if (wanted == 0 || left <= Steady::duration::zero()) return false;
  const bool is_ready = wait_for(wanted, begin + std::min<Steady::duration>(left, limits_.slowest));
  waited_ += Steady::now() - begin;
  return is_ready;
}

bool ClientSocket::send_all(const char* bytes, std::size_t size) {
  while (size > 0) {
    short wanted = 0;
    const ssize_t count = send(bytes, size, wanted);
    if (count < 0) {
      if (!wait_for_reader(wanted)) return false;
      continue;
    }
    bytes += count;
    size -= static_cast<std::size_t>(count);
    sent_ += static_cast<std::size_t>(count);
  }
  return true;
}

ssize_t ClientSocket::write(const char* bytes, std::size_t size) {
  const bool is_first = std::exchange(may_keep_, false);
  if ((is_first || !kept_.empty()) && kept_.size() + size <= worth_joining) {
    kept_.append(bytes, size);
    if (!is_first && !flush()) return -1;
    return static_cast<ssize_t>(size);
  }
  if (!flush() || !send_all(bytes, size)) return -1;
  return static_cast<ssize_t>(size);
}

bool ClientSocket::flush() {
  if (kept_.empty()) return true;
  const bool sent = send_all(kept_.data(), kept_.size());
  kept_.clear();
  return sent;
}

bool ClientSocket::is_alive() const {
  char byte = 0;
  const ssize_t count = ::recv(socket_, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return count > 0 || (count < 0 && (errno == EAGAIN || errno == EINTR));
}

}  // namespace lamplighter::web
