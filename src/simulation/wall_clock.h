// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/time_zone.h"
#include "simulation/house.h"

namespace lamplighter::simulation {

/// When the wall clock shows `clock` counted from the midnight that begins `day`; 25 h is 01:00 of
/// the next day. Where the hour comes twice, its first time; where it does not exist, as long after
/// midnight as the clock would say.
Instant instant_at(const TimeZone& zone, Date day, Minutes clock);

/// What the wall clock shows, in minutes since the midnight that begins `day`; may be above 24 h.
Minutes clock_at(const TimeZone& zone, Date day, Instant at);

/// 0 for Sunday … 6 for Saturday.
unsigned weekday_of(Date day);

}  // namespace lamplighter::simulation
