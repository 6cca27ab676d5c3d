// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "web/access_policy.h"
#include "web/asset.h"
#include "web/password.h"
#include "web/route.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lamplighter::web {

/// Reports to any number of listeners which documents have changed. Slow listeners need no queue: a
/// document that changed twice since a listener's last call is reported once. Thread-safe.
class ChangeFeed {
 public:
  /// The document with this name has changed.
  void notify(const std::string& name);

  /// The start number for a listener that has just read everything.
  [[nodiscard]] std::uint64_t newest() const;

  /// The documents that changed after `seen`, which is set to the newest number.
  std::vector<std::string> changed_since(std::uint64_t& seen) const;

  /// `on_change` is called after each change, on the thread that notifies; null turns it off. It
  /// must not use the feed. When this returns, the previous callback is no longer running.
  void watch(std::function<void()> on_change);

 private:
  mutable std::mutex mutex_;
  std::function<void()> on_change_;
  std::map<std::string, std::uint64_t> names_;
  std::uint64_t newest_ = 0;
};

/// Paths of PEM files.
struct Certificate {
  std::string chain;
  std::string key;
};

/// Address, access and limits of the server.
struct ServerSettings {
  std::string host = "127.0.0.1";
  int port = 8400;                                      ///< 0: any free port
  std::vector<std::string> names = {};                  ///< in addition to addresses and localhost
  std::optional<PasswordHash> password = std::nullopt;  ///< absent: none is required
  FirstPassword first = {};                      ///< how another machine sets the first password
  std::shared_ptr<Sessions> sessions = nullptr;  ///< of an earlier server; absent: new ones
  std::optional<Certificate> certificate = std::nullopt;  ///< absent: without TLS

  /// The address of Home Assistant's ingress. It needs no password and may show the page in a
  /// frame; all other machines are then rejected. Empty: none.
  std::string ingress = {};
  std::size_t most_clients = 320;            ///< connections; others wait to be accepted
  std::chrono::milliseconds longest{10000};  ///< for a whole request, and for a handshake
  std::chrono::milliseconds idle{5000};      ///< between two requests
  std::size_t most_streams = 256;            ///< of changes; others are rejected
};

/// A web server that runs until it is destroyed: files, routes, and a stream of changes. One thread
/// does all network I/O, a few others run the handlers; all have a lower priority than the rest of
/// the process.
class Server {
 public:
  /// Starts the server; every open page receives the changes of the feed. Errors: refused if other
  /// machines could reach it without a password, a code for setting one, or an ingress; bad_input
  /// for an invalid certificate; io if it cannot listen. Requires: `feed` and what the routes use
  /// outlive the server, and the feed has no other watcher.
  static Result<std::unique_ptr<Server>> start(const ServerSettings& settings,
                                               std::vector<Route> routes,
                                               std::span<const Asset> assets, ChangeFeed& feed);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] int port() const;

 private:
  struct Impl;
  explicit Server(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::web
