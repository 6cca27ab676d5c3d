// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue/certificate_check.h"
#include "hue/http.h"
#include "hue/http_transport.h"
#include "ports/clock.h"

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

namespace lamplighter::hue {

/// HTTPS to a bridge whose certificate is checked as `Trust` says. The connection is kept open
/// between requests. Errors of send: unavailable when there is no answer; refused, with what to do,
/// when the certificate is not the bridge's.
class TlsTransport final : public Transport {
 public:
  /// Requires: the clock outlives this. With an empty trust.bridge_id any certificate is taken:
  /// only for finding out who is there, never with a key.
  TlsTransport(Address address, Trust trust, const Clock& clock);
  ~TlsTransport() override;

  Result<HttpAnswer> send(const HttpRequest& request) override;

  /// Reads an endless answer, giving its bytes to `on_bytes` as they come, until the bridge ends
  /// it, nothing came for two minutes, or somebody asks to stop. The status, where it is not 200.
  Result<HttpAnswer> stream(const HttpRequest& request, const std::string& last_id,
                            const std::function<void(std::string_view)>& on_bytes,
                            const std::stop_token& stop);

  /// The certificate that was last shown.
  [[nodiscard]] const std::optional<PeerCertificate>& peer() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::hue
