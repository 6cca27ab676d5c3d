// SPDX-License-Identifier: Apache-2.0
#include "config/local_moment.h"

#include "csv/number_text.h"

#include <fmt/format.h>

namespace lamplighter::app {
namespace {

std::optional<int> two_digits(std::string_view text, int limit) {
  if (text.size() != 2) return std::nullopt;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
  }
  const int value = (text[0] - '0') * 10 + (text[1] - '0');
  return value < limit ? std::optional(value) : std::nullopt;
}

/// "18:00" or "18:00:30", as the time since midnight on the clock.
std::optional<std::chrono::seconds> time_of_day(std::string_view text) {
  if ((text.size() != 5 && text.size() != 8) || text[2] != ':') return std::nullopt;
  if (text.size() == 8 && text[5] != ':') return std::nullopt;
  const auto hour = two_digits(text.substr(0, 2), 24);
  const auto minute = two_digits(text.substr(3, 2), 60);
  const auto second = text.size() == 8 ? two_digits(text.substr(6), 60) : std::optional(0);
  if (!hour || !minute || !second) return std::nullopt;
  return std::chrono::hours(*hour) + std::chrono::minutes(*minute) + std::chrono::seconds(*second);
}

/// Walks there from the first instant of the day, and once more by what the clocks were changed on
/// the way.
Instant at_clock_time(Date day, std::chrono::seconds time, const TimeZone& zone) {
  const LocalTime wanted = LocalDay(day) + time;
  const Instant start = zone.start_of_day(day);
  const Instant guess = start + (wanted - zone.local(start));
  const Instant better = guess + (wanted - zone.local(guess));
  return zone.local(better) == wanted ? better : guess;
}

Result<Instant> any_moment(std::string_view text, const TimeZone& zone, DayEnd alone) {
  if (const Result<Instant> exact = parse_instant(text)) return exact;
  const Result<Date> day = parse_date(text.substr(0, 10));
  const auto wrong = [&] {
    return Error{Fault::bad_input,
                 fmt::format("\"{}\": expected a date as 2026-12-20, or with a time as "
                             "2026-12-20T18:00",
                             text)};
  };
  if (!day) return wrong();
  if (text.size() == 10)
    return zone.start_of_day(alone == DayEnd::first_instant ? *day : plus_days(*day, 1));
  const auto time = time_of_day(text.substr(11));
  if (!time || (text[10] != 'T' && text[10] != ' ')) return wrong();
  return at_clock_time(*day, *time, zone);
}

}  // namespace

Result<Instant> parse_moment(std::string_view text, const TimeZone& zone, DayEnd alone) {
  const Result<Instant> at = any_moment(text, zone, alone);
  if (!at) return at;
  if (Result<void> possible = check_in_files(*at, text); !possible) return possible.error();
  return at;
}

Result<void> check_in_files(Instant at, std::string_view text) {
  if (csv::is_in_range(to_epoch_seconds(at))) return {};
  return Error{Fault::bad_input,
               fmt::format("\"{}\": expected a time from 1970 to February 2106", text)};
}

}  // namespace lamplighter::app
