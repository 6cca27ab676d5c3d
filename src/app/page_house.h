// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/checks.h"
#include "app/config.h"
#include "app/slow_answer.h"
#include "capturing/capture_report.h"
#include "core/plan.h"
#include "ports/clock.h"

#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter::app {

/// The last report of capture, of this process or told by the broker. Any thread.
class LastReport {
 public:
  void keep(const CaptureReport& report, bool is_ours) {
    const std::lock_guard lock(mutex_);
    report_ = report;
    is_ours_ = is_ours;
  }
  [[nodiscard]] std::optional<CaptureReport> get() const {
    const std::lock_guard lock(mutex_);
    return report_;
  }
  /// What parts of this process cannot start. Whether that is news.
  bool keep_troubles(const std::vector<std::string>& troubles) {
    const std::lock_guard lock(mutex_);
    return std::exchange(troubles_, troubles) != troubles;
  }
  [[nodiscard]] std::vector<std::string> troubles() const {
    const std::lock_guard lock(mutex_);
    return troubles_;
  }
  /// Whether this process captures.
  [[nodiscard]] bool is_ours() const {
    const std::lock_guard lock(mutex_);
    return is_ours_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<CaptureReport> report_;
  bool is_ours_ = false;
  std::vector<std::string> troubles_;
};

/// How the house does, as `lamplighter check` finds it.
using HouseCheck = SlowAnswer<std::vector<Finding>>;

/// What the page's routes know of the house. Their handlers share it on several threads, so that
/// every part may be asked on any.
struct PageHouse {
  Config config;
  const Clock& clock;
  double speed = 1;  ///< seconds of `clock` a real one; more in a demo

  /// The plan that is played on a date; by the planner of the config.
  std::function<Result<Plan>(Date)> plan;

  /// Tells every open page that the document of this name is another one now.
  std::function<void(const std::string& name)> tell;

  /// The number of the newest such change.
  std::function<std::uint64_t()> news;

  const LastReport* capture;
  HouseCheck* check;
};

}  // namespace lamplighter::app
