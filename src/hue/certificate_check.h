// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct x509_st;
struct x509_store_ctx_st;

namespace lamplighter::hue {

/// Whom to take for the bridge.
struct Trust {
  std::string bridge_id;    ///< the name its certificate must bear; empty: any, only to learn it
  std::string authorities;  ///< PEM, besides Signify's two
  std::string pin;          ///< pin_of its key at pairing; empty: only what an authority signed
};

/// What became of a certificate.
enum class Verdict {
  good,           ///< an authority signed it, or it is the pinned one
  other_bridge,   ///< it bears another name
  not_yet_valid,  ///< good only from later on
  expired,        ///< no longer good
  unknown,        ///< no authority signed it, and it is not the pinned one
};

/// The certificate a bridge showed.
struct PeerCertificate {
  std::string name;  ///< its common name, lower case
  std::string pin;   ///< "sha256//" and the base64 SHA-256 of its public key
  bool is_signed_by_authority = false;
  Verdict verdict = Verdict::unknown;
};

/// A time before this program was written is a wrong clock; certificates are then checked at this
/// date, so that a machine without a battery for its clock reaches its bridge all the same.
inline constexpr Instant earliest_sensible_time = Instant(1'790'000'000s);  // 2026-09-21

/// Checks certificates during the handshake, before a byte of a request is sent. A bridge's
/// certificate names the bridge's id, not its address, so the name is compared with the id.
class CertificateCheck {
 public:
  explicit CertificateCheck(Trust trust) : trust_(std::move(trust)) {}

  /// Makes every handshake of that context ask this check. Requires: this outlives the context.
  void install(ssl_ctx_st* context);

  /// The time at which certificates must be good.
  void set_time(Instant now) { now_ = now; }

  /// The last certificate that was shown, if any.
  [[nodiscard]] const std::optional<PeerCertificate>& seen() const { return seen_; }
  void forget() { seen_.reset(); }

 private:
  static int on_handshake(x509_store_ctx_st* shown, void* self);
  bool check(x509_store_ctx_st* shown);
  Verdict judge(x509_st* leaf) const;

  Trust trust_;
  Instant now_ = earliest_sensible_time;
  std::optional<PeerCertificate> seen_;
};

/// Why a certificate is not taken, and what to do. Requires: the verdict is not good.
std::string why_refused(const PeerCertificate& certificate, const std::string& bridge_id);

/// The two authorities that sign the certificates of Hue bridges, PEM, as Signify publishes them:
/// CN=root-bridge (2017 … 2038) and CN=Hue Root CA 01 (2025 … 2050).
std::string_view signify_roots();

}  // namespace lamplighter::hue
