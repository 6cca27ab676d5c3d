// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "web/asset.h"
#include "web/news.h"
#include "web/route.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace lamplighter::web {

/// Where the page is to be had.
struct ServerSettings {
  std::string host = "127.0.0.1";
  int port = 8080;  ///< 0: any free one
};

/// A web server on threads of its own until it is destroyed: files, routes, and a stream of news.
class Server {
 public:
  /// Listens and answers; every open page hears the news. Errors: io when the port cannot be had.
  /// Requires: `news` outlives the server; the server's end closes it.
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
