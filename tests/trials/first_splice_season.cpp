// SPDX-License-Identifier: Apache-2.0
#include "first_splice_season.h"

#include <algorithm>
#include <cmath>

namespace lamplighter::trials {
namespace {

constexpr double brief = 30;
constexpr double around_sunset = 75;
constexpr double before_sunrise = 60;
constexpr double after_sunrise = 40;

/// The hours of a day between sunset and its last switch, stretched to an earlier sunset.
class Evening {
 public:
  Evening(const HabitDay& day, const DayLight& target)
      : from_(day.light.sunset), to_(target.sunset), bed_(from_) {
    for (const auto& spans : day.rooms)
      for (const HabitSpan& span : spans)
        if (span.off.at < watched_minutes) bed_ = std::max(bed_, span.off.at);
  }

  [[nodiscard]] double later() const { return to_ - from_; }

  void draw_out(HabitSpan& span) const {
    if (span.on.at < from_ || bed_ <= from_) return;
    const double length = span.length();
    span.on.at = stretched(span.on.at);
    span.off.at = length <= brief ? span.on.at + length : stretched(span.off.at);
  }

  void shorten(HabitSpan& span, Rng& rng) const {
    const double length = span.length();
    if (span.on.at < from_ - around_sunset) return;
    if (span.on.at <= from_ + around_sunset) {
      span.on.at += later();
      if (length <= brief) span.off.at = span.on.at + length;
    } else if (later() > 20) {
      span.on.at = std::max(span.on.at, to_ + rng.uniform(-5, 25));
    }
  }

 private:
  [[nodiscard]] double stretched(double at) const {
    return at >= bed_ ? at : to_ + (at - from_) * (bed_ - to_) / (bed_ - from_);
  }

  double from_;
  double to_;
  double bed_;
};

void move_morning(HabitSpan& span, const DayLight& from, const DayLight& to) {
  const double off = span.off.at - from.sunrise;
  if (-before_sunrise <= off && off <= after_sunrise) span.off.at += to.sunrise - from.sunrise;
  const bool was_dark = span.on.at < from.sunrise;
  if (was_dark && span.on.at > to.sunrise) span.off.at = span.on.at;  // in daylight now: dropped
}

void move(HabitSpan& span, const HabitDay& day, const DayLight& to, const Evening& evening,
          Rng& rng) {
  if (span.on.keeps == Keeps::clock || span.off.keeps == Keeps::clock) return;
  if (span.on.keeps == Keeps::sun || span.off.keeps == Keeps::sun) {
    span.on.at += evening.later();
    span.off.at += evening.later();
  } else if (span.on.at < (day.light.sunrise + day.light.sunset) / 2) {
    move_morning(span, day.light, to);
  } else if (evening.later() < 0) {
    evening.draw_out(span);
  } else {
    evening.shorten(span, rng);
  }
}

/// Disjoint and within the day, without empty spans.
std::vector<HabitSpan> tidy(std::vector<HabitSpan> spans) {
  std::sort(spans.begin(), spans.end(),
            [](const HabitSpan& a, const HabitSpan& b) { return a.on.at < b.on.at; });
  std::vector<HabitSpan> kept;
  for (HabitSpan span : spans) {
    span.on.at = std::max(span.on.at, kept.empty() ? 0.0 : kept.back().off.at);
    span.off.at = std::min(span.off.at, watched_minutes);
    if (span.off.at > span.on.at) kept.push_back(span);
  }
  return kept;
}

}  // namespace

std::vector<double> first_by_day(const HouseHabits& habits) {
  const std::size_t rooms = habits.rooms.size();
  std::vector<double> day(rooms, 0.0);
  std::vector<double> dark(rooms, 1.0);
  double minutes = 0;
  for (const HabitDay& real : habits.days) {
    minutes += real.light.sunset - real.light.sunrise;
    for (std::size_t room = 0; room < rooms; ++room) {
      for (const HabitSpan& span : real.rooms[room]) {
        const bool is_day = real.light.sunrise <= span.on.at && span.on.at < real.light.sunset;
        if (span.on.at > 0) (is_day ? day : dark)[room] += 1;
      }
    }
  }
  const double all = watched_minutes * static_cast<double>(habits.days.size());
  for (std::size_t room = 0; room < rooms; ++room) {
    const double in_the_dark = dark[room] / std::max(1.0, all - minutes);
    day[room] = std::min(1.0, day[room] / std::max(1.0, minutes) / in_the_dark);
  }
  return day;
}

HabitDay first_in_season(const HabitDay& day, const DayLight& target,
                         const std::vector<double>& by_day, Rng& rng) {
  HabitDay moved = day;
  const Evening evening(day, target);
  for (std::size_t room = 0; room < moved.rooms.size(); ++room) {
    if (by_day[room] > 0.5) continue;
    for (HabitSpan& span : moved.rooms[room]) {
      const HabitSpan was = span;
      move(span, day, target, evening, rng);
      if (was.on.at <= 0) span.on.at = 0;
      if (was.off.at >= watched_minutes) span.off.at = watched_minutes;
    }
    moved.rooms[room] = tidy(std::move(moved.rooms[room]));
  }
  return moved;
}

}  // namespace lamplighter::trials
