// SPDX-License-Identifier: Apache-2.0
#include "mqtt/settings.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <netdb.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace lamplighter::mqtt {
namespace {

Error cannot_reach(const std::string& host, int port, const std::string& why) {
  return {Fault::unavailable,
          fmt::format("broker {}:{}: {}; is it running, and are host and port right?", host, port,
                      why)};
}

/// 0 once connected, otherwise the errno of the failure.
int try_address(const addrinfo& address, std::chrono::milliseconds limit, int wake_fd) {
  const int fd = ::socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) return errno;
  int fault = 0;
  if (::connect(fd, address.ai_addr, address.ai_addrlen) != 0) {
    fault = errno;
    if (fault == EINPROGRESS) {
      std::array<pollfd, 2> waits{pollfd{fd, POLLOUT, 0}, pollfd{wake_fd, POLLIN, 0}};
      const int ready = ::poll(waits.data(), waits.size(), static_cast<int>(limit.count()));
      fault = ready == 0 ? ETIMEDOUT : EINTR;
      if (ready > 0 && waits[0].revents != 0) {
        socklen_t size = sizeof fault;
        ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &fault, &size);
      }
    }
  }
  ::close(fd);
  return fault;
}

}  // namespace

Result<void> reach(const std::string& host, int port, std::chrono::milliseconds limit,
                   int wake_fd) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int fault = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found);
  if (fault != 0) return cannot_reach(host, port, ::gai_strerror(fault));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
  int last = ECONNREFUSED;
  for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
    last = try_address(*address, limit, wake_fd);
    if (last == 0) return {};
  }
  return cannot_reach(host, port, std::strerror(last));
}

}  // namespace lamplighter::mqtt
