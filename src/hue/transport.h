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

/// How to authenticate the bridge.
struct Trust {
  std::string bridge_id;    ///< the name required in its certificate; empty: any, only to read it
  std::string authorities;  ///< PEM, in addition to Signify's two
  std::string pin;  ///< pin_of its key at pairing; empty: only certificates of a trusted authority
};

/// The result of checking a certificate.
enum class Verdict {
  good,           ///< signed by a trusted authority, or pinned
  other_bridge,   ///< issued for another name
  not_yet_valid,  ///< valid only from a later date on
  expired,        ///< no longer valid
  unknown,        ///< neither signed by a trusted authority nor pinned
};

/// The certificate that a bridge presented.
struct PeerCertificate {
  std::string name;  ///< its common name, lower case
  std::string pin;   ///< "sha256//" and the base64 SHA-256 of its public key
  bool is_signed_by_authority = false;
  Verdict verdict = Verdict::unknown;
};

/// A clock before the date of this program is wrong; certificates are then checked at this date, so
/// that a machine without a battery-backed clock can still reach its bridge.
inline constexpr Instant earliest_sensible_time = Instant(1'790'000'000s);  // 2026-09-21

/// Checks certificates during the handshake, before any byte of a request is sent. The certificate
/// of a bridge names the bridge's id, not its address, so the name is compared with the id.
class CertificateCheck {
 public:
  explicit CertificateCheck(Trust trust) : trust_(std::move(trust)) {}

  /// Makes every handshake of the context use this check. Requires: this outlives the context.
  void install(ssl_ctx_st* context);

  /// The time at which certificates must be valid.
  void set_time(Instant now) { now_ = now; }

  /// The last certificate presented, if any.
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

/// Why a certificate is rejected, and what to do. Requires: the verdict is not good.
std::string why_refused(const PeerCertificate& certificate, const std::string& bridge_id);

/// The two authorities that sign the certificates of Hue bridges, PEM, as Signify publishes them:
/// CN=root-bridge (2017 … 2038) and CN=Hue Root CA 01 (2025 … 2050).
std::string_view signify_roots();

/// One request to a bridge, independent of HTTP.
struct HttpRequest {
  std::string method;
  std::string path;
  std::string body;             ///< JSON; empty for none
  std::string application_key;  ///< sent in the header hue-application-key; empty for none
};

/// The response.
struct HttpAnswer {
  int status = 0;
  std::string body;
};

/// The connection to a bridge: HTTP, HTTPS, or one for tests. Only one thread at a time.
class Transport {
 public:
  virtual ~Transport() = default;

  /// Sends a request and waits for the response. Redirects are returned, never followed. Errors:
  /// unavailable if there is no response; refused if it is not the right bridge.
  virtual Result<HttpAnswer> send(const HttpRequest& request) = 0;
};

/// Success for a 2xx status; otherwise an error that says what to do. Errors: refused for 401, 403
/// and redirects, not_found for 404, bad_input for other 4xx, unavailable for 429 and 5xx.
Result<void> check_status(const HttpAnswer& answer);

/// Whether the bridge asks to slow down: 429, or 503 from old ones.
inline bool is_too_fast(const HttpAnswer& answer) {
  return answer.status == 429 || answer.status == 503;
}

/// Whether a key or id from a bridge is safe in a path or header: 1 … 200 letters, digits and
/// -_.~+=.
bool is_token(const std::string& text);

/// Whether a text is a bridge id: 16 hex digits, lower case.
bool is_bridge_id(const std::string& text);

/// Text from a bridge, for use in a message: printable, at most 120 bytes.
std::string shown(const std::string& text);

/// A healthy bridge responds within a second; its longest response, a house with 60 lamps, has
/// about 100 kB.
inline constexpr http::Limits bridge_limits{};

/// The request in HTTP form. `base` is scheme and host, such as "http://192.168.1.2".
http::Request to_http(const HttpRequest& request, const std::string& base);

/// Sends one request and returns the response. `where` is for messages. Errors: unavailable if
/// there is no complete response in time, bad_input if it is too long.
Result<HttpAnswer> exchange(http::Client& client, const http::Request& request,
                            const std::string& where, const std::stop_token& stop);

/// An error of the HTTP client as a sentence about the bridge `where`.
Error explain(const std::string& where, const Error& error);

/// Network address of a bridge.
struct Address {
  std::string host;
  int port = 0;  ///< 0: the default port

  friend bool operator==(const Address&, const Address&) = default;
};

/// Parses "192.168.1.2", "bridge.local:8080" or "[fe80::1]:443". Errors: bad_input.
Result<Address> parse_address(const std::string& text);

/// "host" or "host:port".
std::string to_string(const Address& address);

/// The host as part of a URL.
std::string url_host(const Address& address);

/// Plain HTTP, for the oldest bridges and emulators: anyone on the same network can read the key.
/// The connection stays open between requests. `stop` interrupts a request at once. Errors of
/// `send`: as for Transport; also bad_input for a response beyond the limits.
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

/// HTTPS to a bridge whose certificate is checked according to `Trust`. The connection stays open
/// between requests. Errors of `send`: unavailable if there is no response in time; refused, with
/// what to do, if the certificate is not that of the bridge; bad_input for a response beyond the
/// limits.
class TlsTransport final : public Transport {
 public:
  /// `stop` interrupts a request at once. Requires: the clock outlives this. With an empty
  /// trust.bridge_id any certificate is accepted: only for identifying a bridge, never with a key.
  TlsTransport(Address address, Trust trust, const Clock& clock,
               const http::Limits& limits = bridge_limits, std::stop_token stop = {});
  TlsTransport(const TlsTransport&) = delete;
  TlsTransport& operator=(const TlsTransport&) = delete;

  Result<HttpAnswer> send(const HttpRequest& request) override;

  /// Reads an endless response, passing its bytes to `on_bytes` as they arrive, until the bridge
  /// ends it, nothing arrives for the quiet time of the limits, or `stop` is requested. Returns the
  /// status, and the body if the status is not 200. Errors: those of `send`, until the headers are
  /// complete.
  Result<HttpAnswer> stream(const HttpRequest& request, const std::string& last_id,
                            const std::function<void(std::string_view)>& on_bytes,
                            const std::stop_token& stop);

  /// The certificate that was last presented.
  [[nodiscard]] const std::optional<PeerCertificate>& peer() const { return check_.seen(); }

 private:
  void begin();
  Result<HttpAnswer> end(Result<HttpAnswer> answer);

  Address address_;
  Trust trust_;
  const Clock& clock_;
  std::stop_token stop_;
  std::string base_;        ///< uses the bridge's id as host, like its certificate
  CertificateCheck check_;  ///< outlives the client
  http::Client client_;
  bool is_connected_ = false;  ///< a request has been answered
};

}  // namespace lamplighter::hue
