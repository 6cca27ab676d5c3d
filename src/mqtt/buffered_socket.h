// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "mqtt/packet_check.h"
#include "mqtt/tls.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace lamplighter::mqtt {

/// Stands between libmosquitto and the network. libmosquitto speaks plain MQTT over a pair of local
/// sockets; this sends what it writes and hands to it what the broker sends, whole packets only and
/// each of them checked. So nothing that a broker sends reaches libmosquitto unchecked, with TLS or
/// without; and a write that fails does not cost what the broker had sent before it died, which
/// libmosquitto would throw away with its socket.
class BufferedSocket {
 public:
  BufferedSocket() = default;
  ~BufferedSocket() { close(); }
  BufferedSocket(const BufferedSocket&) = delete;
  BufferedSocket& operator=(const BufferedSocket&) = delete;

  /// Takes the network's side of `socket`, which is connected and which libmosquitto goes on using;
  /// closes what was open before. `tls`: none for a plain connection. Errors: io where no
  /// descriptor is left.
  Result<void> open(int socket, PacketCheck check, std::unique_ptr<TlsSession> tls = nullptr);

  /// What to poll; -1 once the connection is closed.
  [[nodiscard]] int network() const { return network_; }

  /// Hands the next packet, or the part of it that fits, to libmosquitto, which is to read it now.
  /// True where there was one. Once the broker has hung up or sent what it must not, libmosquitto
  /// reads the end of the connection. Errors: those of TLS and of PacketCheck, once.
  Result<bool> feed();

  /// A packet of which libmosquitto has got a part so far.
  [[nodiscard]] bool is_feeding() const { return to_feed_ > 0; }

  /// Another `feed` may find a packet without the network becoming readable.
  [[nodiscard]] bool may_hold_input() const { return may_hold_input_; }

  /// Sends what libmosquitto has written, as far as the network takes it. Errors: those of TLS.
  Result<void> send();

  /// The network did not take all of it yet.
  [[nodiscard]] bool holds_output() const { return network_ >= 0 && !out_.empty(); }

  void close();

 private:
  Result<std::size_t> next_packet();
  Result<bool> receive();
  Result<void> collect();
  void end();

  int network_ = -1;
  int local_ = -1;  ///< our end of the pair
  std::optional<PacketCheck> check_;
  std::unique_ptr<TlsSession> tls_;
  std::string in_;           ///< plain, from the broker
  std::size_t begin_ = 0;    ///< of what is in `in_` and not fed yet
  std::size_t to_feed_ = 0;  ///< of a packet that was checked
  std::string out_;          ///< for the network
  bool may_hold_input_ = false;
};

}  // namespace lamplighter::mqtt
