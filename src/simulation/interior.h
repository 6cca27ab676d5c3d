// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/diary.h"
#include "simulation/outdoors.h"

#include <span>
#include <vector>

namespace lamplighter::simulation {

/// What a window lets in, in lux.
struct WindowLight {
  double at_sensor;
  double in_middle;  ///< where people are
};

/// Daylight behind a window with open curtains.
WindowLight daylight_through(const Window& window, const Daylight& outside);

/// From `at` the curtains let `share` of the daylight through.
struct CurtainMove {
  Instant at;
  double share;
};

/// Curtains as the people of the house move them: drawn for the night, opened in the morning, and
/// in rooms where `drawn_by_day` says so drawn against the sun. Sorted. Nothing for a room without.
std::vector<CurtainMove> move_curtains(const Room& room, std::size_t index,
                                       std::span<const Stay> stays, const Outdoors& outdoors);

/// Daylight inside the rooms of a house: windows and curtains. Requires: what it is made of
/// outlives it. Threads may share it.
class Interior {
 public:
  Interior(const House& house, std::span<const Stay> stays, const Outdoors& outdoors);

  [[nodiscard]] WindowLight at(std::size_t room, Instant at) const;

 private:
  const House& house_;
  const Outdoors& outdoors_;
  std::vector<std::vector<CurtainMove>> curtains_;  ///< one list a room
};

}  // namespace lamplighter::simulation
