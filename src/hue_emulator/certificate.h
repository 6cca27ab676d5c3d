// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"

#include <memory>
#include <string>

namespace lamplighter::hue_emulator {

/// A certificate and its private key, both PEM.
struct CertificateAndKey {
  std::string certificate;
  std::string key;
};

/// From when until when a certificate is good.
struct Validity {
  Instant from;
  Instant until;
};

/// What bridges have: 2017-01-01 to 2038-01-01.
Validity bridge_validity();

/// A certificate authority of our own, made when it is needed: EC P-256, as the one that signs real
/// bridges' certificates.
class EmulatedAuthority {
 public:
  /// Errors: io when the system's cryptography fails.
  static Result<EmulatedAuthority> make(const std::string& name);

  /// The certificate to trust, PEM.
  [[nodiscard]] const std::string& certificate() const { return certificate_; }

  /// A bridge's certificate: the id is its common name, and it has no other name.
  [[nodiscard]] Result<CertificateAndKey> issue(const std::string& bridge_id,
                                                const Validity& validity) const;

 private:
  struct Keys;
  EmulatedAuthority(std::shared_ptr<const Keys> keys, std::string certificate);

  std::shared_ptr<const Keys> keys_;
  std::string certificate_;
};

/// A certificate that signs itself, as the oldest bridges and other emulators have.
Result<CertificateAndKey> self_signed(const std::string& bridge_id, const Validity& validity);

}  // namespace lamplighter::hue_emulator
