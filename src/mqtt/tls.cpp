// SPDX-License-Identifier: Apache-2.0
#include "mqtt/tls.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstring>
#include <new>
#include <utility>

namespace lamplighter::mqtt {
namespace {

/// The first fault of OpenSSL on this thread, in words; what followed from it is forgotten.
std::string first_fault() {
  const unsigned long code = ERR_peek_error();
  ERR_clear_error();
  if (code == 0) return "unknown fault";
  if (ERR_SYSTEM_ERROR(code)) return std::strerror(ERR_GET_REASON(code));
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : fmt::format("OpenSSL fault {:x}", code);
}

bool load_files(ssl_ctx_st* context, const Settings& settings) {
  if (SSL_CTX_load_verify_locations(context, settings.ca_file.c_str(), nullptr) != 1) return false;
  if (settings.cert_file.empty()) return true;
  const std::string& key = settings.key_file.empty() ? settings.cert_file : settings.key_file;
  return SSL_CTX_use_certificate_chain_file(context, settings.cert_file.c_str()) == 1 &&
         SSL_CTX_use_PrivateKey_file(context, key.c_str(), SSL_FILETYPE_PEM) == 1 &&
         SSL_CTX_check_private_key(context) == 1;
}

bool is_address(const std::string& host) {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  return ::inet_pton(AF_INET, host.c_str(), ignored.data()) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), ignored.data()) == 1;
}

}  // namespace

Result<std::unique_ptr<Tls>> Tls::make(const Settings& settings) {
  ERR_clear_error();
  std::unique_ptr<Tls> tls(new Tls(SSL_CTX_new(TLS_client_method())));
  if (tls->context_ == nullptr || !load_files(tls->context_, settings)) {
    return Error{
        Fault::bad_input,
        fmt::format("ca_file \"{}\", cert_file \"{}\", key_file \"{}\": cannot be used: {}",
                    settings.ca_file, settings.cert_file, settings.key_file, first_fault())};
  }
  SSL_CTX_set_min_proto_version(tls->context_, TLS1_2_VERSION);
  SSL_CTX_set_verify(tls->context_, SSL_VERIFY_PEER, nullptr);
  return tls;
}

Tls::~Tls() { SSL_CTX_free(context_); }

struct TlsSession::State {
  SSL* ssl = nullptr;
  BIO* from_network = nullptr;  ///< both belong to `ssl`
  BIO* to_network = nullptr;
  std::string host;
  std::string waits;     ///< for the handshake
  bool is_done = false;  ///< the handshake
};

TlsSession::TlsSession(const Tls& tls, std::string host) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.host = std::move(host);
  state.ssl = SSL_new(tls.context());
  state.from_network = BIO_new(BIO_s_mem());
  state.to_network = BIO_new(BIO_s_mem());
  if (state.ssl == nullptr || state.from_network == nullptr || state.to_network == nullptr)
    throw std::bad_alloc();
  BIO_set_mem_eof_return(state.from_network, -1);  // empty: more may come
  SSL_set_bio(state.ssl, state.from_network, state.to_network);
  SSL_set_connect_state(state.ssl);
  if (!is_address(state.host)) SSL_set_tlsext_host_name(state.ssl, state.host.c_str());
}

TlsSession::~TlsSession() { SSL_free(state_->ssl); }

Result<void> TlsSession::receive(std::string_view network, std::string& plain) {
  State& state = *state_;
  if (!network.empty())
    BIO_write(state.from_network, network.data(), static_cast<int>(network.size()));
  if (Result<void> ready = advance(); !ready || !state.is_done) return ready;
  std::array<char, 16384> bytes;
  for (;;) {
    ERR_clear_error();
    const int got = SSL_read(state.ssl, bytes.data(), static_cast<int>(bytes.size()));
    if (got > 0) {
      plain.append(bytes.data(), static_cast<std::size_t>(got));
      continue;
    }
    const int why = SSL_get_error(state.ssl, got);
    if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_ZERO_RETURN) return {};
    return Error{Fault::unavailable, first_fault()};
  }
}

Result<void> TlsSession::send(std::string_view plain) {
  state_->waits.append(plain);
  return advance();
}

/// Goes on with the handshake, and then encrypts what waits for it.
Result<void> TlsSession::advance() {
  State& state = *state_;
  if (!state.is_done) {
    if (Result<void> shaken = shake_hands(); !shaken || !state.is_done) return shaken;
  }
  const std::string plain = std::exchange(state.waits, {});
  if (plain.empty()) return {};
  ERR_clear_error();
  if (SSL_write(state.ssl, plain.data(), static_cast<int>(plain.size())) > 0) return {};
  return Error{Fault::unavailable, first_fault()};
}

Result<void> TlsSession::shake_hands() {
  State& state = *state_;
  ERR_clear_error();
  const int code = SSL_do_handshake(state.ssl);
  if (code != 1) {
    if (SSL_get_error(state.ssl, code) == SSL_ERROR_WANT_READ) return {};
    return Error{Fault::refused, first_fault()};
  }
  if (!names_host()) return Error{Fault::refused, "the certificate names another host"};
  state.is_done = true;
  return {};
}

/// A name or an address; certificates that people make for an address often have it as their name.
bool TlsSession::names_host() const {
  X509* certificate = SSL_get_peer_certificate(state_->ssl);
  if (certificate == nullptr) return false;
  const std::string& host = state_->host;
  const bool good = X509_check_host(certificate, host.data(), host.size(), 0, nullptr) == 1 ||
                    X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
  X509_free(certificate);
  return good;
}

void TlsSession::take_output(std::string& network) {
  std::array<char, 16384> bytes;
  for (int got = 0;
       (got = BIO_read(state_->to_network, bytes.data(), static_cast<int>(bytes.size()))) > 0;) {
    network.append(bytes.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace lamplighter::mqtt
