// SPDX-License-Identifier: Apache-2.0
#include "planning/constraints.h"

#include "core/random.h"
#include "planning/darkness.h"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace lamplighter {
namespace {

using std::chrono::seconds;

bool is_at_midnight(const LitSpan& span, const Plan& plan) {
  return span.from == plan.from || span.until == plan.until;
}

seconds some_of(std::chrono::minutes most, Rng& rng) {
  return seconds(rng.below(static_cast<std::uint64_t>(seconds(most).count())));
}

/// Shortens intervals that are too long, each to a random length; never at midnight, where the plan
/// of the next day continues.
std::vector<LitSpan> not_too_long(const std::vector<LitSpan>& spans, const Plan& plan,
                                  const Constraints& constraints, Rng& rng) {
  std::vector<LitSpan> kept;
  for (LitSpan span : spans) {
    const bool from_midnight = span.from == plan.from;
    const auto observed = constraints.longest_observed.find(span.room);
    const auto own = observed == constraints.longest_observed.end() ? 0min : observed->second;
    const auto longest_on = std::max(own, constraints.longest_on);
    const auto longest =
        from_midnight ? std::max(own, constraints.longest_after_midnight) : longest_on;
    const Instant off_by = span.from + longest - some_of(longest / 8, rng);
    const Instant on_from = span.until - longest_on + some_of(longest / 8, rng);
    if (span.until < plan.until) {
      span.until = std::min(span.until, off_by);
    } else if (from_midnight && off_by < on_from) {
      kept.push_back({span.room, span.from, off_by});
      span.from = on_from;
    } else if (!from_midnight) {
      span.from = std::max(span.from, on_from);
    }
    kept.push_back(span);
  }
  return kept;
}

void drop_flicker(std::vector<LitSpan>& spans, const Plan& plan, const Constraints& constraints) {
  std::erase_if(spans, [&](const LitSpan& span) {
    return span.length() < constraints.shortest_on && !is_at_midnight(span, plan);
  });
}

/// Merges intervals that are almost adjacent. Requires: sorted by room and time.
void drop_blinks(std::vector<LitSpan>& spans, const Constraints& constraints) {
  for (std::size_t i = 1; i < spans.size();) {
    const bool is_same = spans[i].room == spans[i - 1].room;
    if (is_same && spans[i].from - spans[i - 1].until < constraints.shortest_off) {
      spans[i - 1].until = spans[i].until;
      spans.erase(spans.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

const RoomLimits& limits_of(const RoomName& room, const Constraints& constraints) {
  static const RoomLimits none;
  const auto known = constraints.limits.find(room);
  return known == constraints.limits.end() ? none : known->second;
}

bool is_lit_after_dark_only(const RoomName& room, const Constraints& constraints) {
  return limits_of(room, constraints).after_dark.value_or(false);
}

bool waits_for_dark(const RoomName& room, const Constraints& constraints, const Dusks& dusks) {
  if (is_lit_after_dark_only(room, constraints)) return true;
  const std::vector<RoomName>& any_time = constraints.lit_by_day;
  return constraints.only_after_dark && (constraints.dark_by_sun || dusks.contains(room)) &&
         std::find(any_time.begin(), any_time.end(), room) == any_time.end();
}

/// The intervals of the model that the constraints allow for a room.
std::vector<LitSpan> constrained_room(const RoomName& room, const std::vector<LitSpan>& spans,
                                      const Plan& plan, const Place& place,
                                      const Constraints& constraints, const Dusks& dusks,
                                      const Secret& secret) {
  std::vector<LitSpan> kept;
  std::copy_if(spans.begin(), spans.end(), std::back_inserter(kept),
               [&](const LitSpan& span) { return span.room == room; });
  Rng rng = secret.chance(plan.date, room.text() + "\ndusk");
  const bool by_sun = constraints.dark_by_sun || is_lit_after_dark_only(room, constraints);
  const Darkness darkness(plan, place, room, dusks, rng, by_sun);
  if (waits_for_dark(room, constraints, dusks)) kept = darkness.of(kept, rng);
  drop_blinks(kept, constraints);
  drop_flicker(kept, plan, constraints);
  Rng lengths = secret.chance(plan.date, room.text() + "\nlengths");
  return not_too_long(kept, plan, constraints, lengths);
}

bool is_within(const std::vector<ClockSpan>& hours, const TimeZone& zone, Instant at) {
  const int minute = zone.minute_of_day(at);
  return std::any_of(hours.begin(), hours.end(), [&](const ClockSpan& span) {
    const bool has_begun = span.from <= minute;
    const bool is_before_end = minute < span.until;
    return span.from < span.until ? has_begun && is_before_end : has_begun || is_before_end;
  });
}

struct Stretch {
  Instant from;
  Instant until;
};

/// The parts of the plan's day within `hours`. Each begins and ends some minutes inside the
/// requested hours, so that no switch happens at the same time every day; it continues over
/// midnight.
std::vector<Stretch> stretches_of(const std::vector<ClockSpan>& hours, const Plan& plan,
                                  const TimeZone& zone, Rng& rng) {
  std::vector<Stretch> stretches;
  for (Instant at = plan.from; at < plan.until; at += 1min) {
    if (!is_within(hours, zone, at)) continue;
    if (stretches.empty() || stretches.back().until != at) stretches.push_back({at, at});
    stretches.back().until = std::min<Instant>(at + 1min, plan.until);
  }
  for (Stretch& one : stretches) {
    const bool goes_on_before = one.from == plan.from && is_within(hours, zone, plan.from - 1min);
    const bool goes_on_after = one.until == plan.until && is_within(hours, zone, plan.until);
    const auto most = std::chrono::duration_cast<std::chrono::minutes>(
        std::min<Instant::duration>(10min, (one.until - one.from) / 4));
    const seconds early = most / 5 + some_of(most + 1min, rng);
    const seconds late = some_of(most + 1min, rng);
    if (!goes_on_before) one.from += late;
    if (!goes_on_after) one.until -= early;
  }
  return stretches;
}

std::vector<LitSpan> within(const std::vector<LitSpan>& spans,
                            const std::vector<Stretch>& stretches) {
  std::vector<LitSpan> kept;
  for (const LitSpan& span : spans) {
    for (const Stretch& one : stretches) {
      const Instant from = std::max(span.from, one.from);
      const Instant until = std::min(span.until, one.until);
      if (from < until) kept.push_back({span.room, from, until});
    }
  }
  return kept;
}

/// Keeps the longest intervals before midnight, up to `most` in total; part of an interval that
/// continues from the day before always stays, so that both days fit. Requires: intervals of one
/// room, in order.
std::vector<LitSpan> not_over(std::vector<LitSpan> spans, const Plan& plan,
                              Instant::duration most) {
  Instant::duration total{0};
  for (const LitSpan& span : spans) total += span.length();
  if (total <= most) return spans;
  const bool from_midnight = spans.front().from == plan.from;
  if (from_midnight && spans.front().until == plan.until) {
    const Instant noon = plan.from + (plan.until - plan.from) / 2;
    spans = {{spans.front().room, plan.from, noon}, {spans.front().room, noon, plan.until}};
  }
  const auto for_first =
      from_midnight ? std::min(spans.front().length(), most / 3) : Instant::duration{0};
  Instant::duration left = most - for_first;
  for (std::size_t i = spans.size(); i-- > 0;) {
    LitSpan& span = spans[i];
    const bool is_first = i == 0 && from_midnight;
    const auto length = std::min(span.length(), is_first ? left + for_first : left);
    if (is_first) span.until = span.from + length;
    if (!is_first) span.from = span.until - length;
    left -= std::min(left, length);
  }
  std::erase_if(spans, [](const LitSpan& span) { return span.from >= span.until; });
  return spans;
}

/// The intervals of a room that the household's limits allow.
std::vector<LitSpan> limited_room(const RoomName& room, const std::vector<LitSpan>& spans,
                                  const Plan& plan, const Place& place,
                                  const Constraints& constraints, const Secret& secret) {
  std::vector<LitSpan> kept;
  std::copy_if(spans.begin(), spans.end(), std::back_inserter(kept),
               [&](const LitSpan& span) { return span.room == room; });
  const RoomLimits& limits = limits_of(room, constraints);
  Rng rng = secret.chance(plan.date, room.text() + "\nlimits");
  if (!limits.hours.empty()) kept = within(kept, stretches_of(limits.hours, plan, place.zone, rng));
  if (!limits.max_lit) return kept;
  const auto most = std::chrono::duration_cast<std::chrono::minutes>(*limits.max_lit);
  return not_over(std::move(kept), plan, most - 1min - some_of(most / 8, rng));
}

/// Whether a room's limits allow it to be lit at an instant of the evening.
bool may_be_lit(const RoomName& room, const Constraints& constraints, const Place& place,
                Instant at) {
  const std::vector<ClockSpan>& hours = limits_of(room, constraints).hours;
  return hours.empty() || is_within(hours, place.zone, at);
}

double seen_from_street(const RoomName& room, const Constraints& constraints) {
  const auto known = constraints.street.find(room);
  return known == constraints.street.end() ? 1 : known->second;
}

/// Lights one room if the model lights none that is visible from the street after civil dusk.
void light_a_dark_evening(std::vector<LitSpan>& spans, const Plan& plan, const Place& place,
                          const std::vector<LitSpan>& by_model, const Constraints& constraints,
                          Rng rng) {
  const std::optional<Instant> dark = end_of_civil_dusk(plan, place);
  if (plan.rooms.empty() || !dark || plan.until - *dark < 3h) return;
  if (std::any_of(by_model.begin(), by_model.end(), [&](const LitSpan& span) {
        return span.until > *dark && seen_from_street(span.room, constraints) > 0;
      }))
    return;
  std::vector<double> odds;
  for (const RoomName& room : plan.rooms)
    odds.push_back(
        may_be_lit(room, constraints, place, *dark + 1h) ? seen_from_street(room, constraints) : 0);
  if (std::accumulate(odds.begin(), odds.end(), 0.0) <= 0) return;
  const RoomName& room = plan.rooms[rng.pick(odds)];
  const Instant from = *dark + 1min + some_of(50min, rng);
  spans.push_back({room, from, from + 1h + some_of(60min, rng)});
}

/// A person cannot be in two rooms at once: later switches are delayed by the walk, unless midnight
/// or the room's own next switch comes first.
void walk(Plan& plan, const Constraints& constraints, Rng rng) {
  const auto by_time = [](const Switch& a, const Switch& b) {
    return std::tie(a.at, a.room) < std::tie(b.at, b.room);
  };
  const auto range =
      static_cast<std::uint64_t>((constraints.longest_walk - constraints.shortest_walk).count());
  for (std::size_t i = 1; i < plan.switches.size(); ++i) {
    Switch& here = plan.switches[i];
    const Switch& before = plan.switches[i - 1];
    if (here.room == before.room || here.at - before.at >= constraints.shortest_walk) continue;
    const Instant there = before.at + constraints.shortest_walk + seconds(rng.below(range + 1));
    const auto next = std::find_if(plan.switches.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                   plan.switches.end(),
                                   [&](const Switch& later) { return later.room == here.room; });
    if (there >= (next == plan.switches.end() ? plan.until : next->at)) continue;
    here.at = there;
    std::sort(plan.switches.begin() + static_cast<std::ptrdiff_t>(i), plan.switches.end(), by_time);
  }
}

/// The shortest interval with a switch from `from` to `until`, both inclusive; nothing if all of
/// them cross midnight.
std::vector<LitSpan>::iterator shortest_within(std::vector<LitSpan>& spans, const Plan& plan,
                                               Instant from, Instant until) {
  auto shortest = spans.end();
  const auto is_within = [&](Instant at) { return from <= at && at <= until; };
  for (auto span = spans.begin(); span != spans.end(); ++span) {
    if (is_at_midnight(*span, plan) || !(is_within(span->from) || is_within(span->until))) continue;
    if (shortest == spans.end() || span->length() < shortest->length()) shortest = span;
  }
  return shortest;
}

/// Drops the shortest interval in the first 60 minutes with too many switches. Returns false if
/// there are none.
bool calm_down(std::vector<LitSpan>& spans, const Plan& plan, std::size_t most) {
  const std::vector<Switch> switches = lit_as(spans, plan).switches;
  for (std::size_t last = most; last < switches.size(); ++last) {
    const Instant from = switches[last - most].at;
    if (switches[last].at - from >= 1h) continue;
    const auto shortest = shortest_within(spans, plan, from, switches[last].at);
    if (shortest == spans.end()) continue;
    spans.erase(shortest);
    return true;
  }
  return false;
}

}  // namespace

Plan apply_constraints(const Plan& plan, const Place& place, const Constraints& constraints,
                       const Secret& secret, const Dusks& dusks) {
  const std::vector<LitSpan> by_model = lit_spans(plan);
  std::vector<LitSpan> spans;
  for (const RoomName& room : plan.rooms) {
    const auto kept = constrained_room(room, by_model, plan, place, constraints, dusks, secret);
    spans.insert(spans.end(), kept.begin(), kept.end());
  }
  if (constraints.lit_every_evening)
    light_a_dark_evening(spans, plan, place, by_model, constraints,
                         secret.chance(plan.date, "\nevening"));
  std::vector<LitSpan> allowed;
  for (const RoomName& room : plan.rooms) {
    const auto kept = limited_room(room, spans, plan, place, constraints, secret);
    allowed.insert(allowed.end(), kept.begin(), kept.end());
  }
  Plan walked = lit_as(allowed, plan);
  walk(walked, constraints, secret.chance(plan.date, "\nwalk"));
  spans = lit_spans(walked);
  drop_blinks(spans, constraints);
  drop_flicker(spans, plan, constraints);
  while (calm_down(spans, plan, constraints.most_switches_an_hour)) continue;
  return lit_as(spans, plan);
}

Plan with_limited_brightness(Plan plan, const std::map<RoomName, RoomLimits>& limits) {
  for (Switch& change : plan.switches) {
    const auto known = limits.find(change.room);
    if (known == limits.end() || !known->second.max_brightness || !change.look.brightness) continue;
    change.look.brightness = std::min(*change.look.brightness, *known->second.max_brightness);
  }
  return plan;
}

}  // namespace lamplighter
