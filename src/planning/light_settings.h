// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"
#include "core/time_zone.h"
#include "model/house_habits.h"
#include "planning/secret.h"

#include <span>

namespace lamplighter {

/// The plan with a look for every room that goes on and has looks: one it had when it was switched
/// on at that time of some day, give or take an hour and a half, the nearer the likelier; else the
/// nearest. The same inputs give the same answer. Requires: the plan is of a day of that time zone.
Plan with_looks(Plan plan, std::span<const RoomLooks> looks, const TimeZone& zone,
                const Secret& secret);

}  // namespace lamplighter
