// SPDX-License-Identifier: Apache-2.0
#include "core/time_zone.h"

#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <exception>

namespace lamplighter {

Result<TimeZone> TimeZone::find(const std::string& name) {
  try {
    return TimeZone(date::locate_zone(name));
  } catch (const std::exception&) {
    return Error{
        Fault::not_found,
        fmt::format(
            "time zone \"{}\": not known to this system; use a name as Europe/Berlin and install "
            "the package tzdata",
            name)};
  }
}

const std::string& TimeZone::name() const { return zone_->name(); }

LocalTime TimeZone::local(Instant at) const { return zone_->to_local(at); }

Date TimeZone::date_of(Instant at) const { return Date(date::floor<date::days>(local(at))); }

int TimeZone::minute_of_day(Instant at) const {
  const LocalTime time = local(at);
  return static_cast<int>(
      date::floor<std::chrono::minutes>(time - date::floor<date::days>(time)).count());
}

Instant TimeZone::start_of_day(Date day) const {
  const LocalTime midnight = LocalDay(day);
  // `earliest` gives the first of two midnights, and the moment of the change where there is none.
  return zone_->to_sys(midnight, date::choose::earliest);
}

std::string TimeZone::to_iso(Instant at) const {
  const auto offset = std::chrono::duration_cast<std::chrono::minutes>(zone_->get_info(at).offset);
  std::string text = lamplighter::to_iso(at + offset);
  text.pop_back();
  const auto minutes = std::abs(offset.count());
  return text + fmt::format("{}{:02}:{:02}", offset < 0min ? '-' : '+', minutes / 60, minutes % 60);
}

OffsetSpan TimeZone::offset_span(Instant at) const {
  const date::sys_info info = zone_->get_info(at);
  // A zone's first and last rules reach beyond what microseconds can count; a century on each side
  // is enough.
  constexpr auto century = date::days(36525);
  const auto second = date::floor<std::chrono::seconds>(at);
  return {std::max<date::sys_seconds>(info.begin, second - century),
          std::min<date::sys_seconds>(info.end, second + century), info.offset};
}

LocalTime LocalClock::local(Instant at) {
  if (at < span_.from || at >= span_.until) span_ = zone_.offset_span(at);
  return LocalTime(at.time_since_epoch() + span_.offset);
}

Date plus_days(Date day, int days) { return Date(LocalDay(day) + date::days(days)); }

}  // namespace lamplighter
