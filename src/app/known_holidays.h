// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "model/house_habits.h"

#include <string>

namespace lamplighter::app {

/// Where the days of [home] holiday_calendar are kept as dates, one a line.
std::string holidays_path(const Config& config);

/// The holidays of [home]: those it lists, and those of its calendar as they were last kept.
/// Errors: those of the kept file.
Result<Holidays> known_holidays(const Config& config);

/// As known_holidays, after `lamplighter holidays` looked at the calendar again; where it cannot be
/// had, the kept days do, and that is said on stderr.
Result<Holidays> find_holidays(const Config& config);

}  // namespace lamplighter::app
