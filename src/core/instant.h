// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace lamplighter {

using namespace std::chrono_literals;

/// A moment in UTC, with microsecond resolution. Conversion to and from local time needs a
/// TimeZone.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// Local wall-clock time. Only for choosing a zone of the day and for display.
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

/// A calendar date, in the local time of the house unless stated otherwise.
using Date = std::chrono::year_month_day;

/// A date as a count of days, for iterating over days.
using LocalDay = std::chrono::local_days;

/// The nearest Instant to `seconds` since 1970-01-01 UTC, ties to even. Requires: |seconds| < 9e12.
Instant from_epoch_seconds(double seconds);

/// Seconds since 1970-01-01 UTC; exact to the microsecond for present-day dates.
double to_epoch_seconds(Instant at);

/// "2016-07-02T03:43:50.824865Z"; a zero fraction is omitted.
std::string to_iso(Instant at);

/// "2016-07-31".
std::string to_iso(Date day);

/// Parses YYYY-MM-DD. Errors: bad_input for any other format or a day that does not exist.
Result<Date> parse_date(std::string_view text);

/// Parses YYYY-MM-DDTHH:MM:SS[.fraction] followed by Z or an offset as +hh:mm. Digits of the
/// fraction after the sixth are dropped. Errors: bad_input.
Result<Instant> parse_instant(std::string_view text);

}  // namespace lamplighter
