// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/capture.h"
#include "capturing/source_queue.h"
#include "config/config.h"
#include "home_assistant/live.h"
#include "ports/clock.h"

#include <memory>
#include <mutex>
#include <optional>
#include <vector>

namespace lamplighter::app {

/// The name of this source in marks and reports.
inline constexpr const char* home_assistant_source = "home-assistant";

/// Watches the Home Assistant of a config on its own thread, and reports manual changes of the
/// lamps in its rooms, and the light at its sensors. If it does not answer, it retries
/// indefinitely.
class HomeAssistantSource {
 public:
  /// Starts. `known_until`: an earlier process knew everything up to then; empty: there was none.
  /// Requires: clock and queue outlive this, and the clock is thread-safe.
  HomeAssistantSource(const Config& config, Clock& clock, SourceQueue& queue,
                      std::optional<Instant> known_until);

  /// As `stop`.
  ~HomeAssistantSource();
  HomeAssistantSource(const HomeAssistantSource&) = delete;
  HomeAssistantSource& operator=(const HomeAssistantSource&) = delete;

  /// Sends the remaining reports, including the last mark, and ends. Call from one thread.
  void stop();

  /// Thread-safe.
  [[nodiscard]] SourceReport report() const;

 private:
  void heard(Instant at);
  void send();

  SourceQueue& queue_;
  home_assistant::EntityFollower follower_;
  std::vector<SourceNews> unsent_;
  std::optional<Instant> heard_;
  std::optional<Instant> sent_;  ///< all reports up to then are in the queue
  Instant marked_{};
  mutable std::mutex mutex_;  ///< guards report_
  SourceReport report_;
  std::unique_ptr<home_assistant::HomeWatch> watch_;  ///< its thread ends before the rest
};

}  // namespace lamplighter::app
