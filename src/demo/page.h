// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "page/page.h"
#include "playing/player.h"
#include "playing/presence.h"
#include "state/play_memory_file.h"
#include "system/file_watch.h"

#include <functional>
#include <memory>
#include <optional>
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

}  // namespace lamplighter::app
