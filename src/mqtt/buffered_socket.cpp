// SPDX-License-Identifier: Apache-2.0
#include "mqtt/buffered_socket.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <new>
#include <string_view>
#include <utility>

namespace lamplighter::mqtt {
namespace {

constexpr std::size_t chunk = 65536;

bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK; }

void close_one(int& fd) {
  if (fd >= 0) ::close(std::exchange(fd, -1));
}

}  // namespace

Result<void> BufferedSocket::open(int socket, PacketCheck check, std::unique_ptr<TlsSession> tls) {
  close();
  check_ = check;
  tls_ = std::move(tls);
  std::array<int, 2> pair{-1, -1};
  constexpr int kind = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  network_ = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  const bool opened = network_ >= 0 && ::socketpair(AF_UNIX, kind, 0, pair.data()) == 0 &&
                      ::dup3(pair[0], socket, O_CLOEXEC) == socket;
  const int fault = errno;
  close_one(pair[0]);
  local_ = pair[1];
  if (opened) return {};
  close();
  return Error{Fault::io, std::string("no socket for the broker: ") + std::strerror(fault)};
}

void BufferedSocket::close() {
  close_one(network_);
  close_one(local_);
  tls_.reset();
  in_.clear();
  out_.clear();
  begin_ = to_feed_ = 0;
  may_hold_input_ = false;
}

/// libmosquitto reads what it was given, then the end of the connection.
void BufferedSocket::end() {
  close_one(network_);
  close_one(local_);
  may_hold_input_ = false;
}

Result<bool> BufferedSocket::feed() {
  if (to_feed_ == 0) {
    const Result<std::size_t> next = next_packet();
    if (!next) {
      end();
      return next.error();
    }
    to_feed_ = *next;
    may_hold_input_ = to_feed_ > 0;
  }
  if (to_feed_ == 0) return false;
  const ssize_t sent = ::send(local_, in_.data() + begin_, to_feed_, MSG_NOSIGNAL);
  if (sent > 0) {
    begin_ += static_cast<std::size_t>(sent);
    to_feed_ -= static_cast<std::size_t>(sent);
  } else if (!would_block()) {
    to_feed_ = 0;  // libmosquitto has closed its end
  }
  return true;
}

/// The size of the packet at `begin_`, reading from the network if it is incomplete; 0: none.
Result<std::size_t> BufferedSocket::next_packet() {
  for (;;) {
    Result<std::size_t> size = check_->next(std::string_view(in_).substr(begin_));
    if (!size || *size > 0) return size;
    const Result<bool> received = receive();
    if (!received) return received.error();
    if (!*received) return std::size_t{0};
  }
}

/// Returns whether anything was received.
Result<bool> BufferedSocket::receive() {
  if (network_ < 0) return false;
  in_.erase(0, std::exchange(begin_, 0));
  std::array<char, chunk> bytes;
  const ssize_t got = ::recv(network_, bytes.data(), bytes.size(), 0);
  if (got < 0 && errno == EINTR) return true;
  if (got < 0 && would_block()) return false;
  if (got <= 0) {
    end();
    return false;
  }
  const std::string_view came(bytes.data(), static_cast<std::size_t>(got));
  if (!tls_) {
    in_.append(came);
    return true;
  }
  Result<void> read = tls_->receive(came, in_);
  if (!read) return read.error();
  if (Result<void> sent = send(); !sent) return sent.error();
  return true;
}

/// Collects what libmosquitto has written since.
Result<void> BufferedSocket::collect() {
  std::array<char, 16384> bytes;
  for (ssize_t got = 0; (got = ::recv(local_, bytes.data(), bytes.size(), 0)) > 0;) {
    const std::string_view plain(bytes.data(), static_cast<std::size_t>(got));
    if (!tls_) {
      out_.append(plain);
    } else if (Result<void> encrypted = tls_->send(plain); !encrypted) {
      return encrypted;
    }
  }
  if (tls_) tls_->take_output(out_);
  return {};
}

Result<void> BufferedSocket::send() {
  if (network_ < 0) return {};
  Result<void> collected = collect();
  while (!out_.empty()) {
    const ssize_t sent = ::send(network_, out_.data(), out_.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && would_block()) break;
    if (sent < 0) {  // the broker is gone; its last packets can still be read
      out_.clear();
      break;
    }
    out_.erase(0, static_cast<std::size_t>(sent));
  }
  return collected;
}

namespace {

/// The first error in OpenSSL's queue of this thread, as text; clears the queue.
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
  BIO* from_network = nullptr;  ///< both are owned by `ssl`
  BIO* to_network = nullptr;
  std::string host;
  std::string waits;     ///< until the handshake is complete
  bool is_done = false;  ///< the handshake is complete
};

TlsSession::TlsSession(const Tls& tls, std::string host) : state_(std::make_unique<State>()) {
  State& state = *state_;
  state.host = std::move(host);
  state.ssl = SSL_new(tls.context());
  state.from_network = BIO_new(BIO_s_mem());
  state.to_network = BIO_new(BIO_s_mem());
  if (state.ssl == nullptr || state.from_network == nullptr || state.to_network == nullptr)
    throw std::bad_alloc();
  BIO_set_mem_eof_return(state.from_network, -1);  // empty does not mean the end
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

/// Continues the handshake, then encrypts what is waiting for it.
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

/// A name or an address; certificates that people create for an address often have it as their
/// name.
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
