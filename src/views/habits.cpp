// SPDX-License-Identifier: Apache-2.0
#include "views/habits.h"

#include "sky/zone_clock.h"

#include <algorithm>

namespace lamplighter::views {
namespace {

std::size_t bin_of(Instant::duration stay) {
  const double minutes = std::chrono::duration<double, std::ratio<60>>(stay).count();
  const auto above = std::upper_bound(dwell_bins.begin() + 1, dwell_bins.end(), minutes,
                                      [](double value, int bin) { return value < bin; });
  return static_cast<std::size_t>(above - dwell_bins.begin()) - 1;
}

/// Adds [from, until) to the hours of the clock that it touches. Clocks differ from UTC by whole
/// quarters of an hour, so a quarter lies in one hour.
void add_hours(Habits& habits, const TimeZone& zone, Instant from, Instant until, bool is_on) {
  constexpr std::chrono::minutes quarter{15};
  while (from < until) {
    const auto since = from.time_since_epoch();
    const Instant end = std::min(until, Instant((since / quarter + 1) * quarter));
    const auto hour = static_cast<std::size_t>(zone.minute_of_day(from) / 60);
    const double hours = std::chrono::duration<double, std::ratio<3600>>(end - from).count();
    habits.known[hour] += hours;
    if (is_on) habits.on[hour] += hours;
    from = end;
  }
}

}  // namespace

Habits habits_of(const RoomPast& past, const Place& place) {
  Habits habits;
  ZoneClock zones(place);
  const auto& changes = past.changes;
  for (std::size_t i = 0; i + 1 < changes.size(); ++i) {
    const Change& change = changes[i];
    if (change.state == LampState::unknown) continue;
    add_hours(habits, place.zone, change.at, changes[i + 1].at, change.state == LampState::on);
    const bool begin_is_known = i > 0 && changes[i - 1].state != LampState::unknown;
    const bool end_is_known = changes[i + 1].state != LampState::unknown;
    if (!begin_is_known || !end_is_known) continue;
    auto& counts = habits.dwell[index_of(zones.zone(change.at))];
    ++counts[static_cast<std::size_t>(change.state)][bin_of(changes[i + 1].at - change.at)];
  }
  return habits;
}

}  // namespace lamplighter::views
