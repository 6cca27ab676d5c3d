// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/file_watch.h"
#include "app/house_plans.h"
#include "app/page_house.h"
#include "core/result.h"
#include "web/change_feed.h"
#include "web/server.h"

#include <functional>
#include <memory>
#include <vector>

namespace lamplighter::app {

/// What a page shows that is not that of a config on the system's clock; for a demo.
struct PageStage {
  double speed = 1;                                       ///< of the clock
  std::function<Result<Plan>(Date)> plan = nullptr;       ///< absent: by the config's model
  std::function<std::vector<Finding>()> check = nullptr;  ///< absent: check_house
};

/// The page of a house, served on threads of its own until it is destroyed.
class Page {
 public:
  /// Errors: those of page_settings and Server::start. Requires: the clock outlives this, and
  /// threads may share it.
  static Result<std::unique_ptr<Page>> open(const Config& config, const Clock& clock,
                                            PageStage stage = {});
  Page(const Page&) = delete;
  Page& operator=(const Page&) = delete;

  /// As a person types it: "http://127.0.0.1:8080/".
  [[nodiscard]] std::string address() const;

  /// How capture in this process does. Pages hear of it where a sensor fell silent or spoke again,
  /// or the store is in trouble; they ask for the rest when they like. Any thread.
  void report(const CaptureReport& report);

  /// What parts of this process cannot start, each a sentence. Any thread.
  void show_troubles(const std::vector<std::string>& troubles);

  /// Tells every open page that the document of this name is another one now. Any thread.
  void tell(const std::string& name) { changes_.notify(name); }

 private:
  Page(const Config& config, const Clock& clock, PageStage stage);

  std::vector<Finding> look();
  void watch_store();

  web::ChangeFeed changes_;
  HousePlans plans_;
  LastReport capture_;
  PageHouse house_;
  HouseCheck check_;
  std::vector<std::unique_ptr<FileWatch>> watches_;
  std::unique_ptr<web::Server> server_;  ///< ends before what its routes use
};

}  // namespace lamplighter::app
