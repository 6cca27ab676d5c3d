// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/instant.h"
#include "core/result.h"
#include "csv/names.h"
#include "ports/clock.h"
#include "web/server.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::app {

/// The health of one of many homes, from its folders only; does not reveal whether anyone is home.
struct HomeHealth {
  std::string home;
  std::size_t sensors = 0;
  std::size_t silent = 0;               ///< number of sensors without a reading for a day
  std::optional<Instant> last_reading;  ///< when a row was last stored, accurate to five minutes
  std::optional<Instant> trained;       ///< when the last training ended
  std::string trouble = {};             ///< why the last training failed; empty if it did not
};

/// The health of every home in these stores, sorted by name.
std::vector<HomeHealth> health_of_homes(const csv::StoreFolders& store, Instant now);

/// The page for operators of many homes, served until it is destroyed.
class HomesPage {
 public:
  /// Uses the password, address and certificate from [web] in the configuration. Errors: those of
  /// page_settings and Server::start. Requires: the clock outlives this and is thread-safe.
  static Result<std::unique_ptr<HomesPage>> open(const Config& config, csv::StoreFolders store,
                                                 const Clock& clock);
  HomesPage(const HomesPage&) = delete;
  HomesPage& operator=(const HomesPage&) = delete;

  [[nodiscard]] int port() const { return server_->port(); }

 private:
  HomesPage(csv::StoreFolders store, const Clock& clock)
      : store_(std::move(store)), clock_(clock) {}
  web::Answer answer();

  csv::StoreFolders store_;
  const Clock& clock_;
  std::mutex mutex_;
  std::string document_;
  std::optional<Instant> made_;
  web::ChangeFeed changes_;
  std::unique_ptr<web::Server> server_;  ///< ends before what its routes use
};

}  // namespace lamplighter::app
