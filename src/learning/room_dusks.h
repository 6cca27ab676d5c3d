// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "detection/live.h"
#include "planning/darkness.h"

namespace lamplighter::app {

/// When the sensors of a house saw dusk, from the readings in its store; so that it does not matter
/// which process captures, nor whether one was restarted. Where the last three weeks teach how a
/// room's lamps look, light of theirs is no daylight. One thread.
class RoomDusks {
 public:
  explicit RoomDusks(const Config& config);

  /// What is known at `now` of the afternoon that begins at `noon`: rooms with lamps whose sensor
  /// saw dusk, or spoke within the last quarter of an hour. Looks at the store once a minute, and
  /// learns one room's light each time, all at the first.
  const Dusks& look(Instant noon, Instant now);

 private:
  void learn(std::size_t most);
  void look_at(const RoomConfig& room, Instant now);
  [[nodiscard]] std::vector<Sample<Lux>> afternoon(const RoomConfig& room, Instant now) const;
  [[nodiscard]] bool is_open(const RoomConfig& room) const;

  Config config_;
  std::optional<Place> place_;
  std::map<RoomName, std::optional<LightMemory>> taught_;  ///< by the weeks before `noon_`
  Instant noon_ = Instant::min();
  Instant looked_at_ = Instant::min();
  Dusks dusks_;
};

}  // namespace lamplighter::app
