// SPDX-License-Identifier: Apache-2.0
#include "simulation/lamp_keeping.h"

#include "simulation/chance.h"
#include "simulation/lamp_keeper.h"
#include "simulation/wall_clock.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace lamplighter::simulation {
namespace {

/// Somebody reaches a room or leaves it. At the same instant leaving comes first.
struct Moment {
  Instant at;
  bool arrives;
  const Stay* stay;
};

std::vector<Moment> moments_of(std::span<const Stay> stays) {
  std::vector<Moment> moments;
  moments.reserve(2 * stays.size());
  for (const Stay& stay : stays) {
    moments.push_back({stay.from, true, &stay});
    moments.push_back({stay.until, false, &stay});
  }
  std::sort(moments.begin(), moments.end(), [](const Moment& a, const Moment& b) {
    return std::tie(a.at, a.arrives, a.stay->person) < std::tie(b.at, b.arrives, b.stay->person);
  });
  return moments;
}

/// Timers keep their minute; a cheap one has its own second, the same every day.
void add_timers(const House& house, const Place& place, Span span,
                std::vector<LampInterval>& intervals) {
  const Date last = place.zone.date_of(span.until);
  for (std::size_t r = 0; r < house.rooms.size(); ++r) {
    for (std::size_t l = 0; l < house.rooms[r].lamps.size(); ++l) {
      const Lamp& lamp = house.rooms[r].lamps[l];
      if (lamp.use != LampUse::timer || !lamp.timer) continue;
      for (Date day = plus_days(place.zone.date_of(span.from), -1); day <= last;
           day = plus_days(day, 1)) {
        const Instant on = instant_at(place.zone, day, lamp.timer->on);
        const Instant off = instant_at(place.zone, day, lamp.timer->off);
        intervals.push_back({r, l, on, off, on, lamp.size});
      }
    }
  }
}

void cut_to(Span span, std::vector<LampInterval>& intervals) {
  for (LampInterval& interval : intervals) {
    interval.from = std::max(interval.from, span.from);
    interval.until = std::min(interval.until, span.until);
  }
  std::erase_if(intervals, [](const LampInterval& i) { return i.from >= i.until; });
}

}  // namespace

double chance_to_switch_on(double lux) {
  if (lux <= 1.0) return 1.0;
  const double p = -0.0175 + 1.0361 / (1.0 + std::exp(4.0835 * (std::log10(lux) - 1.8223)));
  return std::clamp(p, 0.0, 1.0);
}

std::vector<LampInterval> keep_lamps(const House& house, const Place& place,
                                     std::span<const Stay> stays, const Interior& interior,
                                     std::uint64_t seed, Span span) {
  LampKeeper keeper(house, place, interior, chance_of(seed, Purpose::lamps));
  for (const Moment& moment : moments_of(stays)) {
    keeper.watch_until(moment.at);
    if (moment.arrives) {
      keeper.arrive(*moment.stay);
    } else {
      keeper.leave(*moment.stay);
    }
  }
  std::vector<LampInterval> intervals = keeper.finish(span.until);
  add_timers(house, place, span, intervals);
  cut_to(span, intervals);
  std::sort(intervals.begin(), intervals.end(), [](const LampInterval& a, const LampInterval& b) {
    return std::tie(a.room, a.from, a.lamp) < std::tie(b.room, b.from, b.lamp);
  });
  return intervals;
}

std::vector<Change> changes_of(const House& house, std::span<const LampInterval> lamps, Span span) {
  std::vector<Change> changes;
  auto next = lamps.begin();
  for (std::size_t room = 0; room < house.rooms.size(); ++room) {
    const RoomName& name = house.rooms[room].name;
    Instant lit_until = span.from;
    const auto first = next;
    for (; next != lamps.end() && next->room == room; ++next) {
      if (!house.rooms[room].watched) continue;
      if (next->from > lit_until || next == first) {
        if (next != first || next->from > span.from) {
          changes.push_back({lit_until, name, LampState::off});
        }
        changes.push_back({next->from, name, LampState::on});
      }
      lit_until = std::max(lit_until, next->until);
    }
    if (house.rooms[room].watched && (next == first || lit_until < span.until)) {
      changes.push_back({lit_until, name, LampState::off});
    }
  }
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) {
    return std::tie(a.at, a.room) < std::tie(b.at, b.room);
  });
  return changes;
}

}  // namespace lamplighter::simulation
