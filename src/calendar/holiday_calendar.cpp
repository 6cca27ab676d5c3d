// SPDX-License-Identifier: Apache-2.0
#include "calendar/holiday_calendar.h"

#include "http/client.h"

#include <fmt/format.h>

#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <optional>

namespace lamplighter {
namespace {

constexpr int longest_event = 366;  // days; what lasts longer is no holiday
constexpr int earliest_year = 1900;
constexpr int latest_year = 2200;

struct Freed {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, Freed>;

struct Days {
  std::chrono::sys_days from;
  std::chrono::sys_days until;
  int length;  ///< of the event at hand, in days
  std::vector<Date> found;
};

icaltimetype ical_time(Date date) {
  icaltimetype time = icaltime_null_date();
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return time;
}

/// Of the span only the begin counts: libical ends it a day late where there is no time of day.
void add_days(icalcomponent*, icaltime_span* span, void* data) {
  Days& days = *static_cast<Days*>(data);
  const auto first = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(span->start)));
  const std::chrono::sys_days until = std::min(first + std::chrono::days(days.length), days.until);
  for (std::chrono::sys_days day = std::max(first, days.from); day < until;
       day += std::chrono::days(1))
    days.found.emplace_back(day);
}

/// A rule that repeats by the hour or faster is none of whole days, and endless work.
bool repeats_by_days(icalcomponent* event) {
  for (icalproperty* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);
       rule != nullptr; rule = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
    const icalrecurrencetype_frequency often = icalproperty_get_rrule(rule).freq;
    if (often != ICAL_DAILY_RECURRENCE && often != ICAL_WEEKLY_RECURRENCE &&
        often != ICAL_MONTHLY_RECURRENCE && often != ICAL_YEARLY_RECURRENCE)
      return false;
  }
  return true;
}

/// Where there is one: numbers from outside may be anything.
std::optional<std::chrono::sys_days> day_of(const icaltimetype& time) {
  if (icaltime_is_null_time(time) || time.is_date == 0) return std::nullopt;
  if (time.year < earliest_year || time.year > latest_year) return std::nullopt;
  if (time.month < 1 || time.month > 12 || time.day < 1 || time.day > 31) return std::nullopt;
  const Date day = std::chrono::year(time.year) / time.month / time.day;
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day);
}

/// Days from begin to end of an event that is one of whole days, else 0.
int length_of(icalcomponent* event) {
  if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) return 0;
  const auto start = day_of(icalcomponent_get_dtstart(event));
  const auto end = day_of(icalcomponent_get_dtend(event));
  if (!start || !end || !repeats_by_days(event)) return 0;
  const auto length = (*end - *start).count();
  return length <= longest_event ? static_cast<int>(std::max(length, decltype(length){1})) : 0;
}

void add_events(icalcomponent* calendar, Days& days) {
  const icaltimetype from = ical_time(Date(days.from));
  const icaltimetype until = ical_time(Date(days.until));
  for (icalcomponent* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
       event != nullptr;
       event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
    days.length = length_of(event);
    if (days.length > 0) icalcomponent_foreach_recurrence(event, from, until, add_days, &days);
  }
}

}  // namespace

Result<std::vector<Date>> read_holidays(const std::string& text, Date from, Date until) {
  const Component root(icalparser_parse_string(text.c_str()));
  const auto kind = root ? icalcomponent_isa(root.get()) : ICAL_NO_COMPONENT;
  if (kind != ICAL_VCALENDAR_COMPONENT && kind != ICAL_XROOT_COMPONENT) {
    return Error{Fault::bad_input,
                 "not a calendar; expected iCalendar, a text that begins with BEGIN:VCALENDAR"};
  }
  Days days{std::chrono::sys_days(from), std::chrono::sys_days(until), 0, {}};
  if (kind == ICAL_VCALENDAR_COMPONENT) add_events(root.get(), days);
  for (icalcomponent* one = icalcomponent_get_first_component(root.get(), ICAL_VCALENDAR_COMPONENT);
       one != nullptr; one = icalcomponent_get_next_component(root.get(), ICAL_VCALENDAR_COMPONENT))
    add_events(one, days);
  icalmemory_free_ring();
  std::sort(days.found.begin(), days.found.end());
  days.found.erase(std::unique(days.found.begin(), days.found.end()), days.found.end());
  return std::move(days.found);
}

namespace {

constexpr int most_redirects = 5;

}  // namespace

bool is_web_address(const std::string& text) {
  return text.starts_with("https://") || text.starts_with("http://");
}

Result<std::string> fetch(const std::string& url, std::size_t limit,
                          std::chrono::milliseconds deadline) {
  if (!http::is_url(url))
    return Error{Fault::bad_input, fmt::format("\"{}\" is not an http or https URL", url)};
  http::Client client({.limits = {.connect = deadline,
                                  .total = deadline,
                                  .body_bytes = limit,
                                  .redirects = most_redirects}});
  Result<http::Answer> answer = client.send({.url = url});
  if (!answer && answer.error().fault == Fault::unavailable)
    return Error{Fault::unavailable,
                 fmt::format("{}: no answer ({})", url, answer.error().message)};
  if (!answer) return with_context(url, answer.error());
  if (answer->status != 200)
    return Error{Fault::unavailable, fmt::format("{}: answers {}", url, answer->status)};
  return std::move(answer->body);
}

}  // namespace lamplighter
