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

/// Which documents changed, for any number of listeners. However slow a listener is, nothing piles
/// up for it: a document that changed twice since it last asked is named once. Any thread.
class ChangeFeed {
 public:
  /// The document of this name has changed.
  void notify(const std::string& name);

  /// The number to ask from for a listener that has just read everything.
  [[nodiscard]] std::uint64_t newest() const;

  /// The documents that changed after `seen`, which becomes the newest number.
  std::vector<std::string> changed_since(std::uint64_t& seen) const;

  /// `on_change` is called after each change, on the thread that notifies; null: nothing is. It
  /// must not use the feed. When this returns, the one before is not being called any more.
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

/// Where the page is served, to whom, and within which limits.
struct ServerSettings {
  std::string host = "127.0.0.1";
  int port = 8400;                                      ///< 0: any free one
  std::vector<std::string> names = {};                  ///< besides addresses and localhost
  std::optional<PasswordHash> password = std::nullopt;  ///< absent: none is needed
  FirstPassword first = {};  ///< how one is set by another machine, where there is none
  std::shared_ptr<Sessions> sessions = nullptr;  ///< of an earlier server too; absent: its own
  std::optional<Certificate> certificate = std::nullopt;  ///< absent: no TLS

  /// The address of Home Assistant's ingress, the only other machine that is then answered: it asks
  /// for no password, and may show the page in a frame. Empty: there is none.
  std::string ingress = {};
  std::size_t most_clients = 320;            ///< connections; more wait to be accepted
  std::chrono::milliseconds longest{10000};  ///< to a whole request, and to a handshake
  std::chrono::milliseconds idle{5000};      ///< between two requests
  std::size_t most_streams = 256;            ///< of changes; more are refused
};

/// A web server until it is destroyed: files, routes, and a stream of changes. One thread reads and
/// writes, a few more run the handlers; all are behind everything else in the process.
class Server {
 public:
  /// Listens and answers; every open page is told what the feed says. Errors: refused where other
  /// machines could reach it and there is neither password nor a code to set one nor an ingress;
  /// bad_input for a certificate that cannot be used; io when it cannot listen. Requires: `feed`
  /// and what the routes use outlive the server, and nobody else watches the feed.
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
