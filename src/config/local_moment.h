// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "core/time_zone.h"

#include <string_view>

namespace lamplighter::app {

/// Which end of a day is meant where a date stands alone.
enum class DayEnd { first_instant, after_the_last };

/// A moment as people write it: `2026-12-20`, `2026-12-20T18:00` by the clock of the house, or with
/// Z or an offset behind the seconds. A clock time that comes twice is the first of the two; one
/// that does not exist is as much later. Errors: bad_input, also for a time that no file of ours
/// can hold (check_in_files).
Result<Instant> parse_moment(std::string_view text, const TimeZone& zone, DayEnd alone);

/// Errors: bad_input for a time that no row of a CSV file can hold, before 1970 or after February
/// 2106 (docs/formats.md). `text` is what the user wrote.
Result<void> check_in_files(Instant at, std::string_view text);

}  // namespace lamplighter::app
