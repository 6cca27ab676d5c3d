// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "mqtt/settings.h"

#include <memory>
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

}  // namespace lamplighter::mqtt
