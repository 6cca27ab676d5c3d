// SPDX-License-Identifier: Apache-2.0
#include "web/listener.h"

#include <arpa/inet.h>
#include <httplib.h>
#include <netinet/in.h>

#include <utility>

namespace lamplighter::web {
namespace {

void tell_address(const sockaddr_storage& address, std::string& ip, int& port) {
  char text[INET6_ADDRSTRLEN] = "";
  if (address.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(address);
    ::inet_ntop(AF_INET, &v4.sin_addr, text, sizeof text);
    port = ntohs(v4.sin_port);
  } else if (address.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(address);
    ::inet_ntop(AF_INET6, &v6.sin6_addr, text, sizeof text);
    port = ntohs(v6.sin6_port);
  }
  ip = text;
}

/// A socket of ours as the library knows streams.
class ClientStream final : public httplib::Stream {
 public:
  explicit ClientStream(ClientSocket& client) : client_(client) {}

  [[nodiscard]] bool is_readable() const override { return true; }
  [[nodiscard]] bool is_writable() const override { return client_.is_alive(); }
  ssize_t read(char* bytes, std::size_t size) override { return client_.read(bytes, size); }
  ssize_t write(const char* bytes, std::size_t size) override { return client_.write(bytes, size); }
  void get_remote_ip_and_port(std::string& ip, int& port) const override {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getpeername(client_.socket(), reinterpret_cast<sockaddr*>(&address), &size) == 0)
      tell_address(address, ip, port);
  }
  void get_local_ip_and_port(std::string& ip, int& port) const override {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (::getsockname(client_.socket(), reinterpret_cast<sockaddr*>(&address), &size) == 0)
      tell_address(address, ip, port);
  }
  [[nodiscard]] socket_t socket() const override { return client_.socket(); }

 private:
  ClientSocket& client_;
};

/// Request after request; `answer(stream, is_last, is_closed)` reads and answers one.
template <typename Answer>
bool serve(ClientSocket& client, const ListenerSettings& settings,
           const std::atomic<int>& listening, const Answer& answer) {
  const auto is_unwanted = [&] { return listening == INVALID_SOCKET || settings.is_crowded(); };
  for (std::size_t left = settings.most_requests; left > 0; --left) {
    if (listening == INVALID_SOCKET || !client.wait_for_request(is_unwanted)) return true;
    bool is_closed = false;
    ClientStream stream(client);
    const bool answered = answer(stream, left == 1, is_closed);
    if (!client.flush() || !answered || is_closed) return answered;
  }
  return true;
}

void close_client(socket_t socket) {
  ::shutdown(socket, SHUT_RDWR);
  ::close(socket);
}

class Listener final : public httplib::Server {
 public:
  explicit Listener(ListenerSettings settings) : settings_(std::move(settings)) {}

 private:
  bool process_and_close_socket(socket_t socket) override {
    bool served = false;
    {
      ClientSocket client(socket, nullptr, settings_.limits);
      served = serve(client, settings_, svr_sock_,
                     [&](httplib::Stream& stream, bool is_last, bool& is_closed) {
                       return process_request(stream, is_last, is_closed, nullptr);
                     });
    }
    close_client(socket);
    return served;
  }

  ListenerSettings settings_;
};

class SecureListener final : public httplib::SSLServer {
 public:
  SecureListener(const char* chain, const char* key, ListenerSettings settings)
      : SSLServer(chain, key), settings_(std::move(settings)) {}

 private:
  bool process_and_close_socket(socket_t socket) override {
    bool served = false;
    {
      ClientSocket client(socket, ssl_context(), settings_.limits);
      if (client.shake_hands()) {
        served = serve(client, settings_, svr_sock_,
                       [&](httplib::Stream& stream, bool is_last, bool& is_closed) {
                         return process_request(
                             stream, is_last, is_closed,
                             [&](httplib::Request& request) { request.ssl = client.tls(); });
                       });
      }
    }
    close_client(socket);
    return served;
  }

  ListenerSettings settings_;
};

}  // namespace

std::unique_ptr<HttpServer> make_listener(ListenerSettings settings) {
  return std::make_unique<Listener>(std::move(settings));
}

std::unique_ptr<HttpServer> make_secure_listener(const char* chain, const char* key,
                                                 ListenerSettings settings) {
  auto server = std::make_unique<SecureListener>(chain, key, std::move(settings));
  if (!server->is_valid()) return nullptr;
  SSL_CTX* context = server->ssl_context();
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  return server;
}

}  // namespace lamplighter::web
