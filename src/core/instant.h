// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <chrono>
#include <string>
#include <string_view>

namespace lamplighter {

using namespace std::chrono_literals;

/// A moment, in UTC, to the microsecond. It does not convert to or from local time without a
/// TimeZone.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// What a clock on the wall shows. Only for choosing a zone of the day and for showing a person.
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

/// A calendar date, meant in the local time of the house unless said otherwise.
using Date = std::chrono::year_month_day;

/// A date as a count of days, for walking from one day to the next.
using LocalDay = std::chrono::local_days;

/// Nearest Instant to seconds since 1970-01-01 UTC, ties to even. Requires: |seconds| < 9e12.
Instant from_epoch_seconds(double seconds);

/// Seconds since 1970-01-01 UTC; exact to the microsecond for dates of this age.
double to_epoch_seconds(Instant at);

/// "2016-07-02T03:43:50.824865Z"; the fraction is left out where it is zero.
std::string to_iso(Instant at);

/// "2016-07-31".
std::string to_iso(Date day);

/// Reads YYYY-MM-DD. Errors: bad_input for another form or a day that does not exist.
Result<Date> parse_date(std::string_view text);

/// Reads YYYY-MM-DDTHH:MM:SS[.fraction] followed by Z or an offset as +hh:mm. Digits after the
/// sixth of the fraction are dropped. Errors: bad_input.
Result<Instant> parse_instant(std::string_view text);

}  // namespace lamplighter
