// SPDX-License-Identifier: Apache-2.0
#include "planning/time_warp.h"

#include "core/require.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <tuple>

namespace lamplighter {
namespace {

constexpr double knot_distance = 90;
constexpr double around = 45;     // minutes whose habits are loose together
constexpr double shortest = 0.7;  // between two switches of a room
constexpr double a_second = 1.0 / 60;
constexpr double soonest = 0.05;  // what is lit at four is lit before

class Curve {
 public:
  explicit Curve(Rng& chance) : phase_(chance.uniform()) {
    for (double& knot : knots_) knot = chance.normal();
  }

  double operator()(double at) const {
    const double place = std::clamp(at, 0.0, watched_minutes) / knot_distance + phase_;
    const auto knot = static_cast<std::size_t>(place);
    const double rest = place - static_cast<double>(knot);
    return knots_[knot] * (1 - rest) + knots_[knot + 1] * rest;
  }

 private:
  double phase_;
  std::array<double, 20> knots_{};
};

/// Moves switches group by group.
class Mover {
 public:
  explicit Mover(std::vector<HouseEvent>& switches) : switches_(switches) {
    for (const HouseEvent& event : switches) before_.push_back(event.at);
  }

  /// The end of the group that begins there.
  [[nodiscard]] std::size_t end_of(std::size_t first) const {
    std::size_t last = first + 1;
    while (last < before_.size() &&
           before_[last] - before_[last - 1] <= longest_pause(before_[last - 1] - before_[first]))
      ++last;
    return last;
  }

  /// By so much, or further where they would come too near to what was before.
  void move(std::size_t first, std::size_t last, double by) {
    for (std::size_t i = first; i < last; ++i) by = std::max(by, soonest_at(i) - before_[i]);
    for (std::size_t i = first; i < last; ++i) {
      const bool is_timer = switches_[i].keeps != Keeps::nothing;
      switches_[i].at = std::max(before_[i] + (is_timer ? 0 : by), soonest_at(i));
      last_of_[switches_[i].room] = i;
    }
  }

 private:
  /// After what its room did last.
  [[nodiscard]] double soonest_at(std::size_t i) const {
    const auto& earlier = last_of_[switches_[i].room];
    if (!earlier) return soonest;
    const double was = before_[i] - before_[*earlier];
    const double least = std::max(std::min(shortest, was), switches_[i].on ? 0.0 : was / 2);
    return switches_[*earlier].at + std::max(least, a_second);
  }

  std::vector<HouseEvent>& switches_;
  std::vector<double> before_;
  std::array<std::optional<std::size_t>, most_rooms> last_of_{};
};

/// How loose the household's habit is around then: the mean of the switches, the nearer the more.
/// If each moved by its own spread, rooms would overtake each other.
double spread_around(double at, const std::vector<HouseEvent>& switches) {
  double sum = 0;
  double weights = 0;
  for (const HouseEvent& event : switches) {
    const double weight = 1 - std::abs(event.at - at) / around;
    if (weight <= 0 || event.keeps != Keeps::nothing) continue;
    sum += weight * event.spread;
    weights += weight;
  }
  return weights > 0 ? sum / weights : 0;
}

}  // namespace

void warp(std::vector<HouseEvent>& switches, double strength, Rng& chance) {
  const Curve curve(chance);
  const std::vector<HouseEvent> lived = switches;
  Mover mover(switches);
  for (std::size_t first = 0, last = 0; first < switches.size(); first = last) {
    last = mover.end_of(first);
    const double at = lived[first].at;
    mover.move(first, last, strength * spread_around(at, lived) * curve(at));
  }
  std::erase_if(switches, [](const HouseEvent& event) { return event.at >= watched_minutes; });
  std::stable_sort(switches.begin(), switches.end(),
                   [](const HouseEvent& a, const HouseEvent& b) { return a.at < b.at; });
}

std::vector<std::vector<LitMinutes>> lit_minutes(const std::vector<HouseEvent>& switches,
                                                 RoomMask lit_at_start, std::size_t rooms) {
  std::vector<std::vector<LitMinutes>> lit(rooms);
  for (std::size_t room = 0; room < rooms; ++room)
    if ((lit_at_start & bit_of(room)) != 0) lit[room].push_back({0, watched_minutes});
  for (const HouseEvent& event : switches) {
    std::vector<LitMinutes>& spans = lit[event.room];
    if (event.on) {
      spans.push_back({event.at, watched_minutes});
    } else {
      spans.back().until = event.at;
    }
  }
  return lit;
}

namespace {

constexpr double brief = 30;  // minutes

void add_ends(const HabitSpan& span, std::size_t room, DayEvents& into) {
  const double both = span.length() <= brief ? std::min(span.on.spread, span.off.spread) : 20;
  const auto add = [&](const HabitSwitch& end, bool on) {
    into.events.push_back({end.at, room, on, 0, std::min(both, end.spread), end.keeps});
  };
  if (span.on.at <= 0) {
    into.lit_at_start |= bit_of(room);
  } else {
    add(span.on, true);
  }
  if (span.off.at < watched_minutes) add(span.off, false);
}

}  // namespace

DayEvents day_events(const HabitDay& day) {
  require(day.rooms.size() <= most_rooms, "a day has more rooms than a plan supports");
  DayEvents all;
  for (std::size_t room = 0; room < day.rooms.size(); ++room)
    for (const HabitSpan& span : day.rooms[room]) add_ends(span, room, all);
  std::sort(all.events.begin(), all.events.end(), [](const HouseEvent& a, const HouseEvent& b) {
    return std::tie(a.at, a.on, a.room) < std::tie(b.at, b.on, b.room);
  });
  RoomMask lit = all.lit_at_start;
  std::vector<double> last(day.rooms.size(), 0.0);
  for (HouseEvent& event : all.events) {
    lit = event.on ? lit | bit_of(event.room) : lit & ~bit_of(event.room);
    event.lit = lit;
    std::vector<float>& since = all.since.emplace_back();
    for (const double switched : last)
      since.push_back(std::log(static_cast<float>(event.at - switched + 4)));
    last[event.room] = event.at;
  }
  return all;
}

}  // namespace lamplighter
