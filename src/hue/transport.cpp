// SPDX-License-Identifier: Apache-2.0
#include "hue/transport.h"

#include "core/freed.h"
#include "core/utf8.h"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <memory>
#include <string_view>
#include <utility>

namespace lamplighter::hue {
namespace {

using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Store = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using Chain = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

void add_authorities(X509_STORE* store, std::string_view pem) {
  const Bio from(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (const Certificate one{PEM_read_bio_X509(from.get(), nullptr, nullptr, nullptr)}) {
    X509_STORE_add_cert(store, one.get());
  }
  ERR_clear_error();  // the end of the text leaves an error that a later read would find
}

std::string name_of(X509* certificate) {
  std::array<char, 128> text{};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName,
                                             text.data(), static_cast<int>(text.size()));
  std::string name(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return name;
}

std::string pin_of(X509* certificate) {
  unsigned char* der = nullptr;
  const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
  if (size <= 0) return {};
  std::array<unsigned char, 32> digest{};
  const int done = EVP_Digest(der, static_cast<std::size_t>(size), digest.data(), nullptr,
                              EVP_sha256(), nullptr);
  OPENSSL_free(der);
  if (done != 1) return {};
  std::array<unsigned char, 45> text{};  // 4 characters per 3 bytes, and the terminator
  EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return "sha256//" + std::string(reinterpret_cast<const char*>(text.data()));
}

time_t to_time(Instant at) {
  return static_cast<time_t>(
      std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count());
}

/// Whether one of the authorities signed it, possibly through the intermediate certificates sent
/// along.
bool is_signed(X509* leaf, STACK_OF(X509) * along, const std::string& authorities, Instant at) {
  const Store store(X509_STORE_new());
  const Chain chain(X509_STORE_CTX_new());
  if (!store || !chain) return false;
  add_authorities(store.get(), signify_roots());
  add_authorities(store.get(), authorities);
  if (X509_STORE_CTX_init(chain.get(), store.get(), leaf, along) != 1) return false;
  X509_STORE_CTX_set_time(chain.get(), 0, to_time(at));
  const bool verified = X509_verify_cert(chain.get()) == 1;
  ERR_clear_error();
  return verified;
}

}  // namespace

void CertificateCheck::install(ssl_ctx_st* context) {
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, on_handshake, this);
}

int CertificateCheck::on_handshake(x509_store_ctx_st* shown, void* self) {
  const bool good = static_cast<CertificateCheck*>(self)->check(shown);
  X509_STORE_CTX_set_error(shown, good ? X509_V_OK : X509_V_ERR_APPLICATION_VERIFICATION);
  return good ? 1 : 0;
}

bool CertificateCheck::check(x509_store_ctx_st* shown) {
  X509* leaf = X509_STORE_CTX_get0_cert(shown);
  if (leaf == nullptr) return false;
  const Instant at = std::max(now_, earliest_sensible_time);
  PeerCertificate seen;
  seen.name = name_of(leaf);
  seen.pin = pin_of(leaf);
  seen.is_signed_by_authority =
      is_signed(leaf, X509_STORE_CTX_get0_untrusted(shown), trust_.authorities, at);
  seen_ = seen;
  seen_->verdict = judge(leaf);
  return trust_.bridge_id.empty() || seen_->verdict == Verdict::good;
}

Verdict CertificateCheck::judge(x509_st* leaf) const {
  time_t at = to_time(std::max(now_, earliest_sensible_time));
  if (!trust_.bridge_id.empty() && seen_->name != trust_.bridge_id) return Verdict::other_bridge;
  if (X509_cmp_time(X509_get0_notBefore(leaf), &at) > 0) return Verdict::not_yet_valid;
  if (X509_cmp_time(X509_get0_notAfter(leaf), &at) < 0) return Verdict::expired;
  if (seen_->is_signed_by_authority) return Verdict::good;
  const bool is_pinned = !trust_.pin.empty() && seen_->pin == trust_.pin;
  return is_pinned ? Verdict::good : Verdict::unknown;
}

std::string why_refused(const PeerCertificate& certificate, const std::string& bridge_id) {
  switch (certificate.verdict) {
    case Verdict::other_bridge:
      return fmt::format(
          "the bridge at this address is \"{}\", not the bridge {} of the key file; give the right "
          "address, or pair "
          "with this one: lamplighter bridge pair",
          shown(certificate.name), bridge_id);
    case Verdict::not_yet_valid:
      return "the bridge's certificate is not valid yet; set this machine's clock";
    case Verdict::expired:
      return "the bridge's certificate has expired; check this machine's clock; if it is right, "
             "update the bridge's software with its own app";
    case Verdict::unknown:
    case Verdict::good:
      break;
  }
  return fmt::format(
      "the bridge's certificate is neither the one from pairing nor signed by a trusted authority: "
      " "
      "the connection may be intercepted; if the bridge was reset or replaced, run: lamplighter "
      "bridge "
      "pair (it shows {})",
      certificate.pin);
}

std::string_view signify_roots() {
  return R"(
-----BEGIN CERTIFICATE-----
MIICMjCCAdigAwIBAgIUO7FSLbaxikuXAljzVaurLXWmFw4wCgYIKoZIzj0EAwIw
OTELMAkGA1UEBhMCTkwxFDASBgNVBAoMC1BoaWxpcHMgSHVlMRQwEgYDVQQDDAty
b290LWJyaWRnZTAiGA8yMDE3MDEwMTAwMDAwMFoYDzIwMzgwMTE5MDMxNDA3WjA5
MQswCQYDVQQGEwJOTDEUMBIGA1UECgwLUGhpbGlwcyBIdWUxFDASBgNVBAMMC3Jv
b3QtYnJpZGdlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEjNw2tx2AplOf9x86
aTdvEcL1FU65QDxziKvBpW9XXSIcibAeQiKxegpq8Exbr9v6LBnYbna2VcaK0G22
jOKkTqOBuTCBtjAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIBhjAdBgNV
HQ4EFgQUZ2ONTFrDT6o8ItRnKfqWKnHFGmQwdAYDVR0jBG0wa4AUZ2ONTFrDT6o8
ItRnKfqWKnHFGmShPaQ7MDkxCzAJBgNVBAYTAk5MMRQwEgYDVQQKDAtQaGlsaXBz
IEh1ZTEUMBIGA1UEAwwLcm9vdC1icmlkZ2WCFDuxUi22sYpLlwJY81Wrqy11phcO
MAoGCCqGSM49BAMCA0gAMEUCIEBYYEOsa07TH7E5MJnGw557lVkORgit2Rm1h3B2
sFgDAiEA1Fj/C3AN5psFMjo0//mrQebo0eKd3aWRx+pQY08mk48=
-----END CERTIFICATE-----
-----BEGIN CERTIFICATE-----
MIIBzDCCAXOgAwIBAgICEAAwCgYIKoZIzj0EAwIwPDELMAkGA1UEBhMCTkwxFDAS
BgNVBAoMC1NpZ25pZnkgSHVlMRcwFQYDVQQDDA5IdWUgUm9vdCBDQSAwMTAgFw0y
NTAyMjUwMDAwMDBaGA8yMDUwMTIzMTIzNTk1OVowPDELMAkGA1UEBhMCTkwxFDAS
BgNVBAoMC1NpZ25pZnkgSHVlMRcwFQYDVQQDDA5IdWUgUm9vdCBDQSAwMTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABFfOO0jfSAUXGQ9kjEDzyBrcMQ3ItyA5krE+
cyvb1Y3xFti7KlAad8UOnAx0FBLn7HZrlmIwm1QnX0fK3LPM13mjYzBhMB0GA1Ud
DgQWBBTF1pSpsCASX/z0VHLigxU2CAaqoTAfBgNVHSMEGDAWgBTF1pSpsCASX/z0
VHLigxU2CAaqoTAPBgNVHRMBAf8EBTADAQH/MA4GA1UdDwEB/wQEAwIBBjAKBggq
hkjOPQQDAgNHADBEAiAk7duT+IHbOGO4UUuGLAEpyYejGZK9Z7V9oSfnvuQ5BQIg
IYSgwwxHXm73/JgcU9lAM6c8Bmu3UE3kBIUwBs1qXFw=
-----END CERTIFICATE-----
)";
}

namespace {

/// Whether it contains nothing that would end the host in a URL.
bool is_host(const std::string& text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return c > ' ' && c < 0x7f && std::string_view("/@#?[]").find(c) == std::string_view::npos;
  });
}

/// As opposed to host:port.
bool is_ipv6(const std::string& host) { return std::count(host.begin(), host.end(), ':') > 1; }

}  // namespace

Result<Address> parse_address(const std::string& text) {
  const Error wrong{Fault::bad_input,
                    fmt::format("address \"{}\": expected a host, or host:port", shown(text))};
  std::size_t colon = text.rfind(':');
  Address address;
  if (text.starts_with('[')) {
    const std::size_t close = text.find(']');
    if (close == std::string::npos) return wrong;
    address.host = text.substr(1, close - 1);
    if (close + 1 == text.size()) {
      colon = std::string::npos;
    } else if (colon != close + 1) {
      return wrong;
    }
  } else if (colon != std::string::npos && is_ipv6(text)) {
    address.host = text;  // an IPv6 address without brackets has no port
    colon = std::string::npos;
  } else {
    address.host = text.substr(0, colon);
  }
  if (!is_host(address.host) || (text.starts_with('[') && !is_ipv6(address.host))) return wrong;
  if (colon == std::string::npos) return address;
  const char* first = text.data() + colon + 1;
  const char* last = text.data() + text.size();
  const auto [end, fault] = std::from_chars(first, last, address.port);
  if (fault != std::errc() || end != last || address.port < 1 || address.port > 65535) return wrong;
  return address;
}

std::string to_string(const Address& address) {
  if (address.port == 0) return address.host;
  const char* form = is_ipv6(address.host) ? "[{}]:{}" : "{}:{}";
  return fmt::format(fmt::runtime(form), address.host, address.port);
}

/// URL syntax: an IPv6 address in brackets, with its zone escaped.
std::string url_host(const Address& address) {
  std::string host = address.host;
  if (is_ipv6(host)) {
    const std::size_t zone = host.find('%');
    if (zone != std::string::npos) host.replace(zone, 1, "%25");
    host = "[" + host + "]";
  }
  return address.port == 0 ? host : fmt::format("{}:{}", host, address.port);
}

HttpTransport::HttpTransport(const Address& address, const http::Limits& limits,
                             std::stop_token stop)
    : where_(to_string(address)),
      base_("http://" + url_host(address)),
      client_({.limits = limits}),
      stop_(std::move(stop)) {}

Result<HttpAnswer> HttpTransport::send(const HttpRequest& request) {
  return exchange(client_, to_http(request, base_), where_, stop_);
}

namespace {

constexpr int https_port = 443;

Address with_port(Address address) {
  if (address.port == 0) address.port = https_port;
  return address;
}

std::string base_of(const Trust& trust, const Address& address) {
  const std::string& name = trust.bridge_id;
  return fmt::format("https://{}:{}", name.empty() ? "bridge" : name, address.port);
}

}  // namespace

TlsTransport::TlsTransport(Address address, Trust trust, const Clock& clock,
                           const http::Limits& limits, std::stop_token stop)
    : address_(std::move(address)),
      trust_(std::move(trust)),
      clock_(clock),
      stop_(std::move(stop)),
      base_(base_of(trust_, with_port(address_))),
      check_(trust_),
      client_({.limits = limits,
               .connect_to = url_host(with_port(address_)),
               .check_certificates = [this](ssl_ctx_st* context) { check_.install(context); }}) {}

void TlsTransport::begin() {
  check_.set_time(clock_.now());
  if (!is_connected_) check_.forget();
}

/// Converts an error to the handshake's finding, or to "no response".
Result<HttpAnswer> TlsTransport::end(Result<HttpAnswer> answer) {
  is_connected_ = answer.has_value();
  if (answer) return answer;
  const auto& seen = check_.seen();
  const bool is_refused = seen && seen->verdict != Verdict::good && !trust_.bridge_id.empty();
  if (!is_refused) return answer;
  return Error{Fault::refused, to_string(address_) + ": " + why_refused(*seen, trust_.bridge_id)};
}

Result<HttpAnswer> TlsTransport::send(const HttpRequest& request) {
  begin();
  return end(exchange(client_, to_http(request, base_), to_string(address_), stop_));
}

Result<HttpAnswer> TlsTransport::stream(const HttpRequest& request, const std::string& last_id,
                                        const std::function<void(std::string_view)>& on_bytes,
                                        const std::stop_token& stop) {
  begin();
  http::Request sent = to_http(request, base_);
  sent.headers.emplace_back("Accept: text/event-stream");
  if (!last_id.empty()) sent.headers.push_back("last-event-id: " + last_id);
  Result<http::Answer> answer = client_.stream(sent, on_bytes, stop);
  if (!answer) return end(explain(to_string(address_), answer.error()));
  return end(HttpAnswer{answer->status, std::move(answer->body)});
}

http::Request to_http(const HttpRequest& request, const std::string& base) {
  http::Request result{.url = base + request.path, .method = request.method};
  if (!request.body.empty()) {
    result.body = request.body;
    result.headers.emplace_back("Content-Type: application/json");
  }
  if (!request.application_key.empty())
    result.headers.push_back("hue-application-key: " + request.application_key);
  return result;
}

Error explain(const std::string& where, const Error& error) {
  if (error.fault != Fault::unavailable)
    return with_context(where, {error.fault, "the answer was rejected: " + error.message});
  return {Fault::unavailable,
          fmt::format("{}: no answer ({}); is the bridge on and in the same network?", where,
                      error.message)};
}

Result<HttpAnswer> exchange(http::Client& client, const http::Request& request,
                            const std::string& where, const std::stop_token& stop) {
  Result<http::Answer> answer = client.send(request, stop);
  if (!answer) return explain(where, answer.error());
  return HttpAnswer{answer->status, std::move(answer->body)};
}

Result<void> check_status(const HttpAnswer& answer) {
  const int status = answer.status;
  if (status >= 200 && status < 300) return {};
  if (status == 401 || status == 403) {
    return Error{Fault::refused,
                 "the bridge does not accept the key; run: lamplighter bridge pair"};
  }
  if (status >= 300 && status < 400) {
    return Error{Fault::refused,
                 "the bridge answers only over https; run: lamplighter bridge pair"};
  }
  if (status == 404) return Error{Fault::not_found, "no such resource on the bridge (404)"};
  if (status == 429 || status >= 500) {
    return Error{Fault::unavailable,
                 fmt::format("the bridge is busy (status {}); retrying later", status)};
  }
  return Error{Fault::bad_input, fmt::format("the bridge rejected the request (status {}): {}",
                                             status, shown(answer.body))};
}

bool is_token(const std::string& text) {
  constexpr std::size_t longest = 200;
  return !text.empty() && text.size() <= longest &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                  std::string_view("-_.~+=").find(c) != std::string_view::npos;
         });
}

bool is_bridge_id(const std::string& text) {
  return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

std::string shown(const std::string& text) { return printable(text, 120); }

}  // namespace lamplighter::hue
