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

/// Limits on the time and size of a client's requests.
struct ClientLimits {
  std::chrono::milliseconds longest{10000};  ///< for a whole request, and for a handshake
  std::chrono::milliseconds idle{5000};      ///< between two requests
  std::size_t largest_head = 16 << 10;       ///< bytes
  std::size_t largest_body = 64 << 10;       ///< bytes; compressed bodies are rejected unread
  std::size_t slowest_reader = 8 << 10;      ///< minimum rate, bytes per second
  std::size_t most_requests = 10'000;        ///< per connection
  std::size_t most_streams = 256;            ///< streams of changes, over all connections
};

class Connection;

/// State shared by the connections of a server. Used only on the thread of their io_context, unless
/// stated otherwise.
struct Site {
  ClientLimits limits;
  std::vector<Route> routes;
  std::span<const Asset> assets;
  ChangeFeed& feed;
  HandlerThreads handlers;
  std::unique_ptr<AccessPolicy> policy = nullptr;       ///< never null while there are connections
  std::vector<std::weak_ptr<Connection>> streams = {};  ///< some may have ended
  bool is_crowded = false;                  ///< others are waiting, so idle clients are closed
  std::function<void()> on_gone = nullptr;  ///< called when a connection has ended
};

/// One client's connection: handles requests in order, each limited in size and time; closes after
/// rejecting a request that was not read completely. Stays alive while an operation is pending.
/// Used only on the thread of its socket's io_context.
class Connection {
 public:
  /// `tls`: null for plain HTTP. Requires: the site outlives the io_context's handlers.
  static std::shared_ptr<Connection> make(boost::asio::ip::tcp::socket socket,
                                          boost::asio::ssl::context* tls, Site& site);
  virtual ~Connection() = default;

  virtual void start() = 0;

  /// Closes the connection if it waits for the first byte of a request; otherwise returns false.
  virtual bool end_if_idle() = 0;

  /// Sends what is new, if this is a stream of changes.
  virtual void send_changes() = 0;
};

}  // namespace lamplighter::web
