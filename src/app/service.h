// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/capture_loop.h"
#include "app/config.h"
#include "app/house_link.h"
#include "app/page.h"
#include "app/play_house.h"
#include "core/result.h"
#include "ports/clock.h"

#include <atomic>
#include <memory>
#include <stop_token>

namespace lamplighter::app {

/// Everything that `run` does with one config: captures where there are sources, plays where there
/// are lamps, speaks with the household at the broker, and serves the page. Each on a thread of its
/// own, watched by the thread that runs it.
class Service {
 public:
  /// Errors: those of the parts; bad_input for a config with nothing to do. Requires: the clock
  /// outlives this, and threads may share it.
  static Result<std::unique_ptr<Service>> open(const Config& config, Clock& clock);
  ~Service();

  /// Until one of both asks to stop. The lamps stay as they are. Errors: those of capture at its
  /// end.
  Result<void> run(const std::stop_token& stop, const std::stop_token& reload);

  /// Leaves the store and the broker to another service. It can hand over afterwards, not run.
  void step_aside();

  /// Gives the lamps back. Call after `run`, unless another one is to go on.
  void hand_over();

 private:
  using Steady = std::chrono::steady_clock;

  explicit Service(Clock& clock) : clock_(clock) {}

  Result<void> open_play(const Config& config);
  void open_page(const Config& config);
  void log_step(const PlayStep& step);
  void watch(const std::stop_token& stop);
  [[nodiscard]] bool is_alive() const;

  Clock& clock_;
  std::unique_ptr<CaptureLoop> capture_;  ///< none without sources
  std::unique_ptr<PlayHouse> house_;      ///< none without lamps
  std::unique_ptr<HouseLink> link_;
  std::unique_ptr<Page> page_;  ///< none where the config says so, or its port cannot be had
  std::atomic<Steady::time_point> capture_seen_{};
  std::atomic<Steady::time_point> house_seen_{};
};

}  // namespace lamplighter::app
