// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "mqtt/packet_check.h"
#include "mqtt/settings.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_ctx_st;

namespace lamplighter::mqtt {

/// The broker's side of TLS: which authority we trust, and the certificate that we show.
class Tls {
 public:
  /// Errors: bad_input for a file that cannot be used.
  static Result<std::unique_ptr<Tls>> make(const Settings& settings);
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  [[nodiscard]] ssl_ctx_st* context() const { return context_; }

 private:
  explicit Tls(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_;
};

/// TLS over one connection, as a client. It does no input or output of its own: bytes of the
/// network go in and come out as strings.
class TlsSession {
 public:
  /// `host`: whom the broker's certificate must name. Requires: `tls` outlives this.
  TlsSession(const Tls& tls, std::string host);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// Takes what came from the network; what it says is appended to `plain`. Errors: refused for a
  /// certificate that is not the broker's, and other faults before the handshake is done;
  /// unavailable for those after it.
  Result<void> receive(std::string_view network, std::string& plain);

  /// Encrypts `plain`, now or once the handshake is done. Errors: as for `receive`.
  Result<void> send(std::string_view plain);

  /// Appends what is to be sent over the network, and forgets it.
  void take_output(std::string& network);

 private:
  Result<void> advance();
  Result<void> shake_hands();
  [[nodiscard]] bool names_host() const;

  struct State;
  std::unique_ptr<State> state_;
};

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
