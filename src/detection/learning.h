// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time_zone.h"
#include "detection/forward_filter.h"

namespace lamplighter {

/// The model estimated from the switches of a first pass: which sizes the room's lamps have and how
/// often they are switched on.
LampModel learn_lamps(const Light& light, const LampPosterior& lamps, LampModel model);

/// Fills in `likeness` of each step by day. Lamps that are switched by day are also switched in the
/// dark, where each shows exactly what it adds; some are on a timer, at the same minute every day.
/// `lamps`: result of the previous pass; `zone`: time zone of the clock that timers follow.
/// Requires: measure_changes was called; `model` was learned from `lamps`.
void measure_likeness(Light& light, const LampPosterior& lamps, const LampModel& model,
                      const TimeZone& zone);

/// The number of switches per level, spread over two levels on each side, because the switches of
/// one lamp are not all found at the same level.
std::vector<double> smooth_over_levels(const std::vector<double>& switches);

/// What each lamp of a room adds, lux, ascending: the peaks of the sizes of its switches. Two lamps
/// of about the same size count as one; two lamps on one switch count as one lamp of their sum.
std::vector<double> lamp_sizes(const Light& light, const LampPosterior& lamps,
                               const LampModel& model);

}  // namespace lamplighter
