// SPDX-License-Identifier: Apache-2.0
// The bytes of a broker: passed or refused, and libmosquitto, which receives the passed bytes over
// a real connection, neither aborts nor delivers anything that is not in a packet.
#include "mqtt/client.h"
#include "mqtt/packet_check.h"
#include "require.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <unistd.h>

#include <algorithm>
#include <cstdint>

namespace {

using namespace lamplighter;

int listening = -1;

int listen_on_loopback() {
  listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* general = reinterpret_cast<sockaddr*>(&address);
  require(::bind(listening, general, size) == 0 && ::listen(listening, 4) == 0);
  require(::getsockname(listening, general, &size) == 0);
  return ::ntohs(address.sin_port);
}

/// How many packets pass, until one is refused or truncated.
std::size_t passing(std::string_view bytes) {
  mqtt::PacketCheck check(mqtt::Protocol::v5, mqtt::usual_packet_bytes);
  std::size_t count = 0;
  for (;;) {
    const auto size = check.next(bytes);
    if (!size || *size == 0) return count;
    require(*size <= std::min<std::size_t>(bytes.size(), mqtt::usual_packet_bytes));
    bytes.remove_prefix(*size);
    ++count;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const int port = listen_on_loopback();
  if (size > 65536) return 0;  // more than the socket accepts at once
  const std::string_view sent(reinterpret_cast<const char*>(bytes), size);
  const std::size_t packets = passing(sent);
  std::size_t messages = 0;
  auto client = mqtt::Client::make({.port = port, .client_id = "fuzz"},
                                   {[&](const mqtt::Client::Incoming& in) {
                                      require(in.topic.size() + in.payload.size() < size);
                                      ++messages;
                                    },
                                    [](bool) {}, [](const Error&) {}});
  require(client.has_value());
  require((*client)->connect().has_value());
  const int broker = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
  require(::send(broker, sent.data(), sent.size(), MSG_NOSIGNAL) ==
          static_cast<ssize_t>(sent.size()));
  ::shutdown(broker, SHUT_WR);
  while ((*client)->read()) {
  }
  require(messages <= packets);
  const linger none{1, 0};  // thousands of connections per second must not linger
  ::setsockopt(broker, SOL_SOCKET, SO_LINGER, &none, sizeof none);
  ::close(broker);
  return 0;
}
