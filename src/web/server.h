// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "web/asset.h"
#include "web/news.h"
#include "web/password.h"
#include "web/route.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lamplighter::web {

/// Paths of PEM files.
struct Certificate {
  std::string chain;
  std::string key;
};

/// Where the page is to be had, and by whom.
struct ServerSettings {
  std::string host = "127.0.0.1";
  int port = 8080;                                        ///< 0: any free one
  std::vector<std::string> names = {};                    ///< besides addresses and localhost
  std::optional<PasswordHash> password = std::nullopt;    ///< absent: none is asked
  std::optional<Certificate> certificate = std::nullopt;  ///< absent: no TLS
  std::size_t most_clients = 320;                         ///< connections; more wait at the door
  std::chrono::milliseconds slowest{5000};   ///< a client may stop so long in the middle
  std::chrono::milliseconds longest{10000};  ///< and all of a request may take so long
  std::size_t most_streams = 256;            ///< of news; more are sent away
};

/// A web server on threads of its own until it is destroyed: files, routes, and a stream of news.
class Server {
 public:
  /// Listens and answers; every open page hears the news. Errors: refused where others than this
  /// machine could reach it and no password is asked; bad_input for a certificate that cannot be
  /// used; io when the port cannot be had. Requires: `news` outlives the server; its end closes it.
  static Result<std::unique_ptr<Server>> start(const ServerSettings& settings,
                                               std::vector<Route> routes,
                                               std::span<const Asset> assets, News& news);
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
