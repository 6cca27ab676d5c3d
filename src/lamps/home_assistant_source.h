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

/// Listens to the Home Assistant of a config, on a thread of its own, and reports what the
/// household does with the lamps of its rooms, and the light at its sensors there. One that does
/// not answer is tried again for as long as it takes.
class HomeAssistantSource {
 public:
  /// Begins. `known_until`: up to then an earlier process knew everything; nothing: there was none.
  /// Requires: clock and queue outlive this, and threads may share the clock.
  HomeAssistantSource(const Config& config, Clock& clock, SourceQueue& queue,
                      std::optional<Instant> known_until);

  /// Ends as `stop` does.
  ~HomeAssistantSource();
  HomeAssistantSource(const HomeAssistantSource&) = delete;
  HomeAssistantSource& operator=(const HomeAssistantSource&) = delete;

  /// Reports what is left, the last mark included, and ends. Call from one thread.
  void stop();

  /// Any thread.
  [[nodiscard]] SourceReport report() const;

 private:
  void heard(Instant at);
  void send();

  SourceQueue& queue_;
  home_assistant::EntityFollower follower_;
  std::vector<SourceNews> unsent_;
  std::optional<Instant> heard_;
  std::optional<Instant> sent_;  ///< all news up to then is in the queue
  Instant marked_{};
  mutable std::mutex mutex_;  ///< guards report_
  SourceReport report_;
  std::unique_ptr<home_assistant::HomeWatch> watch_;  ///< its thread ends before what it uses
};

}  // namespace lamplighter::app
