// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/time_zone.h"
#include "core/watched_day.h"

#include <span>
#include <vector>

namespace lamplighter {

/// The days to learn a house from, whole: those of which half of the rooms' minutes are known at
/// least, or, while that is not so of two days, a quarter. A room that is known for less than half
/// as long as another is a newer one and does not count for that. What is not known of a room is as
/// on the day of its own on which the other rooms were likest, of weekdays or weekends first, and
/// near days before distant ones; dark where nothing was ever known. Requires: one list of changes
/// a room, each sorted.
std::vector<WatchedDay> lived_days(std::span<const std::vector<Change>> rooms,
                                   const TimeZone& zone);

}  // namespace lamplighter
