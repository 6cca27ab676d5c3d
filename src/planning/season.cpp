// SPDX-License-Identifier: Apache-2.0
#include "planning/season.h"

#include <algorithm>
#include <cmath>

namespace lamplighter {
namespace {

constexpr double short_visit = 30;     // minutes: it moves as a whole
constexpr double of_sunset = 75;       // on within that of sunset: because of it
constexpr double before_sunrise = 60;  // off from then …
constexpr double after_sunrise = 40;   // … to then: because of it
constexpr double always_lit = 0.5;     // from this share on the sun is no reason
constexpr double twilight = 90;        // after sunrise and before sunset rooms may want light
constexpr double least_move = 40;      // of the sun: what is less does not move people
constexpr double whole_move = 75;      // from here on all of it counts
constexpr double unseen = 2;           // times as far, where it gets dark earlier

using Spans = std::vector<HabitSpan>;

struct Times {
  double day = 0;
  double dark = 0;
};

/// How far the sun's move moves people. Days under nearly the same sun are lived as they are, since
/// moving one room's lamps pulls them apart from the others'.
double felt(double move, double times_as_far = 1) {
  const double share = (std::abs(move) / times_as_far - least_move) / (whole_move - least_move);
  return move * std::clamp(share, 0.0, 1.0);
}

/// An earlier dusk lights rooms at an hour when nobody knows who was there without light.
double felt_at_dusk(double move) { return felt(move, move < 0 ? unseen : 1); }

/// A day under its own sun and the one it is moved to.
class Moved {
 public:
  Moved(const HabitDay& day, const DayLight& target, Rng& chance)
      : from_(day.light), to_(target), bed_(last_switch(day)), chance_(&chance) {
    to_.sunrise = from_.sunrise + felt(target.sunrise - from_.sunrise);
    to_.sunset = from_.sunset + felt_at_dusk(target.sunset - from_.sunset);
  }

  void move(HabitSpan& span) const {
    if (span.on.keeps == Keeps::clock || span.off.keeps == Keeps::clock) return;
    if (span.on.keeps == Keeps::sun || span.off.keeps == Keeps::sun) {
      span.on.at += later();
      if (span.off.keeps != Keeps::clock) span.off.at += later();
      return;
    }
    const bool is_evening = span.on.at > (from_.sunrise + from_.sunset) / 2;
    if (!is_evening) {
      move_morning(span);
    } else if (later() == 0) {
      return;
    } else if (later() < 0) {
      stretch(span);
    } else {
      shorten(span);
    }
  }

 private:
  [[nodiscard]] double later() const { return to_.sunset - from_.sunset; }

  static double last_switch(const HabitDay& day) {
    double last = day.light.sunset;
    for (const Spans& spans : day.rooms) {
      for (const HabitSpan& span : spans) {
        last = std::max(last, span.on.at);
        if (span.off.at < watched_minutes) last = std::max(last, span.off.at);
      }
    }
    return last;
  }

  /// An earlier sunset: [sunset, bed] onto [the new one, bed].
  void stretch(HabitSpan& span) const {
    const auto moved = [&](double at) {
      if (at >= bed_) return at;
      if (at <= from_.sunset) return at + later();
      return bed_ - (bed_ - at) * (bed_ - to_.sunset) / (bed_ - from_.sunset);
    };
    if (span.on.at < from_.sunset - of_sunset) return;
    const double length = span.length();
    span.on.at = moved(span.on.at);
    span.off.at = length <= short_visit ? span.on.at + length : moved(span.off.at);
  }

  void shorten(HabitSpan& span) const {
    const double length = span.length();
    if (span.on.at < from_.sunset + of_sunset) {
      if (span.on.at < from_.sunset - of_sunset) return;
      span.on.at += later();
      if (length <= short_visit) span.off.at = span.on.at + length;
    } else if (later() > least_move) {
      span.on.at = std::max(span.on.at, to_.sunset + chance_->uniform(-5, 25));
    }
  }

  void move_morning(HabitSpan& span) const {
    const double up = to_.sunrise - from_.sunrise;
    const double off = span.off.at - from_.sunrise;
    const bool is_long = span.length() > short_visit;
    if (is_long && -before_sunrise <= off && off <= after_sunrise) span.off.at += up;
    const bool was_dark = span.on.at <= from_.sunrise + after_sunrise;
    if (up != 0 && was_dark && span.on.at > to_.sunrise + after_sunrise) span.off.at = span.on.at;
  }

  DayLight from_;
  DayLight to_;
  double bed_;
  Rng* chance_;
};

/// Sorted, apart, within the day, without what has no length.
Spans tidy(Spans spans) {
  std::sort(spans.begin(), spans.end(),
            [](const HabitSpan& a, const HabitSpan& b) { return a.on.at < b.on.at; });
  Spans kept;
  for (HabitSpan span : spans) {
    span.on.at = std::max(span.on.at, 0.0);
    span.off.at = std::min(span.off.at, watched_minutes);
    if (span.off.at <= span.on.at) continue;
    if (!kept.empty() && kept.back().off.at >= span.on.at) {
      if (kept.back().off.at < span.off.at) kept.back().off = span.off;
    } else {
      kept.push_back(span);
    }
  }
  return kept;
}

}  // namespace

std::vector<double> lit_by_day(const HouseHabits& habits) {
  const std::size_t rooms = habits.days.empty() ? 0 : habits.days.front().rooms.size();
  std::vector<Times> switched(rooms, Times{0, 1});
  Times minutes;
  for (const HabitDay& day : habits.days) {
    const DayLight& light = day.light;
    const double from = light.sunrise + twilight;
    const double until = light.sunset - twilight;
    const double length = std::clamp(until - from, 0.0, watched_minutes);
    minutes.day += length;
    minutes.dark += watched_minutes - length;
    for (std::size_t room = 0; room < rooms; ++room) {
      for (const HabitSpan& span : day.rooms[room]) {
        const bool is_day = from <= span.on.at && span.on.at < until;
        if (span.on.at > 0) (is_day ? switched[room].day : switched[room].dark) += 1;
      }
    }
  }
  std::vector<double> shares;
  for (const Times& count : switched) {
    const double day = count.day / std::max(minutes.day, 1.0);
    const double dark = count.dark / std::max(minutes.dark, 1.0);
    shares.push_back(std::min(1.0, day / dark));
  }
  return shares;
}

HabitDay in_season(const HabitDay& day, const DayLight& target, const std::vector<double>& by_day,
                   Rng& chance) {
  HabitDay moved = day;
  moved.light = target;
  const Moved mover(day, target, chance);
  for (std::size_t room = 0; room < moved.rooms.size(); ++room) {
    if (by_day[room] > always_lit) continue;
    for (HabitSpan& span : moved.rooms[room]) {
      const bool stays = span.off.at >= watched_minutes;
      if (span.on.at > 0) mover.move(span);
      if (stays) span.off.at = watched_minutes;
    }
    moved.rooms[room] = tidy(std::move(moved.rooms[room]));
  }
  return moved;
}

}  // namespace lamplighter
