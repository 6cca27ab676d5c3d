// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plan.h"
#include "model/house_model.h"
#include "planning/secret.h"
#include "sky/sun.h"

namespace lamplighter {

/// A day drawn from each room's zone models, a sample a minute, rooms independent of each other:
/// the ancestor's plan without its seams. What a room's lamps are at midnight is drawn first, for
/// this midnight and the next, so that every day can be planned by itself and still begins where
/// the day before ended; in between, each zone begins with what the one before ended with. Switches
/// fall on whole seconds.
Plan plan_day_by_hmm(const HouseModel& house, const Place& place, Date date, const Secret& secret);

}  // namespace lamplighter
