// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/certificate_check.h"
#include "hue/http.h"
#include "hue/http_transport.h"
#include "ports/clock.h"

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace lamplighter::hue {

/// HTTPS to a bridge whose certificate is checked as `Trust` says. The connection is kept open
/// between requests. Errors of send: unavailable when there is no answer in time; refused, with
/// what to do, when the certificate is not the bridge's; bad_input for an answer beyond the limits.
class TlsTransport final : public Transport {
 public:
  /// `stop` interrupts a request at once. Requires: the clock outlives this. With an empty
  /// trust.bridge_id any certificate is taken: only for finding out who is there, never with a key.
  TlsTransport(Address address, Trust trust, const Clock& clock,
               const http::Limits& limits = bridge_limits, std::stop_token stop = {});
  TlsTransport(const TlsTransport&) = delete;
  TlsTransport& operator=(const TlsTransport&) = delete;

  Result<HttpAnswer> send(const HttpRequest& request) override;

  /// Reads an endless answer, giving its bytes to `on_bytes` as they come, until the bridge ends
  /// it, nothing came for the quiet time of the limits, or `stop` is asked for. The status, and the
  /// body where it is not 200. Errors: those of send, until the headers are complete.
  Result<HttpAnswer> stream(const HttpRequest& request, const std::string& last_id,
                            const std::function<void(std::string_view)>& on_bytes,
                            const std::stop_token& stop);

  /// The certificate that was last shown.
  [[nodiscard]] const std::optional<PeerCertificate>& peer() const { return check_.seen(); }

 private:
  void begin();
  Result<HttpAnswer> end(Result<HttpAnswer> answer);

  Address address_;
  Trust trust_;
  const Clock& clock_;
  std::stop_token stop_;
  std::string base_;        ///< names the bridge by its own name, as its certificate does
  CertificateCheck check_;  ///< outlives the client
  http::Client client_;
  bool is_connected_ = false;  ///< by a request that was answered
};

}  // namespace lamplighter::hue
