// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

struct ssl_ctx_st;
struct ssl_st;

namespace lamplighter::web {

/// How long and how large a client may be.
struct ClientLimits {
  std::chrono::milliseconds slowest{5000};   ///< it may stop so long in the middle
  std::chrono::milliseconds longest{10000};  ///< to a whole request, and to a handshake
  std::chrono::milliseconds idle{5000};      ///< between two requests
  std::size_t largest = 256 << 10;           ///< bytes of a request, head and body
  std::size_t slowest_reader = 8 << 10;  ///< bytes a second that it takes of an answer, at least
};

/// The server's end of one client's connection, with TLS or without. However the client drips, a
/// read ends when its request has taken too long, and a write when it reads too slowly. One thread.
class ClientSocket {
 public:
  /// `tls`: absent: plain. Requires: the socket is connected; it is not closed by this.
  ClientSocket(int socket, ssl_ctx_st* tls, const ClientLimits& limits);
  ~ClientSocket();
  ClientSocket(const ClientSocket&) = delete;
  ClientSocket& operator=(const ClientSocket&) = delete;

  /// TLS's beginning; false: there is none to be had.
  bool shake_hands();

  /// Waits for the first byte of a request, for as long as a client may be idle; `is_unwanted` is
  /// asked now and then whether to go on. False: it has gone or did not come.
  bool wait_for_request(const std::function<bool()>& is_unwanted);

  /// At most `size` bytes; 0 at the end of the connection, -1 where it took too long, is too large
  /// or failed.
  ssize_t read(char* bytes, std::size_t size);

  /// All of it, or -1. The first write after a request is kept back and goes with the next one, so
  /// that a small answer is one packet.
  ssize_t write(const char* bytes, std::size_t size);

  /// What was kept back goes. False: the client has gone.
  bool flush();

  /// Whether the client may be there still.
  [[nodiscard]] bool is_alive() const;

  [[nodiscard]] ssl_st* tls() const { return tls_; }
  [[nodiscard]] int socket() const { return socket_; }

 private:
  using Steady = std::chrono::steady_clock;

  bool fill();
  bool wait_for(short events, Steady::time_point until) const;
  [[nodiscard]] short wanted_by_tls(int result, short otherwise) const;
  ssize_t receive(char* bytes, std::size_t size, short& wanted);
  ssize_t send(const char* bytes, std::size_t size, short& wanted);
  bool send_all(const char* bytes, std::size_t size);
  bool wait_for_reader(short wanted);

  int socket_;
  ClientLimits limits_;
  ssl_st* tls_ = nullptr;
  std::string read_;           ///< received
  std::size_t taken_ = 0;      ///< of `read_`
  std::size_t requested_ = 0;  ///< bytes of this request
  Steady::time_point deadline_{};
  bool has_failed_ = false;  ///< to be read
  std::string kept_;
  bool may_keep_ = false;
  std::size_t sent_ = 0;
  Steady::duration waited_{};  ///< for the client to read
};

}  // namespace lamplighter::web
