// SPDX-License-Identifier: Apache-2.0
#include "simulation/lamp_keeping.h"

#include "core/require.h"
#include "simulation/diary.h"
#include "simulation/house.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace lamplighter::simulation {
namespace {

/// A person enters or leaves a room. At the same instant, leaving comes first.
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

/// Timers switch at a fixed minute; a cheap one has its own offset in seconds, the same every day.
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

namespace {

using namespace std::chrono_literals;

constexpr std::chrono::microseconds look_every = 30s;
constexpr double minutes_a_look = 0.5;

bool is_awake(const Stay& stay) { return stay.doing != Doing::sleep; }

/// How tidy people are in a kind of room, relative to their own tidiness: a kitchen lamp stays on
/// through the evening more often than a bathroom lamp.
double tidiness_in(RoomKind kind) {
  switch (kind) {
    case RoomKind::kitchen:
      return 0.5;
    case RoomKind::dining:
    case RoomKind::hall:
      return 0.75;
    default:
      return 1.0;
  }
}

/// For a few seconds in the dark, people switch a lamp on less often than for an evening.
double bothers(const Stay& stay) {
  if (stay.until - stay.from < 25s) return 0.6;
  return stay.doing == Doing::pass ? 0.75 : 1.0;
}

}  // namespace

LampKeeper::LampKeeper(const House& house, const Place& place, const Interior& interior, Rng rng)
    : house_(house),
      place_(place),
      interior_(interior),
      rng_(rng),
      board_(house),
      inside_(house.rooms.size()),
      home_(house.people.size()),
      up_(house.people.size()) {}

bool LampKeeper::somebody_awake(std::size_t room) const {
  return std::any_of(inside_[room].begin(), inside_[room].end(), is_awake);
}

bool LampKeeper::somebody_asleep(std::size_t room) const {
  return !std::all_of(inside_[room].begin(), inside_[room].end(), is_awake);
}

bool LampKeeper::others_up(std::size_t person) const {
  for (std::size_t other = 0; other < up_.size(); ++other) {
    if (other != person && up_[other]) return true;
  }
  return false;
}

bool LampKeeper::others_home(std::size_t person) const {
  for (std::size_t other = 0; other < home_.size(); ++other) {
    if (other != person && home_[other]) return true;
  }
  return false;
}

bool LampKeeper::late(Instant at) const {
  const int minute = place_.zone.minute_of_day(at);
  return minute > 20 * 60 + 50 || minute < 4 * 60;
}

double LampKeeper::felt_light(const Stay& stay, Instant at) const {
  return interior_.at(stay.room, at).in_middle / house_.people[stay.person].needs_light;
}

void LampKeeper::arrive(const Stay& stay) {
  Rng rng(stay.chance);
  home_[stay.person] = true;
  up_[stay.person] = stay.doing != Doing::sleep && stay.doing != Doing::bedtime;
  inside_[stay.room].push_back(stay);
  if (stay.doing == Doing::sleep) return sleep(stay);
  const bool last_up = stay.doing == Doing::bedtime && !others_up(stay.person);
  const bool last_home = stay.doing == Doing::go_out && !others_home(stay.person);
  if (last_home || (last_up && !happens(rng, house_.night_lamp))) {
    go_round(stay.from, stay.room, rng);
  }
  switch_on(stay, stay.from, rng);
}

void LampKeeper::sleep(const Stay& stay) {
  if (!somebody_awake(stay.room)) return board_.all_off(stay.room, stay.from);
  const std::vector<Lamp>& lamps = house_.rooms[stay.room].lamps;
  for (std::size_t lamp = 0; lamp < lamps.size(); ++lamp) {
    if (lamps[lamp].use == LampUse::main) board_.set(stay.room, lamp, 0.0, stay.from);
  }
}

void LampKeeper::switch_on(const Stay& stay, Instant at, Rng& rng) {
  const bool dusky = somebody_asleep(stay.room);
  const LampWish wish = wish_for(stay.doing, house_.rooms[stay.room].kind, late(at), dusky, rng);
  const bool lit = board_.lit(stay.room);
  if (lit && (!wish.reading || board_.lit(stay.room, LampUse::reading))) return;
  if (!happens(rng, bothers(stay) * chance_to_switch_on(felt_light(stay, at)))) return;

  const std::vector<Lamp>& lamps = house_.rooms[stay.room].lamps;
  const bool has_reading = std::any_of(
      lamps.begin(), lamps.end(), [](const Lamp& lamp) { return lamp.use == LampUse::reading; });
  const bool main = wish.main || (wish.reading && !has_reading && !dusky);
  for (std::size_t lamp = 0; lamp < lamps.size(); ++lamp) {
    const bool wanted = lamps[lamp].use == LampUse::main ? main && !lit : wish.reading;
    if (lamps[lamp].use == LampUse::timer || !wanted) continue;
    if (board_.level(stay.room, lamp) > 0.0) continue;
    board_.set(stay.room, lamp, lamps[lamp].dims ? wish.level : 1.0, at);
  }
}

void LampKeeper::leave(const Stay& stay) {
  Rng rng = Rng(stay.chance).fork(2);
  std::erase_if(inside_[stay.room], [&](const Stay& s) { return s.person == stay.person; });
  if (stay.doing == Doing::go_out) {
    home_[stay.person] = false;
    up_[stay.person] = false;
    if (!others_home(stay.person)) return everything_off(stay.until);
  }
  if (somebody_awake(stay.room)) return;
  const double tidy = house_.people[stay.person].tidy * tidiness_in(house_.rooms[stay.room].kind);
  if (happens(rng, stay.back_soon ? 0.22 * tidy : tidy)) board_.all_off(stay.room, stay.until);
}

void LampKeeper::everything_off(Instant at) {
  for (std::size_t room = 0; room < house_.rooms.size(); ++room) board_.all_off(room, at);
  rounds_.clear();
}

void LampKeeper::go_round(Instant at, std::size_t but_not, Rng& rng) {
  Instant next = at;
  for (std::size_t room = 0; room < house_.rooms.size(); ++room) {
    if (room == but_not || !board_.lit(room) || somebody_awake(room)) continue;
    next += to_time(Minutes(rng.uniform(0.05, 0.2)));
    rounds_.push_back({next, room});
  }
  std::sort(rounds_.begin(), rounds_.end(),
            [](const LightsOut& a, const LightsOut& b) { return a.at < b.at; });
}

void LampKeeper::do_rounds_until(Instant until) {
  std::size_t done = 0;
  for (; done < rounds_.size() && rounds_[done].at <= until; ++done) {
    const LightsOut& out = rounds_[done];
    if (!somebody_awake(out.room)) board_.all_off(out.room, out.at);
  }
  rounds_.erase(rounds_.begin(), rounds_.begin() + static_cast<std::ptrdiff_t>(done));
}

bool LampKeeper::anything_to_watch() const {
  return !rounds_.empty() || std::find(up_.begin(), up_.end(), true) != up_.end();
}

void LampKeeper::watch_until(Instant until) {
  while (watched_ < until) {
    if (!anything_to_watch()) break;
    const auto slot = watched_.time_since_epoch() / look_every + 1;
    Rng rng = rng_.fork(static_cast<std::uint64_t>(slot));
    const Instant at = Instant(slot * look_every) + to_time(Minutes(rng.uniform(0.0, 0.49)));
    if (at > until) break;
    do_rounds_until(at);
    for (std::size_t room = 0; room < house_.rooms.size(); ++room) look_at(room, at, rng);
    watched_ = at;
  }
  do_rounds_until(until);
  watched_ = std::max(watched_, until);
}

void LampKeeper::look_at(std::size_t room, Instant at, Rng& rng) {
  const bool lit = board_.lit(room);
  if (!somebody_awake(room)) {  // someone passes by and sees a lamp that was left on
    const bool anybody_up = std::find(up_.begin(), up_.end(), true) != up_.end();
    if (lit && anybody_up && happens(rng, minutes_a_look / 45.0)) board_.all_off(room, at);
    return;
  }
  const Stay& stay = *std::find_if(inside_[room].begin(), inside_[room].end(), is_awake);
  const double light = felt_light(stay, at);
  if (!lit && !somebody_asleep(room)) {
    if (happens(rng, minutes_a_look * 0.22 * chance_to_switch_on(1.4 * light))) {
      switch_on(stay, at, rng);
    }
  } else if (lit && happens(rng, minutes_a_look * 0.04 * std::min(light / 300.0, 2.0))) {
    board_.all_off(room, at);
  } else if (lit && (stay.doing == Doing::watch || stay.doing == Doing::company)) {
    dim(stay, at, rng);
  }
}

void LampKeeper::dim(const Stay& stay, Instant at, Rng& rng) {
  if (!happens(rng, minutes_a_look / 50.0)) return;
  const double level = rng.uniform(0.25, 1.0);
  for (std::size_t lamp = 0; lamp < house_.rooms[stay.room].lamps.size(); ++lamp) {
    const bool lit = board_.level(stay.room, lamp) > 0.0;
    if (lit && house_.rooms[stay.room].lamps[lamp].dims) board_.set(stay.room, lamp, level, at);
  }
}

LampBoard::LampBoard(const House& house) : house_(house) {
  for (const Room& room : house.rooms) now_.emplace_back(room.lamps.size());
}

void LampBoard::set(std::size_t room, std::size_t lamp, double level, Instant at) {
  Now& now = now_[room][lamp];
  if (now.level == level) return;
  require(now.level == 0.0 || at >= now.since, "changes of a lamp must be in time order");
  if (now.level > 0.0 && at > now.since) {
    const double size = house_.rooms[room].lamps[lamp].size.value();
    intervals_.push_back({room, lamp, now.since, at, now.lit_since, Lux(size * now.level)});
  }
  if (now.level == 0.0) now.lit_since = at;
  now.level = level;
  now.since = at;
}

void LampBoard::all_off(std::size_t room, Instant at) {
  for (std::size_t lamp = 0; lamp < now_[room].size(); ++lamp) {
    if (house_.rooms[room].lamps[lamp].use != LampUse::timer) set(room, lamp, 0.0, at);
  }
}

double LampBoard::level(std::size_t room, std::size_t lamp) const { return now_[room][lamp].level; }

bool LampBoard::lit(std::size_t room) const {
  return lit(room, LampUse::main) || lit(room, LampUse::reading);
}

bool LampBoard::lit(std::size_t room, LampUse use) const {
  for (std::size_t lamp = 0; lamp < now_[room].size(); ++lamp) {
    if (house_.rooms[room].lamps[lamp].use == use && now_[room][lamp].level > 0.0) return true;
  }
  return false;
}

std::vector<LampInterval> LampBoard::finish(Instant end) {
  for (std::size_t room = 0; room < now_.size(); ++room) {
    for (std::size_t lamp = 0; lamp < now_[room].size(); ++lamp) set(room, lamp, 0.0, end);
  }
  return std::move(intervals_);
}

LampWish wish_for(Doing doing, RoomKind kind, bool late, bool dusky, Rng& rng) {
  const double level = late ? rng.uniform(0.35, 0.9) : 1.0;
  if (dusky) return {false, happens(rng, 0.55), level};
  switch (doing) {
    case Doing::sleep:
      return {false, false, 0.0};
    case Doing::bedtime:
      if (kind == RoomKind::bedroom) return {happens(rng, 0.25), true, level};
      return {true, false, 1.0};
    case Doing::watch: {
      const bool main = happens(rng, late ? 0.25 : 0.5);
      return {main, !main || happens(rng, 0.4), level};
    }
    case Doing::read:
      return {happens(rng, 0.55), true, level};
    case Doing::work:
    case Doing::company:
      return {true, happens(rng, 0.7), doing == Doing::work ? 1.0 : level};
    case Doing::cook:
      return {true, happens(rng, 0.6), 1.0};
    case Doing::dress:
    case Doing::wash:
    case Doing::eat:
    case Doing::chore:
    case Doing::fetch:
    case Doing::pass:
    case Doing::go_out:
      break;
  }
  return {true, false, doing == Doing::eat ? level : 1.0};
}

}  // namespace lamplighter::simulation
