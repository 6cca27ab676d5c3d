// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/watched_day.h"

#include <span>
#include <vector>

namespace lamplighter {

/// The days to learn a house from: those that are known of every room, as watched_days. A room that
/// is known on less than half as many days as another is a newer one, and costs the house none of
/// its days: where it is not known, it is as on the day of its own on which the other rooms were
/// likest, of weekdays or weekends first; dark while it has no such day. Requires: one list of
/// changes a room, each sorted.
std::vector<WatchedDay> real_days(std::span<const std::vector<Change>> rooms, const TimeZone& zone);

}  // namespace lamplighter
