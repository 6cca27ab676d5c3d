// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_state.h"
#include "simulation/interior.h"
#include "sky/place.h"

#include <span>
#include <vector>

namespace lamplighter::simulation {

/// One lamp lit at one level; a dimmed change of level begins another interval at the same instant.
struct LampInterval {
  std::size_t room;
  std::size_t lamp;  ///< index into the room's lamps
  Instant from;
  Instant until;
  Instant lit_since;  ///< when the lamp last came on: how warm it is
  Lux lux;            ///< at the room's sensor once warm: the lamp's size times the level

  friend bool operator==(const LampInterval&, const LampInterval&) = default;
};

/// A span of time: from `from` to before `until`.
struct Span {
  Instant from;
  Instant until;
};

/// What the people do with the lamps while they live: the chance to switch on falls with the
/// daylight in the room (Hunt 1979); lamps go off when a room is left, most of the time; the last
/// one up and the last one out go round; timers go by the clock. Sorted by (room, from, lamp) and
/// cut to `span`. Requires: `stays` sorted by their begin.
std::vector<LampInterval> keep_lamps(const House& house, const Place& place,
                                     std::span<const Stay> stays, const Interior& interior,
                                     std::uint64_t seed, Span span);

/// Chance that a person who enters a room with that much light switches a lamp on.
/// (Hunt 1979, as in Reinhart 2004, "Lightswitch-2002".)
double chance_to_switch_on(double lux);

/// Where any lamp of a room is lit, as changes of the room's state, sorted by (at, room). Each room
/// of the house that is watched begins with a change at `span.from`.
std::vector<Change> changes_of(const House& house, std::span<const LampInterval> lamps, Span span);

}  // namespace lamplighter::simulation
