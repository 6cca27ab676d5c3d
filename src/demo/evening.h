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

/// The page of the demo's house on the demo's clock, its records, and its Away switch, which the
/// demo obeys. The house is away at the start. The page is served until the object is destroyed.
class DemoPage {
 public:
  /// `future`: the house that will be set up; it also gives the address to serve on instead of
  /// `port`. Errors: those of the config, its store and the server. Requires: the clock outlives
  /// this; clock and `plan` are thread-safe.
  static Result<std::unique_ptr<DemoPage>> open(const std::string& config, int port,
                                                const Clock& clock, double speed,
                                                std::function<Result<Plan>(Date)> plan,
                                                std::optional<FutureHouse> future = {});
  DemoPage(const DemoPage&) = delete;
  DemoPage& operator=(const DemoPage&) = delete;

  [[nodiscard]] std::string address() const { return page_->address(); }

  /// As Page::tell.
  void notify(const std::string& name) { page_->notify(name); }

  /// The occupancy as set on the page, with its bell.
  [[nodiscard]] Presence& presence() { return presence_; }
  [[nodiscard]] Bell& bell() { return bell_; }

  /// Records a change, for the page to show. Errors: io.
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

/// An evening of a plan, played at high speed on an emulated bridge over real HTTP, and drawn.
struct DemoEvening {
  Date date;
  std::chrono::minutes from;  ///< local time of day
  std::chrono::minutes until;
  std::chrono::seconds lasts;  ///< how long the viewer watches
  std::string config;          ///< of the house, for its page
  int port = 0;                ///< of the page; 0: any free one
};

/// What the viewer saw.
struct DemoOutcome {
  int switches = 0;   ///< carried out
  int failures = 0;   ///< lamps that did not respond
  int lit_after = 0;  ///< lamps still on after they were restored
};

/// Starts a paired bridge with one lamp per room, serves the page and prints its address, and plays
/// while the page is set to Away. Errors: io, or those of the page.
Result<DemoOutcome> play_demo_evening(const Planner& planner, const DemoEvening& evening,
                                      const std::stop_token& stop);

/// A simulated household that plays continuously, for users who have not set up a house yet.
struct DemoHousehold {
  std::string folder;  ///< must exist and be empty; its files are created there
  FutureHouse future;  ///< where and for whom its page is served
};

/// Serves its page and plays until `stop`, at half an hour per minute, starting this evening.
/// `served` is called with the page's address. The weeks before are simulated, imported and learned
/// in the background. Errors: io, or those of the page.
Result<void> play_demo_household(const DemoHousehold& demo,
                                 const std::function<void(const std::string&)>& served,
                                 const std::stop_token& stop);

}  // namespace lamplighter::app
