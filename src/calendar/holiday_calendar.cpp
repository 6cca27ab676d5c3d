// SPDX-License-Identifier: Apache-2.0
#include "calendar/holiday_calendar.h"

#include "http/client.h"

#include <fmt/format.h>

#include <libical/ical.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

namespace lamplighter {
namespace {

constexpr int longest_event = 366;  // days; anything longer is not a holiday
constexpr int earliest_year = 1900;
constexpr int latest_year = 2200;

struct Freed {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
using Component = std::unique_ptr<icalcomponent, Freed>;

/// Occurrences of recurring events that are overridden by a separate event: UID and day.
using Moved = std::set<std::pair<std::string, std::chrono::sys_days>>;

struct Days {
  std::chrono::sys_days from;
  std::chrono::sys_days until;
  CalendarDays found;
  Moved moved;
  // State of the current event:
  int length;  ///< in days
  std::string uid;
  std::string name;
  bool is_occurrence;  ///< it overrides an occurrence of a recurring event
};

icaltimetype ical_time(Date date) {
  icaltimetype time = icaltime_null_date();
  time.year = static_cast<int>(date.year());
  time.month = static_cast<int>(static_cast<unsigned>(date.month()));
  time.day = static_cast<int>(static_cast<unsigned>(date.day()));
  return time;
}

/// Appends the name of another event of the same day, without duplicates.
void add_name(std::string& names, const std::string& name) {
  if (name.empty() || names.find(name) != std::string::npos) return;
  names += (names.empty() ? "" : ", ") + name;
}

/// Uses only the begin of the span: libical ends it a day late if there is no time of day.
void add_days(icalcomponent*, icaltime_span* span, void* data) {
  Days& days = *static_cast<Days*>(data);
  const auto first = std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(span->start)));
  if (!days.is_occurrence && days.moved.contains({days.uid, first})) return;
  const std::chrono::sys_days until = std::min(first + std::chrono::days(days.length), days.until);
  for (std::chrono::sys_days day = std::max(first, days.from); day < until;
       day += std::chrono::days(1))
    add_name(days.found.names[Date(day)], days.name);
}

/// A rule that repeats hourly or faster does not describe whole days, and would take too long.
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

/// Empty for an invalid date: numbers from outside can have any value.
std::optional<std::chrono::sys_days> day_of(const icaltimetype& time) {
  if (icaltime_is_null_time(time)) return std::nullopt;
  if (time.year < earliest_year || time.year > latest_year) return std::nullopt;
  if (time.month < 1 || time.month > 12 || time.day < 1 || time.day > 31) return std::nullopt;
  const Date day = std::chrono::year(time.year) / time.month / time.day;
  if (!day.ok()) return std::nullopt;
  return std::chrono::sys_days(day);
}

bool has_time_of_day(const icaltimetype& time) {
  return time.is_date == 0 && (time.hour != 0 || time.minute != 0 || time.second != 0);
}

/// Whether the program that wrote the event marked it as an all-day event.
bool is_marked_all_day(icalcomponent* event) {
  for (icalproperty* one = icalcomponent_get_first_property(event, ICAL_X_PROPERTY); one != nullptr;
       one = icalcomponent_get_next_property(event, ICAL_X_PROPERTY)) {
    const char* name = icalproperty_get_x_name(one);
    const char* value = icalproperty_get_value_as_string(one);
    if (name != nullptr && value != nullptr && std::string_view(value) == "TRUE" &&
        (std::string_view(name) == "X-MICROSOFT-CDO-ALLDAYEVENT" ||
         std::string_view(name) == "X-MICROSOFT-MSNCALENDAR-ALLDAYEVENT"))
      return true;
  }
  return false;
}

/// Converts an event from midnight to midnight to all-day dates in its own time zone.
void drop_midnights(icalcomponent* event) {
  for (icalproperty_kind kind : {ICAL_DTSTART_PROPERTY, ICAL_DTEND_PROPERTY, ICAL_EXDATE_PROPERTY,
                                 ICAL_RECURRENCEID_PROPERTY}) {
    for (icalproperty* one = icalcomponent_get_first_property(event, kind); one != nullptr;
         one = icalcomponent_get_next_property(event, kind)) {
      icaltimetype time = icalvalue_get_datetime(icalproperty_get_value(one));
      if (!day_of(time) || has_time_of_day(time)) continue;
      icalproperty_remove_parameter_by_kind(one, ICAL_TZID_PARAMETER);
      time.is_date = 1;
      time.zone = nullptr;
      icalproperty_set_value(one, icalvalue_new_date(time));
    }
  }
}

/// Length in days of an all-day event. Errors: why it is not one.
Result<int> length_of(icalcomponent* event) {
  const auto left_out = [](const char* why) { return Error{Fault::bad_input, why}; };
  if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED) return left_out("is cancelled");
  const icaltimetype begin = icalcomponent_get_dtstart(event);
  const icaltimetype finish = icalcomponent_get_dtend(event);
  const auto first = day_of(begin);
  const auto end = day_of(finish);
  if (!first || !end) return left_out("has no date that can be read");
  if (begin.is_date == 0) return left_out("has a time of day");
  if (!repeats_by_days(event)) return left_out("repeats within a day");
  const auto length = (*end - *first).count() + (has_time_of_day(finish) ? 1 : 0);
  if (length > longest_event) return left_out("lasts longer than a year");
  return static_cast<int>(std::max(length, decltype(length){1}));
}

std::string text_of(const char* text) { return text == nullptr ? "" : text; }

template <typename Use>
void for_each_event(icalcomponent* calendar, const Use& use) {
  for (icalcomponent* event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);
       event != nullptr; event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
    use(event);
}

/// Overridden occurrences must be known before the recurring events are read.
void find_moved(icalcomponent* calendar, Days& days) {
  for_each_event(calendar, [&](icalcomponent* event) {
    if (is_marked_all_day(event)) drop_midnights(event);
    const auto day = day_of(icalcomponent_get_recurrenceid(event));
    if (day) days.moved.emplace(text_of(icalcomponent_get_uid(event)), *day);
  });
}

void add_events(icalcomponent* calendar, Days& days) {
  const icaltimetype from = ical_time(Date(days.from));
  const icaltimetype until = ical_time(Date(days.until));
  find_moved(calendar, days);
  for_each_event(calendar, [&](icalcomponent* event) {
    const Result<int> length = length_of(event);
    if (!length) {
      ++days.found.left_out[length.error().message];
      return;
    }
    days.length = *length;
    days.uid = text_of(icalcomponent_get_uid(event));
    days.name = text_of(icalcomponent_get_summary(event));
    days.is_occurrence = day_of(icalcomponent_get_recurrenceid(event)).has_value();
    icalcomponent_foreach_recurrence(event, from, until, add_days, &days);
  });
}

}  // namespace

Result<CalendarDays> read_holidays(const std::string& text, Date from, Date until) {
  const Component root(icalparser_parse_string(text.c_str()));
  const auto kind = root ? icalcomponent_isa(root.get()) : ICAL_NO_COMPONENT;
  if (kind != ICAL_VCALENDAR_COMPONENT && kind != ICAL_XROOT_COMPONENT) {
    return Error{Fault::bad_input,
                 "not a calendar; expected iCalendar, a text that begins with BEGIN:VCALENDAR"};
  }
  Days days{std::chrono::sys_days(from), std::chrono::sys_days(until), {}, {}, 0, {}, {}, false};
  if (kind == ICAL_VCALENDAR_COMPONENT) add_events(root.get(), days);
  for (icalcomponent* one = icalcomponent_get_first_component(root.get(), ICAL_VCALENDAR_COMPONENT);
       one != nullptr; one = icalcomponent_get_next_component(root.get(), ICAL_VCALENDAR_COMPONENT))
    add_events(one, days);
  icalmemory_free_ring();
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
