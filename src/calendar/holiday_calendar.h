// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"

#include <chrono>
#include <map>
#include <string>

namespace lamplighter {

/// The events of a calendar in a span of days.
struct CalendarDays {
  std::map<Date, std::string> names;  ///< the holidays, with the names of their events
  /// Events that are not holidays, by the reason ("has a time of day").
  std::map<std::string, int> left_out;
};

/// The days from `from` until `until` (exclusive) on which a calendar (iCalendar, RFC 5545) has an
/// all-day event, including recurring events with moved or cancelled occurrences. An event is
/// all-day if its begin has no time of day, or if it lasts from midnight to midnight and is marked
/// as such (X-MICROSOFT-CDO-ALLDAYEVENT). Events with a time of day count as appointments, and
/// cancelled events are skipped. Errors: bad_input if it is not a calendar.
Result<CalendarDays> read_holidays(const std::string& text, Date from, Date until);

/// Whether a text is a web address rather than a path.
bool is_web_address(const std::string& text);

/// Fetches an http or https URL, following up to five redirects but none from https to http;
/// certificates are verified. `deadline` covers everything. Errors: bad_input for an invalid URL or
/// more than `limit` bytes; refused for an invalid certificate; unavailable if there is no response
/// in time or its status is not 200.
Result<std::string> fetch(const std::string& url, std::size_t limit,
                          std::chrono::milliseconds deadline = std::chrono::seconds(30));

}  // namespace lamplighter
