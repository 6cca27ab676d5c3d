// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "planning/dusk.h"

namespace lamplighter::app {

/// When the sensors of a house saw dusk, from the readings in its store; so that it does not matter
/// which process captures, nor whether one was restarted. One thread.
class RoomDusks {
 public:
  explicit RoomDusks(const Config& config) : config_(config) {}

  /// What is known at `now` of the afternoon that begins at `noon`: rooms with lamps whose sensor
  /// saw dusk, or spoke within the last quarter of an hour. Looks at the store once a minute.
  const Dusks& look(Instant noon, Instant now);

 private:
  void look_at(const RoomConfig& room, Instant now);

  Config config_;
  Instant noon_ = Instant::min();
  Instant looked_at_ = Instant::min();
  Dusks dusks_;
};

}  // namespace lamplighter::app
