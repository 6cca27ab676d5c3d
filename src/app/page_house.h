// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "app/house_plans.h"
#include "capturing/capture_report.h"
#include "ports/clock.h"

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace lamplighter::app {

/// The last report of capture in this process. Any thread.
class LastReport {
 public:
  void keep(const CaptureReport& report) {
    const std::lock_guard lock(mutex_);
    report_ = report;
  }
  [[nodiscard]] std::optional<CaptureReport> get() const {
    const std::lock_guard lock(mutex_);
    return report_;
  }

 private:
  mutable std::mutex mutex_;
  std::optional<CaptureReport> report_;
};

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

  LastReport* capture = nullptr;  ///< absent: another process captures, or none
};

}  // namespace lamplighter::app
