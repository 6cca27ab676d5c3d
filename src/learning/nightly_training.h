// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "core/time_zone.h"
#include "ports/clock.h"

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

namespace lamplighter::app {

/// When a house that was trained at `last` is trained again: after three in the night that follows,
/// by its own clock. Where that is past, or it never was trained: soon.
Instant next_training(std::optional<Instant> last, Instant now, const TimeZone& zone);

/// Trains a house each night while its service runs. A training that fails is tried again in the
/// next night; its model stays as it was.
class NightlyTraining {
 public:
  struct Calls {
    std::function<Result<void>(const std::stop_token&)> train;  ///< keeps how it ended itself
    std::function<std::optional<Instant>()> last;               ///< when it was tried last
    std::function<void(const Result<void>&)> on_end = nullptr;
  };

  /// Requires: the clock outlives this.
  NightlyTraining(const TimeZone& zone, Clock& clock, Calls calls);

  /// Until asked to stop.
  void run(const std::stop_token& stop);

 private:
  TimeZone zone_;
  Clock& clock_;
  Calls calls_;
};

/// How a service does it: in a process of its own, `lamplighter train`, which yields to all others
/// and gives its memory back. Errors: refused where it failed or was killed; that is then kept as
/// the result of the training.
Result<void> train_in_child(const Config& config, const std::stop_token& stop);

}  // namespace lamplighter::app
