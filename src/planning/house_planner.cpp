// SPDX-License-Identifier: Apache-2.0
#include "planning/house_planner.h"

#include "core/require.h"
#include "model/hmm.h"
#include "planning/day_pool.h"
#include "planning/splice.h"
#include "sky/sun.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>
#include <vector>

namespace lamplighter {
namespace {

/// The probability that a zone begins with the lamps on.
double begins_on(const Hmm& model) {
  double on = 0.0;
  for (std::size_t i = 0; i < model.states(); ++i)
    on += model.start(i) * model.emission(i, OnOff::on);
  return on;
}

/// The state of a room's lamps at the first instant of a date; it depends only on the date, so
/// consecutive days agree.
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

namespace {

constexpr int steps = 20;            // each with more freedom than the one before
constexpr int attempts = 4;          // per step
constexpr double farther = 1.05;     // than usual, because not all real days were observed
constexpr int quiet_from = 8;        // steps from which days are also cut while all is dark
constexpr int very_quiet_from = 14;  // … more often, and with another first day

SpliceFreedom freedom_of(int step) {
  SpliceFreedom freedom{.jump = std::min(0.15 + 0.05 * step, 1.0), .quiet_minutes = {}};
  if (step >= quiet_from) freedom.quiet_minutes = step >= very_quiet_from ? 120 : 480;
  return freedom;
}

std::vector<bool> rooms_with_timer(const HouseHabits& habits) {
  std::vector<double> kept(habits.days.front().rooms.size());
  for (const HabitDay& day : habits.days) {
    for (std::size_t room = 0; room < kept.size(); ++room) {
      for (const HabitSpan& span : day.rooms[room])
        for (const HabitSwitch& end : {span.on, span.off})
          kept[room] += end.keeps == Keeps::nothing ? -day.weight : day.weight;
    }
  }
  std::vector<bool> timers;
  for (const double balance : kept) timers.push_back(balance > 0);
  return timers;
}

/// The number of real days: those with the largest weight.
std::size_t real_days_of(const HouseHabits& habits) {
  const auto lighter = [](const HabitDay& a, const HabitDay& b) { return a.weight < b.weight; };
  const double most = std::max_element(habits.days.begin(), habits.days.end(), lighter)->weight;
  return static_cast<std::size_t>(
      std::count_if(habits.days.begin(), habits.days.end(),
                    [&](const HabitDay& day) { return day.weight == most; }));
}

/// Whether a timer lights the room during the same intervals on every real day.
bool is_always_same(const HouseHabits& habits, std::size_t room, double real_weight) {
  const std::vector<HabitSpan>* other = nullptr;
  const auto lit_before = [](const auto& spans) { return spans.front().on.at <= 0; };
  const auto lit_after = [](const auto& spans) { return spans.back().off.at >= watched_minutes; };
  for (const HabitDay& day : habits.days) {
    if (day.weight < real_weight) continue;
    const std::vector<HabitSpan>& spans = day.rooms[room];
    if (spans.empty()) return false;
    if (other == nullptr) other = &spans;
    const bool is_like = spans.size() == other->size() && lit_before(spans) == lit_before(*other) &&
                         lit_after(spans) == lit_after(*other);
    if (!is_like) return false;
    for (const HabitSpan& span : spans) {
      const bool on_exact = span.on.at <= 0 || span.on.keeps == Keeps::clock;
      const bool off_exact = span.off.at >= watched_minutes || span.off.keeps == Keeps::clock;
      if (!on_exact || !off_exact) return false;
    }
  }
  return other != nullptr;
}

std::vector<bool> rooms_always_same(const HouseHabits& habits) {
  double most = 0;
  for (const HabitDay& day : habits.days) most = std::max(most, day.weight);
  std::vector<bool> same;
  for (std::size_t room = 0; room < habits.days.front().rooms.size(); ++room)
    same.push_back(is_always_same(habits, room, most));
  return same;
}

/// Whether a day has about as much light as another one; dark if that one is dark.
bool is_as_light(double lit, double other) { return 0.6 * other <= lit && lit <= 1.6 * other; }

double lit_length(const WatchedDay& day, const std::vector<bool>& left_out) {
  double sum = 0;
  for (std::size_t room = 0; room < day.rooms.size(); ++room) {
    for (const LitMinutes& lit : day.rooms[room])
      if (!left_out[room]) sum += lit.until - lit.from;
  }
  return sum;
}

constexpr double longer = 1.2;  // times the longest real stay, at most

/// How long a room may be lit without a break: as long as on any of the days, and a little longer.
std::vector<double> longest_stays(const std::vector<WatchedDay>& real,
                                  const std::vector<WatchedDay>& in_season) {
  std::vector<double> longest(real.front().rooms.size(), 0.0);
  for (const std::vector<WatchedDay>* days : {&real, &in_season}) {
    for (const WatchedDay& day : *days) {
      for (std::size_t room = 0; room < longest.size(); ++room)
        for (const LitMinutes& lit : day.rooms[room])
          longest[room] = std::max(longest[room], longer * (lit.until - lit.from));
    }
  }
  return longest;
}

bool is_longer(const WatchedDay& day, const std::vector<double>& longest) {
  for (std::size_t room = 0; room < longest.size(); ++room) {
    for (const LitMinutes& lit : day.rooms[room])
      if (lit.until - lit.from > longest[room]) return true;
  }
  return false;
}

RoomMask lit_at_end(const WatchedDay& day) {
  RoomMask lit = 0;
  for (std::size_t room = 0; room < day.rooms.size(); ++room) {
    const auto& spans = day.rooms[room];
    if (!spans.empty() && spans.back().until >= watched_minutes) lit |= bit_of(room);
  }
  return lit;
}

}  // namespace

struct HousePlanner::Draft {
  WatchedDay day;
  std::vector<PlayedPart> parts;
  double ratio = -1;  ///< novelty relative to the required one; 1 and more: new enough
};

HousePlanner::HousePlanner(HouseHabits habits, Place place)
    : habits_(std::move(habits)),
      place_(place),
      rooms_(rooms_in_season(habits_)),
      real_days_(real_days_of(habits_)),
      has_timer_(rooms_with_timer(habits_)),
      always_same_(rooms_always_same(habits_)),
      wear_(habits_.days.size(), real_days_) {
  require(!habits_.days.empty(), "the planner needs at least one learned day");
  for (const HabitDay& day : habits_.days) real_.push_back(watched(day));
}

double HousePlanner::novelty_of(const WatchedDay& day) const {
  return std::min(nearest_distance(day, real_), nearest_distance(day, planned_));
}

RoomMask HousePlanner::lit_before(Date date, const Splice& splice, Rng& chance) const {
  if (!planned_.empty() && plus_days(planned_.back().date, 1) == date)
    return lit_at_end(planned_.back());
  return splice.lit_at_start(chance);
}

HousePlanner::Draft HousePlanner::attempt(const SpliceFreedom& freedom, double strength,
                                          RoomMask lit, std::size_t first, const Splice& splice,
                                          Rng& chance) const {
  Spliced made = splice.walk(lit, first, freedom, chance);
  warp(made.switches, strength, chance);
  return {{{}, lit_minutes(made.switches, lit, has_timer_.size())}, std::move(made.parts), 0};
}

HousePlanner::Draft HousePlanner::day_again(RoomMask lit, std::size_t day, const Splice& splice,
                                            const std::vector<double>& longest, Rng& chance) const {
  Draft draft;
  for (const double strength : {1.0, 0.5, 0.25, 0.0}) {
    draft = attempt({.jump = 0, .quiet_minutes = {}, .whole = true}, strength, lit, day, splice,
                    chance);
    if (!is_longer(draft.day, longest)) break;
  }
  return draft;
}

HousePlanner::Draft HousePlanner::new_day(const std::vector<WatchedDay>& days, RoomMask lit,
                                          const Splice& splice, const std::vector<double>& longest,
                                          Rng& chance) const {
  std::size_t first = splice.first_day(lit, chance);
  const double light = lit_length(days[first], has_timer_);
  const double enough_days = std::min(1.0, static_cast<double>(real_.size()) / 8);
  const double asked = std::min(farther * habits_.usual_distance * enough_days, 1.5 * light);
  Draft best;
  for (int i = 0; i < steps * attempts && best.ratio < 1; ++i) {
    const int step = i / attempts;
    if (step >= very_quiet_from) {
      const std::size_t other = splice.first_day(lit, chance);
      if (is_as_light(lit_length(days[other], has_timer_), light)) first = other;
    }
    Draft draft = attempt(freedom_of(step), 1 + 0.1 * step, lit, first, splice, chance);
    if (!is_as_light(lit_length(draft.day, has_timer_), light)) continue;
    if (is_longer(draft.day, longest)) continue;
    draft.ratio = asked <= 0 ? 1 : novelty_of(draft.day) / asked;
    if (draft.ratio > best.ratio) best = std::move(draft);
  }
  if (best.ratio >= 0) return best;
  return day_again(lit, first, splice, longest, chance);
}

const WatchedDay& HousePlanner::plan(Date date, Rng chance) {
  const DayLight light = day_light(place_, date, habits_.holidays);
  std::vector<HabitDay> days;
  std::vector<WatchedDay> seen;
  std::vector<double> weights;
  std::vector<std::size_t> names;
  for (const PoolDay& source : day_pool(habits_, light)) {
    days.push_back(in_season(habits_.days[source.day], light, rooms_, chance));
    seen.push_back(watched(days.back()));
    weights.push_back(source.weight);
    names.push_back(source.day);
  }
  wear_.add_due(names, weights);
  const Splice splice(days, std::move(weights), names, wear_);
  const RoomMask lit = lit_before(date, splice, chance);
  const std::vector<double> longest = longest_stays(real_, seen);
  Draft best;
  std::size_t exact = 0;  // a day whose timers are used as they are
  if (real_days_ < few_days) {
    exact = splice.first_day(lit, chance, played_last_);
    best = day_again(lit, exact, splice, longest, chance);
    played_last_ = names[exact];
  } else {
    best = new_day(seen, lit, splice, longest, chance);
  }
  for (std::size_t room = 0; room < always_same_.size(); ++room)
    if (always_same_[room] && !seen[exact].rooms[room].empty())
      best.day.rooms[room] = seen[exact].rooms[room];
  for (const PlayedPart& part : best.parts) wear_.add(part);
  best.day.date = date;
  planned_.push_back(std::move(best.day));
  return planned_.back();
}

Plan plan_of(const WatchedDay& before, const WatchedDay& today, const std::vector<RoomName>& rooms,
             const TimeZone& zone) {
  Plan plan{.date = today.date,
            .from = zone.start_of_day(today.date),
            .until = zone.start_of_day(plus_days(today.date, 1)),
            .rooms = rooms,
            .on_at_start = {},
            .switches = {}};
  for (std::size_t room = 0; room < rooms.size(); ++room) {
    OnOff state = OnOff::off;
    std::vector<Switch> switches;
    for (const Change& change : changes_of(std::vector{before, today}, room, rooms[room], zone)) {
      const OnOff to = change.state == LampState::on ? OnOff::on : OnOff::off;
      const Instant at = change.at;
      if (change.state == LampState::unknown || to == state || at >= plan.until) continue;
      state = to;
      if (at > plan.from) switches.push_back({at, rooms[room], to});
      if (at <= plan.from && to == OnOff::on) plan.on_at_start.push_back(rooms[room]);
      if (at <= plan.from && to == OnOff::off) plan.on_at_start.pop_back();
    }
    plan.switches.insert(plan.switches.end(), switches.begin(), switches.end());
  }
  return in_order(std::move(plan));
}

namespace {

constexpr int minutes_of_day = 1440;
constexpr double alike_minutes = 90;  // minutes within which people use similar light settings

/// Minutes between two times of day, in the shorter direction.
int apart(int one, int other) {
  const int far = std::abs(one - other);
  return std::min(far, minutes_of_day - far);
}

/// Requires: `seen` is not empty.
const Look& look_at(int minute, const std::vector<SeenLook>& seen, Rng& chance) {
  std::vector<double> odds;
  bool any = false;
  for (const SeenLook& one : seen) {
    const double share = apart(one.minute, minute) / alike_minutes;
    odds.push_back(std::max(0.0, 1 - share * share));
    any |= odds.back() > 0;
  }
  if (any) return seen[chance.pick(odds)].look;
  return std::min_element(seen.begin(), seen.end(),
                          [&](const SeenLook& a, const SeenLook& b) {
                            return apart(a.minute, minute) < apart(b.minute, minute);
                          })
      ->look;
}

}  // namespace

Plan with_looks(Plan plan, std::span<const RoomLooks> looks, const TimeZone& zone,
                const Secret& secret) {
  for (const RoomLooks& room : looks) {
    if (room.seen.empty()) continue;
    Rng chance = secret.chance(plan.date, room.room.text() + "\nlook");
    for (Switch& change : plan.switches) {
      if (change.room == room.room && change.to == OnOff::on)
        change.look = look_at(zone.minute_of_day(change.at), room.seen, chance);
    }
  }
  return plan;
}

namespace {

constexpr int longest_chain = 366;  // days
constexpr int block = 64;

int days_between(Date first, Date last) {
  return static_cast<int>((std::chrono::sys_days(last) - std::chrono::sys_days(first)).count());
}

/// The last multiple of `step` days from `first` on that is not after `date`.
Date multiple_before(Date date, Date first, int step) {
  const int days = days_between(first, date);
  const int over = ((days % step) + step) % step;
  return plus_days(date, -over);
}

}  // namespace

HouseCalendar::HouseCalendar(HouseHabits habits, const Place& place, const Secret& secret)
    : habits_(std::move(habits)), place_(place), secret_(secret) {}

Date HouseCalendar::first_of(Date date) const {
  const Date next = plus_days(habits_.days.back().date, 1);
  const bool is_near = date >= next && date < plus_days(next, longest_chain);
  return is_near ? next : multiple_before(date, next, block);
}

WatchedDay HouseCalendar::watched_day(Date date) {
  const Date first = first_of(plus_days(date, 1));
  HousePlanner& chain = chains_.try_emplace(first, habits_, place_).first->second;
  const auto place = static_cast<std::size_t>(days_between(first, date) + 1);
  while (chain.planned().size() <= place) {
    const Date next = plus_days(first, static_cast<int>(chain.planned().size()) - 1);
    chain.plan(next, secret_.chance(next, "house"));
  }
  return chain.planned()[place];
}

Plan HouseCalendar::plan(Date date) {
  std::erase_if(chains_, [&](const auto& chain) {
    return chain.first != first_of(date) && chain.first != first_of(plus_days(date, 1));
  });
  return plan_of(watched_day(plus_days(date, -1)), watched_day(date), habits_.rooms, place_.zone);
}

namespace {

using namespace std::chrono_literals;

constexpr double by_day_too = 0.5;

/// The longest time that a room was lit without a break, across consecutive days.
std::chrono::minutes longest_observed(const HouseHabits& habits, std::size_t room) {
  double longest = 0;
  double so_far = 0;  // minutes lit at the end of the previous day
  std::optional<Date> before;
  for (const HabitDay& day : habits.days) {
    if (!before || plus_days(*before, 1) != day.date) so_far = 0;
    before = day.date;
    double at_end = 0;
    for (const HabitSpan& span : day.rooms[room]) {
      const double length = span.length() + (span.on.at <= 0 ? so_far : 0);
      longest = std::max(longest, length);
      if (span.off.at >= watched_minutes) at_end = length;
    }
    so_far = at_end;
  }
  return std::chrono::minutes(static_cast<int>(std::ceil(longest)));
}

}  // namespace

Constraints house_constraints(const HouseHabits& habits) {
  Constraints constraints;
  constraints.dark_by_sun = false;
  constraints.shortest_on = 2s;
  constraints.longest_on = 12h;
  constraints.longest_after_midnight = 6h;
  constraints.most_switches_an_hour = 60;
  for (std::size_t room = 0; room < habits.rooms.size(); ++room)  // limits remove up to an eighth
    constraints.longest_observed[habits.rooms[room]] = longest_observed(habits, room) * 8 / 7;
  const std::vector<double> by_day = lit_by_day(habits);
  for (std::size_t i = 0; i < by_day.size(); ++i)
    if (by_day[i] > by_day_too) constraints.lit_by_day.push_back(habits.rooms[i]);
  return constraints;
}

}  // namespace lamplighter
