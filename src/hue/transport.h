// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"
#include "http/client.h"
#include "ports/clock.h"

#include <functional>
#include <optional>
#include <stop_token>
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

/// One request to a bridge, before HTTP is put around it.
struct HttpRequest {
  std::string method;
  std::string path;
  std::string body;             ///< JSON; empty for none
  std::string application_key;  ///< goes into the header hue-application-key; empty for none
};

/// What came back.
struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// The way to a bridge: HTTP, HTTPS, or a test's own. One thread at a time.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Asks and waits for the answer. A redirect is an answer, never followed. Errors: unavailable
  /// when there is no answer; refused when the bridge is not the one it should be.
  virtual Result<HttpAnswer> send(const HttpRequest& request) = 0;
};

/// An answer with a status of the twos; otherwise why not, as an error a person can act on.
/// Errors: refused for 401, 403 and for redirects, not_found for 404, bad_input for other fours,
/// unavailable for 429 and the fives.
Result<void> check_status(const HttpAnswer& answer);

/// Whether the bridge asks to go slower: 429, or 503 from old ones.
inline bool is_too_fast(const HttpAnswer& answer) {
  return answer.status == 429 || answer.status == 503;
}

/// Whether a key or id from a bridge is fit to stand in a path or header: 1 … 200 letters, digits
/// and -_.~+=.
bool is_token(const std::string& text);

/// Whether a text is a bridge's id: 16 hex digits, lower case.
bool is_bridge_id(const std::string& text);

/// Text from a bridge for a message: printable, at most 120 bytes.
std::string shown(const std::string& text);

/// A bridge answers within a second where it is well; its longest answer, a house of 60 lamps, has
/// some 100 kB.
inline constexpr http::Limits bridge_limits{};

/// The request as HTTP has it. `base` is scheme and host, as "http://192.168.1.2".
http::Request to_http(const HttpRequest& request, const std::string& base);

/// One request and its answer. `where` is for messages. Errors: unavailable when there is no
/// complete answer in time, bad_input when it is too long.
Result<HttpAnswer> exchange(http::Client& client, const http::Request& request,
                            const std::string& where, const std::stop_token& stop);

/// What an error of the client means, as a sentence about the bridge `where`.
Error explain(const std::string& where, const Error& error);

/// Where a bridge listens.
struct Address {
  std::string host;
  int port = 0;  ///< 0: the usual one

  friend bool operator==(const Address&, const Address&) = default;
};

/// Reads "192.168.1.2", "bridge.local:8080" or "[fe80::1]:443". Errors: bad_input.
Result<Address> parse_address(const std::string& text);

/// "host" or "host:port".
std::string to_string(const Address& address);

/// The same as it stands in a URL.
std::string url_host(const Address& address);

/// Plain HTTP, for the oldest bridges and emulators: whoever is in the same network can read the
/// key. The connection is kept open between requests. Errors of send: as Transport says; also
/// bad_input for an answer beyond the limits. `stop` interrupts a request at once.
class HttpTransport final : public Transport {
 public:
  explicit HttpTransport(const Address& address, const http::Limits& limits = bridge_limits,
                         std::stop_token stop = {});

  Result<HttpAnswer> send(const HttpRequest& request) override;

 private:
  std::string where_;
  std::string base_;
  http::Client client_;
  std::stop_token stop_;
};

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
