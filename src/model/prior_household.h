// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/random.h"
#include "core/watched_day.h"
#include "model/house_habits.h"

#include <optional>
#include <span>
#include <vector>

namespace lamplighter {

/// A day of an ordinary household, not an observed one: when people get up, leave, come home, eat
/// and go to bed, and which lamps they need in the dark. For the numbers and their sources, see the
/// .cpp file and docs/realism.md.
WatchedDay prior_day(std::span<const RoomKind> rooms, Date date, const DayLight& light, Rng& rng);

/// The weight of each prior day next to this many real days: 1 for none; so that all prior days
/// together weigh as much as the only one; 0 for two or more, because observations of a room take
/// precedence.
double prior_weight(std::size_t real_days);

}  // namespace lamplighter
