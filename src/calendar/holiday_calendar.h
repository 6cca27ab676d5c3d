// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"

#include <string>
#include <vector>

namespace lamplighter {

/// The days from `from` to before `until` on which a calendar (iCalendar, RFC 5545) has an event of
/// whole days, also one that repeats: sorted, each once. Events with a time of day are appointments
/// and cancelled ones do not happen. Errors: bad_input where it is no calendar.
Result<std::vector<Date>> read_holidays(const std::string& text, Date from, Date until);

}  // namespace lamplighter
