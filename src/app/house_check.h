// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/checks.h"
#include "core/instant.h"
#include "ports/clock.h"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace lamplighter::app {

/// Looks at the house on a thread of its own, when somebody wants to know and not more often than
/// the broker and the bridge should be asked.
class HouseCheck {
 public:
  struct Look {
    std::optional<Instant> at;  ///< absent: the first one has not ended yet
    bool is_looking = false;
    std::vector<Finding> findings;
  };

  /// `look` is called on the thread, and `on_change` whenever there is another answer. Requires:
  /// the clock outlives this.
  HouseCheck(std::function<std::vector<Finding>()> look, std::function<void()> on_change,
             const Clock& clock);
  ~HouseCheck();

  /// What was found last. Looks again soon where that is older than five minutes.
  Look latest();

  /// Looks again, where the last look is older than five seconds.
  void look_now();

 private:
  using Steady = std::chrono::steady_clock;

  void want(Steady::duration oldest);
  void run(const std::stop_token& stop);

  std::function<std::vector<Finding>()> look_;
  std::function<void()> on_change_;
  const Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any wanted_;
  Look latest_;
  bool is_wanted_ = false;
  std::optional<Steady::time_point> looked_;
  std::jthread thread_;  ///< ends before what it uses
};

}  // namespace lamplighter::app
