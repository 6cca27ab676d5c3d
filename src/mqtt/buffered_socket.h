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

/// TLS configuration for the broker: the trusted authority, and our client certificate.
class Tls {
 public:
  /// Errors: bad_input for an unusable file.
  static Result<std::unique_ptr<Tls>> make(const Settings& settings);
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  [[nodiscard]] ssl_ctx_st* context() const { return context_; }

 private:
  explicit Tls(ssl_ctx_st* context) : context_(context) {}
  ssl_ctx_st* context_;
};

/// A TLS client session for one connection. Does no I/O itself: network bytes are passed in and out
/// as strings.
class TlsSession {
 public:
  /// `host`: the name that the broker's certificate must have. Requires: `tls` outlives this.
  TlsSession(const Tls& tls, std::string host);
  ~TlsSession();
  TlsSession(const TlsSession&) = delete;
  TlsSession& operator=(const TlsSession&) = delete;

  /// Processes bytes from the network; appends decrypted data to `plain`. Errors: refused for a
  /// certificate that is not the broker's, and other faults during the handshake; unavailable for
  /// faults after it.
  Result<void> receive(std::string_view network, std::string& plain);

  /// Encrypts `plain`, now or once the handshake is complete. Errors: as for `receive`.
  Result<void> send(std::string_view plain);

  /// Appends the bytes to send over the network, and removes them here.
  void take_output(std::string& network);

 private:
  Result<void> advance();
  Result<void> shake_hands();
  [[nodiscard]] bool names_host() const;

  struct State;
  std::unique_ptr<State> state_;
};

/// A buffer between libmosquitto and the network. libmosquitto uses plain MQTT over a local socket
/// pair; this class sends what it writes, and passes on what the broker sends, in whole packets
/// that were checked. So nothing from a broker reaches libmosquitto unchecked, with or without TLS;
/// and after a failed write, packets that the broker sent before it died can still be read, which
/// libmosquitto would discard with its socket.
class BufferedSocket {
 public:
  BufferedSocket() = default;
  ~BufferedSocket() { close(); }
  BufferedSocket(const BufferedSocket&) = delete;
  BufferedSocket& operator=(const BufferedSocket&) = delete;

  /// Takes over the network side of `socket`, which is connected and which libmosquitto continues
  /// to use; closes any earlier connection. `tls`: null for a plain connection. Errors: io if no
  /// file descriptor is available.
  Result<void> open(int socket, PacketCheck check, std::unique_ptr<TlsSession> tls = nullptr);

  /// The descriptor to poll; -1 once the connection is closed.
  [[nodiscard]] int network() const { return network_; }

  /// Passes the next packet, or as much of it as fits, to libmosquitto, which must read it now.
  /// Returns whether there was one. After the broker has closed the connection or violated the
  /// protocol, libmosquitto reads the end of the connection. Errors: those of TLS and of
  /// PacketCheck, once.
  Result<bool> feed();

  /// Whether libmosquitto has received only part of a packet so far.
  [[nodiscard]] bool is_feeding() const { return to_feed_ > 0; }

  /// Whether another `feed` may find a packet without the network becoming readable.
  [[nodiscard]] bool may_hold_input() const { return may_hold_input_; }

  /// Sends what libmosquitto has written, as far as the network accepts it. Errors: those of TLS.
  Result<void> send();

  /// Whether some output is still waiting to be sent.
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
  std::size_t begin_ = 0;    ///< start of the unread part of `in_`
  std::size_t to_feed_ = 0;  ///< rest of a packet that was checked
  std::string out_;          ///< to the network
  bool may_hold_input_ = false;
};

}  // namespace lamplighter::mqtt
