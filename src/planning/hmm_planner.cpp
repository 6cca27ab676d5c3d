// SPDX-License-Identifier: Apache-2.0
#include "planning/hmm_planner.h"

#include "model/sampling.h"
#include "sky/day_zones.h"

#include <utility>

namespace lamplighter {
namespace {

/// How likely a zone begins with the lamps on.
double begins_on(const Hmm& model) {
  double on = 0.0;
  for (std::size_t i = 0; i < model.states(); ++i)
    on += model.start(i) * model.emission(i, OnOff::on);
  return on;
}

/// What the room's lamps are at the first instant of a date; a date alone decides, so two
/// neighbouring days agree.
OnOff state_at_midnight(const RoomModel& room, const std::vector<ZoneSpan>& spans, Date date,
                        const Secret& secret) {
  Rng rng = secret.chance(date, room.room.text() + "\nmidnight");
  const double on = spans.empty() ? 0.0 : begins_on(room.zone(spans.front().zone).hmm);
  return rng.uniform() < on ? OnOff::on : OnOff::off;
}

std::vector<Block> blocks_of(const RoomModel& room, const std::vector<ZoneSpan>& spans) {
  std::vector<Block> blocks;
  for (const ZoneSpan& span : spans) {
    const auto minutes = std::chrono::round<std::chrono::minutes>(span.until - span.from).count();
    if (minutes > 0) blocks.push_back({&room.zone(span.zone).hmm, minutes});
  }
  return blocks;
}

void add_switches(const RoomName& room, const RunLengths& runs, Rng& rng, Plan& plan) {
  Instant at = plan.from;
  for (std::size_t i = 1; i < runs.size(); ++i) {
    at += std::chrono::minutes(runs[i - 1].length);
    plan.switches.push_back({at + std::chrono::seconds(rng.below(60)), room, runs[i].state});
  }
}

}  // namespace

Plan plan_day_by_hmm(const HouseModel& house, const Place& place, Date date, const Secret& secret) {
  const Date next = plus_days(date, 1);
  Plan plan{.date = date,
            .from = place.zone.start_of_day(date),
            .until = place.zone.start_of_day(next),
            .rooms = {},
            .on_at_start = {},
            .switches = {}};
  const std::vector<ZoneSpan> today = zone_spans(place, date);
  const std::vector<ZoneSpan> tomorrow = zone_spans(place, next);
  for (const RoomModel& room : house.rooms) {
    plan.rooms.push_back(room.room);
    const OnOff first = state_at_midnight(room, today, date, secret);
    const OnOff last = state_at_midnight(room, tomorrow, next, secret);
    if (first == OnOff::on) plan.on_at_start.push_back(room.room);
    const std::vector<Block> blocks = blocks_of(room, today);
    if (blocks.empty()) continue;
    Rng rng = secret.chance(date, room.room.text());
    const RunLengths runs = sample_chain(blocks, first, last, rng);
    add_switches(room.room, runs, rng, plan);
  }
  return in_order(std::move(plan));
}

}  // namespace lamplighter
