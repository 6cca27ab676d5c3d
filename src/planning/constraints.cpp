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

seconds some_of(std::chrono::minutes most, Rng& chance) {
  return seconds(chance.below(static_cast<std::uint64_t>(seconds(most).count())));
}

/// Shortens what is too long, to a length of its own; never at midnight, where another day goes on.
std::vector<LitSpan> not_too_long(const std::vector<LitSpan>& spans, const Plan& plan,
                                  const Manners& manners, Rng& chance) {
  std::vector<LitSpan> kept;
  for (LitSpan span : spans) {
    const bool from_midnight = span.from == plan.from;
    const auto longest = from_midnight ? manners.longest_after_midnight : manners.longest_on;
    const Instant off_by = span.from + longest - some_of(longest / 8, chance);
    const Instant on_from = span.until - manners.longest_on + some_of(longest / 8, chance);
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

void drop_flicker(std::vector<LitSpan>& spans, const Plan& plan, const Manners& manners) {
  std::erase_if(spans, [&](const LitSpan& span) {
    return span.length() < manners.shortest_on && !is_at_midnight(span, plan);
  });
}

/// Joins what is hardly apart. Requires: room by room, in order.
void drop_blinks(std::vector<LitSpan>& spans, const Manners& manners) {
  for (std::size_t i = 1; i < spans.size();) {
    const bool is_same = spans[i].room == spans[i - 1].room;
    if (is_same && spans[i].from - spans[i - 1].until < manners.shortest_off) {
      spans[i - 1].until = spans[i].until;
      spans.erase(spans.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      ++i;
    }
  }
}

bool waits_for_dark(const RoomName& room, const Manners& manners, const Dusks& dusks) {
  const std::vector<RoomName>& any_time = manners.lit_by_day;
  return manners.only_after_dark && (manners.dark_by_sun || dusks.contains(room)) &&
         std::find(any_time.begin(), any_time.end(), room) == any_time.end();
}

/// What a room may be lit of what a model says.
std::vector<LitSpan> mannered_room(const RoomName& room, const std::vector<LitSpan>& spans,
                                   const Plan& plan, const Place& place, const Manners& manners,
                                   const Dusks& dusks, const Secret& secret) {
  std::vector<LitSpan> kept;
  std::copy_if(spans.begin(), spans.end(), std::back_inserter(kept),
               [&](const LitSpan& span) { return span.room == room; });
  Rng chance = secret.chance(plan.date, room.text() + "\ndusk");
  const Darkness darkness(plan, place, room, dusks, chance, manners.dark_by_sun);
  if (waits_for_dark(room, manners, dusks)) kept = darkness.of(kept, chance);
  drop_blinks(kept, manners);
  drop_flicker(kept, plan, manners);
  Rng lengths = secret.chance(plan.date, room.text() + "\nlengths");
  return not_too_long(kept, plan, manners, lengths);
}

double seen_from_street(const RoomName& room, const Manners& manners) {
  const auto known = manners.street.find(room);
  return known == manners.street.end() ? 1 : known->second;
}

/// Lights one room where the model lights none that the street sees after civil dusk.
void light_a_dark_evening(std::vector<LitSpan>& spans, const Plan& plan, const Place& place,
                          const std::vector<LitSpan>& by_model, const Manners& manners,
                          Rng chance) {
  const std::optional<Instant> dark = end_of_civil_dusk(plan, place);
  if (plan.rooms.empty() || !dark || plan.until - *dark < 3h) return;
  if (std::any_of(by_model.begin(), by_model.end(), [&](const LitSpan& span) {
        return span.until > *dark && seen_from_street(span.room, manners) > 0;
      }))
    return;
  std::vector<double> odds;
  for (const RoomName& room : plan.rooms) odds.push_back(seen_from_street(room, manners));
  if (std::accumulate(odds.begin(), odds.end(), 0.0) <= 0) return;
  const RoomName& room = plan.rooms[chance.pick(odds)];
  const Instant from = *dark + 1min + some_of(50min, chance);
  spans.push_back({room, from, from + 1h + some_of(60min, chance)});
}

/// Nobody is in two rooms at once: later switches wait for the walk, unless midnight or the room's
/// own next switch comes before.
void walk(Plan& plan, const Manners& manners, Rng chance) {
  const auto by_time = [](const Switch& a, const Switch& b) {
    return std::tie(a.at, a.room) < std::tie(b.at, b.room);
  };
  const auto range =
      static_cast<std::uint64_t>((manners.longest_walk - manners.shortest_walk).count());
  for (std::size_t i = 1; i < plan.switches.size(); ++i) {
    Switch& here = plan.switches[i];
    const Switch& before = plan.switches[i - 1];
    if (here.room == before.room || here.at - before.at >= manners.shortest_walk) continue;
    const Instant there = before.at + manners.shortest_walk + seconds(chance.below(range + 1));
    const auto next = std::find_if(plan.switches.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                                   plan.switches.end(),
                                   [&](const Switch& later) { return later.room == here.room; });
    if (there >= (next == plan.switches.end() ? plan.until : next->at)) continue;
    here.at = there;
    std::sort(plan.switches.begin() + static_cast<std::ptrdiff_t>(i), plan.switches.end(), by_time);
  }
}

/// The shortest span with a switch from `from` to `until`, both included; nothing where all that
/// have one reach over midnight.
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

/// Drops the shortest span of the first 60 minutes that have too many switches. False where there
/// are none.
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

Plan with_manners(const Plan& plan, const Place& place, const Manners& manners,
                  const Secret& secret, const Dusks& dusks) {
  const std::vector<LitSpan> by_model = lit_spans(plan);
  std::vector<LitSpan> spans;
  for (const RoomName& room : plan.rooms) {
    const auto kept = mannered_room(room, by_model, plan, place, manners, dusks, secret);
    spans.insert(spans.end(), kept.begin(), kept.end());
  }
  if (manners.lit_every_evening)
    light_a_dark_evening(spans, plan, place, by_model, manners,
                         secret.chance(plan.date, "\nevening"));
  Plan walked = lit_as(spans, plan);
  walk(walked, manners, secret.chance(plan.date, "\nwalk"));
  spans = lit_spans(walked);
  drop_blinks(spans, manners);
  drop_flicker(spans, plan, manners);
  while (calm_down(spans, plan, manners.most_switches_an_hour)) continue;
  return lit_as(spans, plan);
}

}  // namespace lamplighter
