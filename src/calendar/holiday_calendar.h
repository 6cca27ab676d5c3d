// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"

#include <chrono>
#include <map>
#include <string>

namespace lamplighter {

/// What a calendar says of a span of days.
struct CalendarDays {
  std::map<Date, std::string> names;  ///< the holidays, with the names of their events
  /// Events that are not holidays, by the reason ("has a time of day").
  std::map<std::string, int> left_out;
};

/// The days from `from` to before `until` on which a calendar (iCalendar, RFC 5545) has an event of
/// whole days, also one that repeats, with occurrences that were moved or cancelled one by one. An
/// event is of whole days where its begin has no time of day, or where it is from midnight to
/// midnight and marked as one (X-MICROSOFT-CDO-ALLDAYEVENT). Events with a time of day are
/// appointments and cancelled ones do not happen. Errors: bad_input where it is not a calendar.
Result<CalendarDays> read_holidays(const std::string& text, Date from, Date until);

/// Whether a text is meant as an address on the web, and not as a path.
bool is_web_address(const std::string& text);

/// What is found at an http or https URL, following up to five redirects but none from https to
/// http; certificates are verified. `deadline` is for all of it. Errors: bad_input for no URL or
/// more than `limit` bytes; refused for a certificate that is not good; unavailable where there is
/// no answer in time or it is not a 200.
Result<std::string> fetch(const std::string& url, std::size_t limit,
                          std::chrono::milliseconds deadline = std::chrono::seconds(30));

}  // namespace lamplighter
