// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/page_house.h"
#include "core/result.h"
#include "web/news.h"
#include "web/server.h"

#include <memory>

namespace lamplighter::app {

/// The page of a house, served on threads of its own until it is destroyed.
class Page {
 public:
  /// Errors: those of Server::start. Requires: the clock outlives this, and threads may share it.
  static Result<std::unique_ptr<Page>> open(const Config& config, const Clock& clock);
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  [[nodiscard]] int port() const { return server_->port(); }

  /// Tells every open page that the document of this name is another one now. Any thread.
  void tell(const std::string& name) { news_.tell(name); }

 private:
  Page(const Config& config, const Clock& clock);

  web::News news_;
  PageHouse house_;
  std::unique_ptr<web::Server> server_;  ///< ends before what its routes use
};

}  // namespace lamplighter::app
