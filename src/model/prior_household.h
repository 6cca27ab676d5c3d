// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "core/watched_day.h"
#include "model/house_habits.h"

#include <optional>
#include <span>
#include <vector>

namespace lamplighter {

/// A day of an ordinary household, which nobody has watched: when people get up, leave, come home,
/// eat and go to bed, and which lamps they need in the dark. Numbers and their sources are in the
/// source file and in docs/realism.md.
WatchedDay prior_day(std::span<const RoomKind> rooms, Date date, const DayLight& light, Rng& rng);

/// What each prior day counts beside so many days that were lived: 1 where there are none, all of
/// them as much as the only one, 0 from the second on: what was seen of a room counts.
double prior_weight(std::size_t real_days);

}  // namespace lamplighter
