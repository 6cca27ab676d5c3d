// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"
#include "core/watched_day.h"
#include "sky/place.h"

#include <span>
#include <vector>

namespace lamplighter::app {

/// What a watcher sees of the plans of a date and the one after it, room by room in that order.
WatchedDay seen_of(std::span<const Plan> plans, const std::vector<RoomName>& rooms,
                   const Place& place, Date date);

}  // namespace lamplighter::app
