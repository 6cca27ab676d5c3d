// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time_zone.h"
#include "detection/forward_filter.h"

namespace lamplighter {

/// The model that the switches of a first pass teach: which sizes the room's lamps have and how
/// often they go on.
LampModel learn_lamps(const Light& light, const LampPosterior& lamps, LampModel model);

/// Fills in `likeness` of each step by day. Lamps are switched by day that were switched in the
/// dark, where each shows just what it adds, and some by a timer, at the same minute every day.
/// `lamps`: what the pass before says; `zone`: of the clock that timers follow.
/// Requires: measure_changes was here; `model` was learned from `lamps`.
void measure_likeness(Light& light, const LampPosterior& lamps, const LampModel& model,
                      const TimeZone& zone);

/// A count of switches a level, spread over the two levels on each side: a lamp's switches are not
/// all found at the same level.
std::vector<double> smooth_over_levels(const std::vector<double>& switches);

/// The lamps of a room by what they add, lux, rising: the sizes that its switches gather around.
/// Two lamps of about the same size count as one; two that go on by one switch as one of their sum.
std::vector<double> lamp_sizes(const Light& light, const LampPosterior& lamps,
                               const LampModel& model);

}  // namespace lamplighter
