// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "app/planner.h"
#include "app/room_dusks.h"
#include "ports/clock.h"

#include <filesystem>
#include <mutex>
#include <optional>

namespace lamplighter::app {

/// The plans of a house as its player makes them, without a player: the same model, secret, manners
/// and dusks. Any thread.
class HousePlans {
 public:
  /// Requires: the clock outlives this, and threads may share it.
  HousePlans(const Config& config, const Clock& clock)
      : config_(config), clock_(clock), dusks_(config) {}

  /// Of the rooms that have lamps; of all where none has. Errors: those of Planner::open.
  Result<Plan> plan(Date date);

 private:
  Result<void> refresh();

  Config config_;
  const Clock& clock_;
  std::mutex mutex_;
  RoomDusks dusks_;
  std::optional<Planner> planner_;
  std::filesystem::file_time_type trained_{};  ///< when the model was that the planner is of
};

}  // namespace lamplighter::app
