// SPDX-License-Identifier: Apache-2.0
#include "sky/zone_clock.h"

#include <algorithm>

namespace lamplighter {

void ZoneClock::turn_to(Instant at) {
  const auto holds = [at](const ZoneSpan& span) { return at >= span.from && at < span.until; };
  auto found = std::find_if(spans_.begin(), spans_.end(), holds);
  // Clocks put back just after midnight show yesterday's date once more, in an hour that
  // `start_of_day` counts to the new date: then it is the day after that holds `at`.
  for (Date date = place_.zone.date_of(at); found == spans_.end(); date = plus_days(date, 1)) {
    spans_ = zone_spans(place_, date);
    found = std::find_if(spans_.begin(), spans_.end(), holds);
  }
  current_ = *found;
}

}  // namespace lamplighter
