// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/report_house.h"
#include "ports/clock.h"

#include <cstdint>
#include <string>

namespace lamplighter::app {

// What a report says of the moment in which it was written; its clock stands still from then on
// (speed 0). Documents as docs/formats.md has them under "The page's API".

/// The evening and its plan, with what was played where the house is that of a config; `seed` is of
/// the plan where no config has a secret. Empty where there is no model to plan by.
std::string report_tonight(const ReportHouse& house, std::uint64_t seed, const Clock& clock);

/// How the sensors do, as their readings tell. Nobody is asked: broker, bridge and lamps are left
/// out.
std::string report_health(const ReportHouse& house, Instant now);

}  // namespace lamplighter::app
