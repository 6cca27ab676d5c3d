// SPDX-License-Identifier: Apache-2.0
#include "planning/splice.h"

#include "core/require.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>

namespace lamplighter {
namespace {

constexpr double knot_distance = 90;
constexpr double around = 45;     // minutes over which variation is averaged
constexpr double shortest = 0.7;  // between two switches of a room
constexpr double a_second = 1.0 / 60;
constexpr double soonest = 0.05;  // minutes: what is lit at 04:00 is lit before

class Curve {
 public:
  explicit Curve(Rng& rng) : phase_(rng.uniform()) {
    for (double& knot : knots_) knot = rng.normal();
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

  /// The end of the group that begins at `first`.
  [[nodiscard]] std::size_t end_of(std::size_t first) const {
    std::size_t last = first + 1;
    while (last < before_.size() &&
           before_[last] - before_[last - 1] <= longest_pause(before_[last - 1] - before_[first]))
      ++last;
    return last;
  }

  /// Moves by `by`, or further if they would come too close to what was before.
  void move(std::size_t first, std::size_t last, double by) {
    for (std::size_t i = first; i < last; ++i) by = std::max(by, soonest_at(i) - before_[i]);
    for (std::size_t i = first; i < last; ++i) {
      const bool is_timer = switches_[i].keeps != Keeps::nothing;
      switches_[i].at = std::max(before_[i] + (is_timer ? 0 : by), soonest_at(i));
      last_of_[switches_[i].room] = i;
    }
  }

 private:
  /// The earliest time after the previous switch of its room.
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

/// The household's variation around that time: the mean over the switches, weighted by proximity.
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

void warp(std::vector<HouseEvent>& switches, double strength, Rng& rng) {
  const Curve curve(rng);
  const std::vector<HouseEvent> before = switches;
  Mover mover(switches);
  for (std::size_t first = 0, last = 0; first < switches.size(); first = last) {
    last = mover.end_of(first);
    const double at = before[first].at;
    mover.move(first, last, strength * spread_around(at, before) * curve(at));
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

namespace {

constexpr double forgotten = 120;  // minutes after a jump until its shift has worn off
constexpr double goes_to_bed = 20;
constexpr double first_hours = 120;  // minutes since 04:00 from which wear counts

double total(const auto& ways) {
  return std::accumulate(ways.begin(), ways.end(), 0.0,
                         [](double sum, const auto& way) { return sum + way.weight; });
}

}  // namespace

Splice::Splice(const std::vector<HabitDay>& days, std::vector<double> weights,
               std::vector<std::size_t> names, const PlayCount& wear)
    : weights_(std::move(weights)),
      names_(std::move(names)),
      wear_(wear.beyond_due(names_)),
      width_(std::clamp(45 * std::cbrt(12.0 / static_cast<double>(days.size())), 15.0, 45.0)) {
  require(!days.empty() && days.size() == weights_.size(),
          "splicing needs a weight for every day and at least one day");
  for (const HabitDay& day : days) days_.push_back(day_events(day));
  for (std::size_t day = 0; day < days_.size(); ++day) {
    for (std::size_t i = 0; i < days_[day].events.size(); ++i) {
      const HouseEvent& event = days_[day].events[i];
      like_[{event.lit, event.room, event.on}].push_back({event.at, day, i});
    }
  }
  for (auto& [situation, all] : like_)
    std::sort(all.begin(), all.end(), [](const Where& a, const Where& b) { return a.at < b.at; });
}

double Splice::likeness(const Where& one, const Where& other) const {
  const double apart = (one.at - other.at) / width_;
  const std::vector<float>& since = days_[one.day].since[one.event];
  const std::vector<float>& others = days_[other.day].since[other.event];
  double unlike = 0;
  for (std::size_t room = 0; room < since.size(); ++room) {
    if (room != event(one).room)
      unlike += std::abs(static_cast<double>(since[room] - others[room]));
  }
  return (1 - apart * apart) * std::exp(-unlike);
}

std::vector<Splice::Way> Splice::ways(const Where& from) const {
  const HouseEvent& here = event(from);
  const std::vector<Where>& all = like_.at({here.lit, here.room, here.on});
  const auto before = [](const Where& where, double at) { return where.at < at; };
  std::vector<Way> found;
  for (auto like = std::lower_bound(all.begin(), all.end(), here.at - width_, before);
       like != all.end() && like->at < here.at + width_; ++like) {
    if (like->day == from.day) continue;
    const double weight = weights_[like->day] * likeness(from, *like);
    if (weight > 0) found.push_back({*like, weight});
  }
  return found;
}

std::size_t Splice::first_day(RoomMask lit, Rng& rng, std::optional<std::size_t> except) const {
  const auto may_be = [&](std::size_t i) { return days_.size() == 1 || names_[i] != except; };
  int nearest = static_cast<int>(most_rooms) + 1;
  for (std::size_t i = 0; i < days_.size(); ++i)
    if (may_be(i)) nearest = std::min(nearest, std::popcount(days_[i].lit_at_start ^ lit));
  std::vector<double> odds;
  for (std::size_t i = 0; i < days_.size(); ++i) {
    const bool fits = may_be(i) && std::popcount(days_[i].lit_at_start ^ lit) == nearest;
    odds.push_back(fits ? weights_[i] * welcome(i, first_hours) : 0.0);
  }
  return rng.pick(odds);
}

/// One walk through the days.
class SpliceWalk {
 public:
  SpliceWalk(const Splice& splice, RoomMask lit, std::size_t first, const SpliceFreedom& freedom,
             Rng& rng)
      : splice_(splice), freedom_(freedom), rng_(rng), lit_(lit), day_(first) {
    for (RoomMask rest = lit ^ splice.days_[first].lit_at_start; rest != 0; rest &= rest - 1)
      unlike_.push_back(
          {rng_.uniform(0, goes_to_bed), static_cast<std::size_t>(std::countr_zero(rest))});
    std::sort(unlike_.begin(), unlike_.end());
  }

  Spliced go() {
    for (const auto& [at, room] : unlike_)
      emit({at, room, (lit_ & bit_of(room)) == 0, 0, 0, Keeps::nothing}, at);
    now_ = 0;
    while (next_ < here().events.size()) {
      const HouseEvent event = here().events[next_];
      const double at = moment_of(event);
      if (at >= watched_minutes) break;
      if (jump_in_the_dark(at)) continue;
      now_ = std::max(now_, at);
      emit(event, at);
      group_at_ = group_of(event);
      passed_at_ = event.at;
      ++next_;
      if (freedom_.whole) continue;
      if (rng_.uniform() > (1 - freedom_.jump) * std::min(1.0, welcome_here(event.at))) jump();
    }
    end_part(watched_minutes);
    return std::move(made_);
  }

 private:
  [[nodiscard]] const DayEvents& here() const { return splice_.days_[day_]; }

  /// Wears off only in pauses, so that visits and walks keep their length.
  [[nodiscard]] double shift_at(const HouseEvent& event) const {
    return shift_ * std::clamp(1 - (group_of(event) - jumped_at_) / forgotten, 0.0, 1.0);
  }

  /// The time at which this event's group of switches begins, in its own day.
  [[nodiscard]] double group_of(const HouseEvent& event) const {
    const double pause = event.at - passed_at_;
    return pause <= longest_pause(passed_at_ - group_at_) ? group_at_ : event.at;
  }

  /// Not before the previous switch; but a timer is exact, whatever other rooms do.
  [[nodiscard]] double moment_of(const HouseEvent& event) const {
    if (event.keeps == Keeps::nothing) return std::max(now_, event.at + shift_at(event));
    return std::max(event.at, switched_[event.room]);
  }

  void emit(const HouseEvent& event, double at) {
    const RoomMask after = event.on ? lit_ | bit_of(event.room) : lit_ & ~bit_of(event.room);
    if (after == lit_) return;
    lit_ = after;
    switched_[event.room] = at;
    made_.switches.push_back(event);
    made_.switches.back().at = at;
    made_.switches.back().lit = lit_;
  }

  /// Jumps to a similar switch of another day. If many days are similar to this one, they are left
  /// as rarely as they are entered.
  void jump() {
    const Splice::Where from{here().events[next_ - 1].at, day_, next_ - 1};
    const std::vector<Splice::Way> ways = splice_.ways(from);
    if (ways.empty()) return;
    std::vector<double> odds;
    for (const Splice::Way& way : ways)
      odds.push_back(way.weight * splice_.welcome(way.to.day, way.to.at));
    const Splice::Where& to = ways[rng_.pick(odds)].to;
    if (rng_.uniform() * welcome_here(from.at) > splice_.welcome(to.day, to.at)) return;
    if (std::abs(now_ - to.at) >= 1.5 * splice_.width_) return;
    if (rng_.uniform() * total(splice_.ways(to)) > total(ways)) return;
    go_to(to.day, to.event + 1, to.at);
  }

  [[nodiscard]] double welcome_here(double at) const { return splice_.welcome(day_, at); }

  void end_part(double until) { made_.parts.push_back({splice_.names_[day_], part_from_, until}); }

  void go_to(std::size_t day, std::size_t event, double at) {
    end_part(now_ - shift_);
    part_from_ = at;
    day_ = day;
    next_ = event;
    shift_ = now_ - at;
    jumped_at_ = group_at_ = passed_at_ = at;
  }

  /// Jumps to another day that is dark at a moment before `until`, if a jump is due.
  bool jump_in_the_dark(double until) {
    if (!freedom_.quiet_minutes || lit_ != 0) return false;
    const double moment = now_ - *freedom_.quiet_minutes * std::log(1 - rng_.uniform());
    if (moment >= until) return false;
    std::vector<double> odds;
    for (std::size_t i = 0; i < splice_.days_.size(); ++i)
      odds.push_back(is_dark(i, moment) ? splice_.weights_[i] : 0.0);
    if (total_of(odds) <= 0) return false;
    now_ = moment;
    const std::size_t day = rng_.pick(odds);
    go_to(day, events_before(day, moment), moment);
    return true;
  }

  static double total_of(const std::vector<double>& odds) {
    return std::accumulate(odds.begin(), odds.end(), 0.0);
  }

  [[nodiscard]] std::size_t events_before(std::size_t day, double moment) const {
    const std::vector<HouseEvent>& events = splice_.days_[day].events;
    const auto after =
        std::upper_bound(events.begin(), events.end(), moment,
                         [](double at, const HouseEvent& event) { return at < event.at; });
    return static_cast<std::size_t>(after - events.begin());
  }

  [[nodiscard]] bool is_dark(std::size_t day, double moment) const {
    const std::size_t passed = events_before(day, moment);
    const DayEvents& other = splice_.days_[day];
    return (passed == 0 ? other.lit_at_start : other.events[passed - 1].lit) == 0;
  }

  const Splice& splice_;
  const SpliceFreedom& freedom_;
  Rng& rng_;
  RoomMask lit_;
  std::size_t day_;
  std::size_t next_ = 0;
  double now_ = 0;
  double shift_ = 0;
  double jumped_at_ = 0;
  double group_at_ = 0;   ///< begin of the current group of switches, in its own day
  double passed_at_ = 0;  ///< the last switch of that day
  std::vector<std::pair<double, std::size_t>> unlike_;  ///< in another state on the first day
  double part_from_ = 0;
  std::array<double, most_rooms> switched_{};  ///< last switch of each room
  Spliced made_;
};

Spliced Splice::walk(RoomMask lit, std::size_t first, const SpliceFreedom& freedom,
                     Rng& rng) const {
  Spliced made = SpliceWalk(*this, lit, first, freedom, rng).go();
  std::stable_sort(made.switches.begin(), made.switches.end(),
                   [](const HouseEvent& a, const HouseEvent& b) { return a.at < b.at; });
  for (HouseEvent& event : made.switches) event.lit = lit ^= bit_of(event.room);
  return made;
}

}  // namespace lamplighter
