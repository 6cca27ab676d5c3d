// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "simulation/emulated_certificate.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace httplib {
struct Request;
struct Response;
}  // namespace httplib

namespace lamplighter::simulation {

/// One port on which HTTP or HTTPS is spoken, from its making to its end.
class BridgeListener {
 public:
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  /// Listens on host and port (0: any free one) and gives every request to `handler`, on threads of
  /// its own. With a certificate it is HTTPS. Errors: io.
  static Result<std::unique_ptr<BridgeListener>> open(
      const std::string& host, int port, const std::optional<CertificateAndKey>& certificate,
      Handler handler);

  /// Waits for the requests that are being answered.
  ~BridgeListener();
  BridgeListener(const BridgeListener&) = delete;
  BridgeListener& operator=(const BridgeListener&) = delete;

  [[nodiscard]] int port() const;

  /// Errors: io for text that is no certificate with its key. Requires: it is HTTPS.
  Result<void> use_certificate(const CertificateAndKey& certificate);

 private:
  struct Impl;
  explicit BridgeListener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::simulation
