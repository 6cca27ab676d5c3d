// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "learning/planner.h"
#include "page/page.h"
#include "playing/player.h"
#include "playing/presence.h"
#include "state/play_memory_file.h"
#include "system/file_watch.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace lamplighter::app {

/// The page of the demo's house on the demo's clock, what is recorded for it, and its switch Away,
/// which the demo obeys. Nobody is home when it opens. The page is served until this is destroyed.
class DemoPage {
 public:
  /// `future`: whose page it will be, which also says where it is served instead of `port`. Errors:
  /// those of the config, its store and the server. Requires: the clock outlives this, and threads
  /// may share it and `plan`.
  static Result<std::unique_ptr<DemoPage>> open(const std::string& config, int port,
                                                const Clock& clock, double speed,
                                                std::function<Result<Plan>(Date)> plan,
                                                std::optional<FutureHouse> future = {});
  DemoPage(const DemoPage&) = delete;
  DemoPage& operator=(const DemoPage&) = delete;

  [[nodiscard]] std::string address() const { return page_->address(); }

  /// As Page::tell.
  void tell(const std::string& name) { page_->tell(name); }

  /// Whether anybody is home, as the page says; its bell.
  [[nodiscard]] Presence& presence() { return presence_; }
  [[nodiscard]] Bell& bell() { return bell_; }

  /// What happened, for the page to show. Errors: io.
  Result<void> turned(bool away, Instant at) { return record_.turned(away, at); }
  Result<void> took(const PlayStep& step) { return record_.took(step); }

 private:
  DemoPage(std::string store, Instant now);
  Result<void> start(const Config& config, const Clock& clock, PageStage stage);
  void hear_word();

  std::string store_;
  PlayRecord record_;
  Bell bell_;
  Presence presence_;
  std::unique_ptr<FileWatch> watch_;
  std::unique_ptr<Page> page_;
};

/// An evening of a plan, played fast on an emulated bridge over real HTTP, and drawn.
struct DemoEvening {
  Date date;
  std::chrono::minutes from;  ///< of the local day
  std::chrono::minutes until;
  std::chrono::seconds lasts;  ///< how long a viewer watches
  std::string config;          ///< of the house, for its page
  int port = 0;                ///< of the page; 0: any free one
};

/// What a viewer was shown.
struct DemoOutcome {
  int switches = 0;   ///< carried out
  int failures = 0;   ///< lamps that did not obey
  int lit_after = 0;  ///< lamps still on once they were handed over
};

/// Starts a bridge with a lamp a room that we are paired with, serves the page and says where, and
/// plays while the page says that nobody is home. Errors: io, or those of the page.
Result<DemoOutcome> play_demo_evening(const Planner& planner, const DemoEvening& evening,
                                      const std::stop_token& stop);

/// An invented household that plays on and on, for whoever has not set up a house yet.
struct DemoHousehold {
  std::string folder;  ///< empty and there: its files go there
  FutureHouse future;  ///< where its page is served, and to whom
};

/// Serves its page and plays until `stop`; half an hour a minute, beginning this evening. `served`
/// is called with the page's address. Its weeks before that are simulated, imported and learned
/// from meanwhile. Errors: io, or those of the page.
Result<void> play_demo_household(const DemoHousehold& demo,
                                 const std::function<void(const std::string&)>& served,
                                 const std::stop_token& stop);

}  // namespace lamplighter::app
