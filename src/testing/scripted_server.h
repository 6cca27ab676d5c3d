// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace lamplighter::testing {

/// A scripted peer: a TCP server on a loopback port that passes one connection after another to
/// `talk`, on its own thread, and closes it afterwards.
class ScriptedServer {
 public:
  /// One connection, for reading and writing.
  class Peer {
   public:
    explicit Peer(int socket) : socket_(socket) {}

    /// Reads the head of a request; empty if the client has disconnected. Bodies are not read.
    std::string read_head() {
      std::string head;
      while (!head.ends_with("\r\n\r\n")) {
        char byte = 0;
        if (::recv(socket_, &byte, 1, 0) != 1) return {};
        head += byte;
      }
      return head;
    }

    /// Reads that many bytes of a body. False if the client has disconnected.
    bool read_exactly(char* bytes, std::size_t count) {
      return ::recv(socket_, bytes, count, MSG_WAITALL) == static_cast<ssize_t>(count);
    }

    /// False if the client has disconnected.
    bool write(std::string_view bytes) {
      while (!bytes.empty()) {
        const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      }
      return true;
    }

    /// Writes one byte at a time, with a pause before each. False if the client has disconnected.
    bool drip(std::string_view bytes, std::chrono::milliseconds pause) {
      for (const char& byte : bytes) {
        std::this_thread::sleep_for(pause);
        if (!write({&byte, 1})) return false;
      }
      return true;
    }

    /// Waits until the client closes the connection.
    void wait_for_close() {
      char bytes[256];
      while (::recv(socket_, bytes, sizeof bytes, 0) > 0) continue;
    }

   private:
    int socket_;
  };

  using Talk = std::function<void(Peer&)>;

  explicit ScriptedServer(Talk talk) : talk_(std::move(talk)) {
    listening_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listening_, any, size) != 0 || ::listen(listening_, 16) != 0 ||
        ::getsockname(listening_, any, &size) != 0)
      std::abort();
    port_ = ntohs(address.sin_port);
    thread_ = std::jthread([this] { serve(); });
  }

  ~ScriptedServer() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
      ::shutdown(listening_, SHUT_RDWR);
      if (talking_ >= 0) ::shutdown(talking_, SHUT_RDWR);
    }
    thread_.join();
    ::close(listening_);
  }
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] std::string url(std::string_view path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + std::string(path);
  }

  /// The number of connections so far.
  [[nodiscard]] int connections() const { return connections_; }

 private:
  void serve() {
    for (;;) {
      const int socket = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
      {
        const std::lock_guard lock(mutex_);
        if (socket >= 0 && closing_) ::close(socket);
        if (socket < 0 || closing_) return;
        talking_ = socket;
      }
      ++connections_;
      Peer peer(socket);
      talk_(peer);
      const std::lock_guard lock(mutex_);
      talking_ = -1;
      ::close(socket);
    }
  }

  Talk talk_;
  int listening_ = -1;
  int port_ = 0;
  std::mutex mutex_;  ///< guards talking_ and closing_
  int talking_ = -1;
  bool closing_ = false;
  std::atomic<int> connections_ = 0;
  std::jthread thread_;
};

}  // namespace lamplighter::testing
