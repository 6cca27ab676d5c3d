// SPDX-License-Identifier: Apache-2.0
#include "core/time_zone.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace lamplighter {
namespace {

using Seconds = std::chrono::seconds;

/// Names that the library accepts but that are not places: they mean another zone on another
/// machine, or one without rules.
bool is_no_place(const std::string& name) {
  return name == "localtime" || name.starts_with("Fixed/") || name.find("..") != std::string::npos;
}

cctz::civil_second civil(std::chrono::local_seconds time) {
  return cctz::civil_second(1970, 1, 1) + time.time_since_epoch().count();
}

}  // namespace

Result<TimeZone> TimeZone::find(const std::string& name) {
  cctz::time_zone zone;
  if (!is_no_place(name) && cctz::load_time_zone(name, &zone)) return TimeZone(zone);
  return Error{
      Fault::not_found,
      fmt::format("time zone \"{}\": not known to this system; use a name as Europe/Berlin and "
                  "install the package tzdata",
                  name)};
}

std::string TimeZone::name() const { return zone_.name(); }

LocalTime TimeZone::local(Instant at) const {
  return LocalTime(at.time_since_epoch() + Seconds(zone_.lookup(at).offset));
}

Date TimeZone::date_of(Instant at) const {
  return Date(std::chrono::floor<std::chrono::days>(local(at)));
}

int TimeZone::minute_of_day(Instant at) const {
  const LocalTime time = local(at);
  return static_cast<int>(
      std::chrono::floor<std::chrono::minutes>(time - std::chrono::floor<std::chrono::days>(time))
          .count());
}

Instant TimeZone::start_of_day(Date day) const { return instant_of(LocalTime(LocalDay(day))); }

Instant TimeZone::instant_of(LocalTime time) const {
  const auto second = std::chrono::floor<Seconds>(time);
  const cctz::time_zone::civil_lookup found = zone_.lookup(civil(second));
  if (found.kind == cctz::time_zone::civil_lookup::SKIPPED) return found.trans;
  return Instant(found.pre) + (time - second);
}

LocalTime TimeZone::steady_local(Instant at) const {
  const cctz::time_zone::absolute_lookup there = zone_.lookup(at);
  const LocalTime shown(at.time_since_epoch() + Seconds(there.offset));
  const cctz::time_zone::civil_lookup found = zone_.lookup(there.cs);
  const bool is_second_time =
      found.kind == cctz::time_zone::civil_lookup::REPEATED && at >= found.trans;
  if (!is_second_time) return shown;
  return LocalTime(std::chrono::floor<Seconds>(shown) + (found.trans - found.pre));
}

TimeZone::Instants TimeZone::instants_of(LocalTime shown) const {
  using Civil = cctz::time_zone::civil_lookup;
  const auto second = std::chrono::floor<Seconds>(shown);
  const auto fraction = shown - second;
  const Civil found =
      zone_.lookup(cctz::civil_second(1970, 1, 1) + second.time_since_epoch().count());
  if (found.kind == Civil::SKIPPED) return {};
  if (found.kind == Civil::UNIQUE) return {found.pre + fraction, std::nullopt};
  return {found.pre + fraction, found.post + fraction};
}

std::string TimeZone::to_iso(Instant at) const {
  const auto offset =
      std::chrono::duration_cast<std::chrono::minutes>(Seconds(zone_.lookup(at).offset));
  std::string text = lamplighter::to_iso(at + offset);
  text.pop_back();
  const auto minutes = std::abs(offset.count());
  return text + fmt::format("{}{:02}:{:02}", offset < 0min ? '-' : '+', minutes / 60, minutes % 60);
}

std::string TimeZone::to_minute(Instant at) const {
  std::string text = to_iso(at).substr(0, 16);
  text[10] = ' ';
  return text;
}

OffsetSpan TimeZone::offset_span(Instant at) const {
  // The first and last rules of a zone extend beyond what microseconds can represent; a century on
  // each side is enough.
  constexpr auto century = std::chrono::days(36525);
  const auto second = std::chrono::floor<Seconds>(at);
  OffsetSpan span{second - century, second + century, Seconds(zone_.lookup(second).offset)};
  cctz::time_zone::civil_transition change;
  if (zone_.prev_transition(second + 1s, &change)) {
    span.from = std::max<Instant>(span.from, zone_.lookup(change.to).trans);
  }
  if (zone_.next_transition(second, &change)) {
    span.until = std::min<Instant>(span.until, zone_.lookup(change.to).trans);
  }
  return span;
}

LocalTime LocalClock::local(Instant at) {
  if (at < span_.from || at >= span_.until) span_ = zone_.offset_span(at);
  return LocalTime(at.time_since_epoch() + span_.offset);
}

Date plus_days(Date day, int days) { return Date(LocalDay(day) + std::chrono::days(days)); }

}  // namespace lamplighter
