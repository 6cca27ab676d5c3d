// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge_listener.h"

#include "simulation/emulated_bridge.h"

#include <httplib.h>
#include <openssl/pem.h>

#include <atomic>
#include <thread>

namespace lamplighter::simulation {
namespace {

constexpr std::size_t threads = 20;  // each open connection holds one
constexpr time_t idle_seconds = 1;   // then a kept connection is closed
constexpr std::size_t requests_a_connection = 1000;
constexpr time_t request_seconds = 5;  // for a client that stops in the middle

struct Parsed {
  X509* certificate = nullptr;
  EVP_PKEY* key = nullptr;

  explicit Parsed(const CertificateAndKey& pem) {
    BIO* from = BIO_new_mem_buf(pem.certificate.data(), static_cast<int>(pem.certificate.size()));
    certificate = PEM_read_bio_X509(from, nullptr, nullptr, nullptr);
    BIO_free(from);
    from = BIO_new_mem_buf(pem.key.data(), static_cast<int>(pem.key.size()));
    key = PEM_read_bio_PrivateKey(from, nullptr, nullptr, nullptr);
    BIO_free(from);
  }
  ~Parsed() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  Parsed(const Parsed&) = delete;
  Parsed& operator=(const Parsed&) = delete;
};

Error no_certificate() {
  return {Fault::io, "emulated bridge: that is no certificate with its key"};
}

}  // namespace

struct BridgeListener::Impl {
  ~Impl() {
    if (server) server->stop();
  }

  void route(const Handler& handler) {
    server->Get(".*", handler);
    server->Post(".*", handler);
    server->Put(".*", handler);
    server->Delete(".*", handler);
    server->set_payload_max_length(longest_bridge_body);
    server->set_keep_alive_max_count(requests_a_connection);
    server->set_keep_alive_timeout(idle_seconds);
    server->set_read_timeout(request_seconds);
    server->set_tcp_nodelay(true);
    server->set_socket_options([](socket_t socket) {  // the library's own: two could share a port
      const int yes = 1;
      ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    });
    server->new_task_queue = [] { return new httplib::ThreadPool(threads); };
  }

  bool listen(const std::string& host, int wanted) {
    if (wanted == 0) {
      port = server->bind_to_any_port(host);
    } else if (server->bind_to_port(host, wanted)) {
      port = wanted;
    }
    if (port <= 0) return false;
    listener = std::jthread([this] {
      server->listen_after_bind();
      ended = true;
    });
    while (!server->is_running() && !ended) std::this_thread::yield();  // a stop() before is lost
    return true;
  }

  std::unique_ptr<httplib::Server> server;
  httplib::SSLServer* secure = nullptr;  ///< the server, where it speaks HTTPS
  int port = 0;
  std::atomic<bool> ended{false};
  std::jthread listener;  ///< ends before the server it runs
};

Result<std::unique_ptr<BridgeListener>> BridgeListener::open(
    const std::string& host, int port, const std::optional<CertificateAndKey>& certificate,
    Handler handler) {
  auto impl = std::make_unique<Impl>();
  if (certificate) {
    const Parsed parsed(*certificate);
    if (parsed.certificate == nullptr || parsed.key == nullptr) return no_certificate();
    auto secure = std::make_unique<httplib::SSLServer>(parsed.certificate, parsed.key);
    if (!secure->is_valid()) return no_certificate();
    impl->secure = secure.get();
    impl->server = std::move(secure);
  } else {
    impl->server = std::make_unique<httplib::Server>();
  }
  impl->route(handler);
  if (!impl->listen(host, port)) {
    return Error{Fault::io, "emulated bridge: cannot listen on " + host + ":" +
                                std::to_string(port) + "; give another port, or 0"};
  }
  return std::unique_ptr<BridgeListener>(new BridgeListener(std::move(impl)));
}

BridgeListener::BridgeListener(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
BridgeListener::~BridgeListener() = default;

int BridgeListener::port() const { return impl_->port; }

Result<void> BridgeListener::use_certificate(const CertificateAndKey& certificate) {
  const Parsed parsed(certificate);
  SSL_CTX* context = impl_->secure->ssl_context();
  const bool used = parsed.certificate != nullptr && parsed.key != nullptr &&
                    SSL_CTX_use_certificate(context, parsed.certificate) == 1 &&
                    SSL_CTX_use_PrivateKey(context, parsed.key) == 1;
  if (!used) return no_certificate();
  return {};
}

}  // namespace lamplighter::simulation
