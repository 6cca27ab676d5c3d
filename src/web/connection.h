// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/access_policy.h"
#include "web/asset.h"
#include "web/handler_threads.h"
#include "web/route.h"
#include "web/server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace lamplighter::web {

/// How long and how large a client may be.
struct ClientLimits {
  std::chrono::milliseconds longest{10000};  ///< to a whole request, and to a handshake
  std::chrono::milliseconds idle{5000};      ///< between two requests
  std::size_t largest_head = 16 << 10;       ///< bytes
  std::size_t largest_body = 64 << 10;       ///< bytes; a packed body is refused unread
  std::size_t slowest_reader = 8 << 10;      ///< bytes per second that it takes, at least
  std::size_t most_requests = 10'000;        ///< of a connection
  std::size_t most_streams = 256;            ///< of changes, of all connections
};

class Connection;

/// What the connections of a server share. Used on the thread of their io_context only, but for
/// what says otherwise.
struct Site {
  ClientLimits limits;
  std::vector<Route> routes;
  std::span<const Asset> assets;
  ChangeFeed& feed;
  HandlerThreads handlers;
  std::unique_ptr<AccessPolicy> policy = nullptr;       ///< never null while connections are there
  std::vector<std::weak_ptr<Connection>> streams = {};  ///< some may have gone
  bool is_crowded = false;                  ///< others wait for a place, so idle clients go
  std::function<void()> on_gone = nullptr;  ///< called when a connection has ended
};

/// One client's connection: request after request, each bounded in size and in time, and answered
/// in order; the end of it where a request was refused before it was read wholly. It lives as long
/// as something is to be done. Lives on the thread of its socket's io_context.
class Connection {
 public:
  /// `tls`: null: plain. Requires: the site outlives the io_context's handlers.
  static std::shared_ptr<Connection> make(boost::asio::ip::tcp::socket socket,
                                          boost::asio::ssl::context* tls, Site& site);
  virtual ~Connection() = default;

  virtual void start() = 0;

  /// Ends it where it waits for a first byte. False: it does not.
  virtual bool end_if_idle() = 0;

  /// A stream of changes sends what is new.
  virtual void send_changes() = 0;
};

}  // namespace lamplighter::web
