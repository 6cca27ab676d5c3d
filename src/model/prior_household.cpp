// SPDX-License-Identifier: Apache-2.0
#include "model/prior_household.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace lamplighter {
namespace {

// Sources, rounded to what a household of working people does; spreads are chosen by us.
// [E] Eurostat, How Europeans spend their time, 2004: about 8 1/2 hours of sleep, 2 of eating.
// [R] Richardson, Thomson, Infield, Energy and Buildings 40 (2008): the share of people at home and
//     awake rises from 06:30 to 08:00 on weekdays, later on weekends, and falls from 22:30 to
//     midnight.
// [L] Richardson et al., Energy and Buildings 41 (2009), after Stokes: lighting lasts 1, 2, 3 to 4,
//     5 to 8, 9 to 16, 17 to 27, 28 to 49, 50 to 91 or 92 to 259 minutes, equally often.
// [P] Page et al., Energy and Buildings 40 (2008), and [F] Flett and Kelly, Energy and Buildings
//     125 (2016): further absences, in the evening too.

struct Usual {
  double mean;    ///< minutes since 04:00, or a length in minutes
  double spread;  ///< standard deviation
};

/// Times on a working day or a free day.
struct Customs {
  Usual up;          // [R]
  double out_share;  // share of days on which everyone leaves [P]
  Usual leave;
  Usual home;
  Usual dinner;  // [E]
  Usual bed;     // [E], [R]
};

constexpr Customs of_work{{170, 25}, 0.7, {230, 20}, {800, 45}, {895, 35}, {1135, 35}};
constexpr Customs of_leisure{{255, 45}, 0.5, {460, 70}, {720, 90}, {900, 40}, {1165, 45}};

constexpr double night_out = 0.1;    // share of evenings on which everyone is out until late [F]
constexpr double night_visit = 0.2;  // share of nights
constexpr double dim = 25;    // minutes after sunrise and before sunset in which a lamp is needed
constexpr double cloud = 15;  // spread of `dim` from day to day, minutes
constexpr double bath_by_day = 0.4;     // share of visits: many have no window, or a small one
constexpr double room_left_lit = 0.5;   // share of dinners during which the living room stays lit
constexpr double others_use = 0.6;      // chance that another room of the kind is used as well
constexpr double between_visits = 90;   // mean minutes between visits in the evening
constexpr double one_day_known = 0.01;  // next to one real day; there are about a hundred

/// One day, room by room.
class PriorDay {
 public:
  PriorDay(std::span<const RoomKind> kinds, const DayLight& light, Rng& rng)
      : kinds_(kinds),
        light_(light),
        rng_(rng),
        rooms_(kinds.size()),
        dim_(dim + cloud * rng.normal()) {}

  std::vector<std::vector<LitMinutes>> live() {
    const Customs& customs = light_.kind == DayKind::weekday ? of_work : of_leisure;
    up_ = at(customs.up);
    bed_ = std::max(at(customs.bed), up_ + 600);
    if (rng_.uniform() < night_visit) visit(RoomKind::bath, up_ * rng_.uniform(), 4);
    const bool goes_out = rng_.uniform() < customs.out_share;
    const double leave = std::max(at(customs.leave), up_ + 45);
    const double home = std::max(at(customs.home), leave + 60);
    morning(goes_out ? leave : up_ + 75);
    if (!goes_out) at_home_by_day(up_ + 90, at(customs.dinner) - 60);
    evening(goes_out ? home : up_ + 90, at(customs.dinner));
    for (auto& spans : rooms_) tidy(spans);
    return std::move(rooms_);
  }

 private:
  double at(const Usual& usual) { return usual.mean + usual.spread * rng_.normal(); }

  /// The short lengths of [L].
  double short_length() {
    constexpr std::array<double, 6> ends{1, 2, 4, 8, 16, 27};
    const std::uint64_t range = rng_.below(5);
    return rng_.uniform(ends[range], ends[range + 1]);
  }

  [[nodiscard]] bool is_dark(double at) const {
    return at < light_.sunrise + dim_ || at > light_.sunset - dim_;
  }

  /// Lit if it is dark on arrival, until departure or sunrise.
  void visit(RoomKind kind, double from, double length) {
    const bool by_day = kind == RoomKind::bath && rng_.uniform() < bath_by_day;
    std::vector<std::size_t> rooms;
    for (std::size_t room = 0; room < kinds_.size(); ++room)
      if (kinds_[room] == kind) rooms.push_back(room);
    if (rooms.size() == 1) return visit_room(rooms.front(), from, from + length, by_day);
    if (kind != RoomKind::living && kind != RoomKind::bedroom && !rooms.empty())
      return visit_room(rooms[rng_.below(rooms.size())], from, from + length, by_day);
    for (std::size_t i = 0; i < rooms.size(); ++i) {
      if (i == 0) {
        visit_room(rooms[i], from, from + length, by_day);
      } else if (rng_.uniform() < others_use) {
        visit_by_another(rooms[i], kind, from, length);
      }
    }
  }

  /// Members of the household have their own hours: those who sleep in another bedroom go earlier
  /// or later; those in another living room stay there for part of the evening.
  void visit_by_another(std::size_t room, RoomKind kind, double from, double length) {
    if (kind == RoomKind::bedroom) {
      const double shift = rng_.uniform(4, 40);
      const double start = rng_.uniform() < 0.5 ? from - shift : from + shift;
      return visit_room(room, start, start + length * rng_.uniform(0.6, 1.4), false);
    }
    const double start = from + 4 + rng_.uniform(0, 0.5) * length;
    const double end = from + length - 4 - rng_.uniform(0, 0.5) * length;
    if (end > start + 2) visit_room(room, start, end, false);
  }

  void visit_room(std::size_t room, double from, double until, bool by_day) {
    const double dusk = light_.sunset - dim_;
    const double hurry = rng_.uniform(0, 2);  // rooms are left one after the other
    const double on = by_day || is_dark(from) ? from : std::max(from, dusk + 10 * rng_.normal());
    const double dawn = light_.sunrise + dim_;
    const double off = !by_day && on < dawn ? std::min(until, dawn + 10 * rng_.uniform()) : until;
    if (off > on) rooms_[room].push_back({on + hurry, off + hurry});
  }

  void through_the_hall(double at) { visit(RoomKind::hall, at, rng_.uniform(0.5, 3)); }

  void morning(double until) {
    visit(RoomKind::bedroom, up_, rng_.uniform(4, 15));
    visit(RoomKind::bath, up_ + 4, rng_.uniform(8, 22));
    through_the_hall(up_ + 3);
    visit(RoomKind::kitchen, up_ + 22, std::max(8.0, until - up_ - 27));
    through_the_hall(until - 2);
  }

  void at_home_by_day(double from, double until) {
    visit(RoomKind::living, from, until - from);
    visit(RoomKind::kitchen, rng_.uniform(480, 560), 35);
  }

  void evening(double from, double dinner) {
    if (rng_.uniform() < night_out) {
      from = std::max(from, bed_ - rng_.uniform(0, 45));
      bed_ += rng_.uniform(20, 60);
    }
    through_the_hall(from);
    const double settles = from + rng_.uniform(2, 20);
    if (settles < dinner - 30 && dinner + 40 < bed_) {
      dine(settles, dinner);
    } else {
      visit(RoomKind::living, settles, bed_ - 12 - settles);
    }
    visits(from);
    visit(RoomKind::bath, bed_ - 13, rng_.uniform(5, 11));
    visit(RoomKind::bedroom, bed_ - 5, rng_.uniform(8, 35));
  }

  void dine(double settles, double dinner) {
    // Not within the call: there compilers draw in different orders.
    const double length = rng_.uniform(45, 80);
    visit(RoomKind::kitchen, dinner - rng_.uniform(20, 40), length);
    if (rng_.uniform() < room_left_lit) {
      visit(RoomKind::living, settles, bed_ - 12 - settles);
    } else {
      visit(RoomKind::living, settles, dinner - 5 - settles);
      const double back = dinner + rng_.uniform(15, 35);
      visit(RoomKind::living, back, bed_ - 12 - back);
    }
  }

  void visits(double from) {
    for (const RoomKind kind : {RoomKind::kitchen, RoomKind::bath, RoomKind::hall}) {
      double moment = from;
      for (;;) {
        moment -= between_visits * std::log(1 - rng_.uniform());
        if (moment > bed_ - 20) break;
        visit(kind, moment, kind == RoomKind::hall ? rng_.uniform(0.5, 3) : short_length());
        if (kind != RoomKind::hall && rng_.uniform() < 0.5) through_the_hall(moment - 0.5);
      }
    }
  }

  static void tidy(std::vector<LitMinutes>& spans) {
    std::sort(spans.begin(), spans.end(),
              [](const LitMinutes& a, const LitMinutes& b) { return a.from < b.from; });
    std::vector<LitMinutes> kept;
    for (LitMinutes span : spans) {
      span.from = std::max(span.from, 0.0);
      span.until = std::min(span.until, watched_minutes);
      if (span.until <= span.from) continue;
      if (kept.empty() || kept.back().until < span.from - 1) {
        kept.push_back(span);
      } else {
        kept.back().until = std::max(kept.back().until, span.until);
      }
    }
    spans = std::move(kept);
  }

  std::span<const RoomKind> kinds_;
  const DayLight& light_;
  Rng& rng_;
  std::vector<std::vector<LitMinutes>> rooms_;
  double dim_;
  double up_ = 0;
  double bed_ = 0;
};

}  // namespace

WatchedDay prior_day(std::span<const RoomKind> rooms, Date date, const DayLight& light, Rng& rng) {
  return {date, PriorDay(rooms, light, rng).live()};
}

double prior_weight(std::size_t real_days) {
  if (real_days == 0) return 1;
  return real_days == 1 ? one_day_known : 0;
}

}  // namespace lamplighter
