// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/lamp_keeping.h"

#include <span>
#include <vector>

namespace lamplighter::simulation {

/// Light of a room's lamps at its sensor, read in rising time.
class LampLight {
 public:
  /// Requires: `lamps` sorted by begin, all of that room; they and `room` outlive it.
  LampLight(const Room& room, std::span<const LampInterval> lamps);

  /// Lux. Requires: `at` not before the last one asked for.
  double lux_at(Instant at);

 private:
  const Room& room_;
  std::span<const LampInterval> ahead_;
  std::vector<const LampInterval*> lit_;
};

/// All light at a room's sensor, read in rising time: daylight, lamps, lamps next door, and people
/// who stand in the way.
class RoomLight {
 public:
  /// Requires: what is handed in outlives it; `stays` and `lamps` sorted as `live` and `keep_lamps`
  /// give them.
  RoomLight(const House& house, std::size_t room, const Interior& interior,
            std::span<const Stay> stays, std::span<const LampInterval> lamps);

  /// Lux, as an ideal sensor sees it. Requires: `at` not before the last one asked for.
  double lux_at(Instant at);

 private:
  struct Shadow {
    Instant from, until;
    double share;  ///< of the lamp light that still arrives
  };
  struct Neighbour {
    LampLight light;
    Spill spill;
  };
  [[nodiscard]] double shadow_at(Instant at);
  [[nodiscard]] bool door_shut_at(Instant at);
  void note_stays(const Room& room, std::size_t index, std::span<const Stay> stays);

  std::size_t room_;
  const Interior& interior_;
  LampLight own_;
  std::vector<Neighbour> neighbours_;
  std::vector<Shadow> shadows_;
  std::vector<Span> asleep_;  ///< the door is shut
  std::size_t next_shadow_ = 0;
  std::size_t next_asleep_ = 0;
};

}  // namespace lamplighter::simulation
