// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "simulation/diary.h"

namespace lamplighter::simulation {

/// Which lamps a person wants lit in the dark, and how bright.
struct LampWish {
  bool main;
  bool reading;
  double level;  ///< of lamps that dim
};

/// What `doing` asks for. `late` is after about nine in the evening; `dusky` says that somebody
/// sleeps in the room.
LampWish wish_for(Doing doing, RoomKind kind, bool late, bool dusky, Rng& rng);

}  // namespace lamplighter::simulation
