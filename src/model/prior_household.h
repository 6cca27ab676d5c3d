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

/// The days to learn a house from: those that are known of every room, as watched_days. A room that
/// is known on less than half as many days as another is a newer one, and costs the house none of
/// its days: where it is not known, it is as on the day of its own on which the other rooms were
/// likest, of weekdays or weekends first; dark while it has no such day. Requires: one list of
/// changes a room, each sorted.
std::vector<WatchedDay> real_days(std::span<const std::vector<Change>> rooms, const TimeZone& zone);

}  // namespace lamplighter
