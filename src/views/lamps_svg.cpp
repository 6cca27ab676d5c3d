// SPDX-License-Identifier: Apache-2.0
#include "views/day_marks.h"
#include "views/pictures.h"
#include "views/svg.h"

#include <fmt/format.h>

#include <algorithm>

namespace lamplighter::views {
namespace {

constexpr double left = 56;
constexpr double top = 66;
constexpr double day_height = 288;  // five minutes a pixel
constexpr double full_width = 1100;
constexpr std::string_view night = "#27374d";
constexpr std::string_view daylight = "#cfe3f2";

/// Days from left to right, the hours of each from top to bottom.
class Calendar {
 public:
  Calendar(const ReadingsView& view, const Place& place)
      : view_(view),
        place_(place),
        days_(day_marks(place, view.from, view.until)),
        width_(std::min(36.0, (full_width - left - 10) / static_cast<double>(days_.size()))),
        svg_(full_width, top + day_height + 40) {}

  std::string draw() && {
    svg_.text(left, 22, view_.room.text(), "start", Ink::text, true);
    draw_legend();
    for (std::size_t i = 0; i < days_.size(); ++i) draw_light(i);
    std::size_t day = 0;
    const auto& changes = view_.lamps.changes;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      const Instant until = i + 1 < changes.size() ? changes[i + 1].at : view_.until;
      if (changes[i].state != LampState::off)
        draw_lamp(changes[i].at, until, changes[i].state, day);
    }
    draw_axes();
    return std::move(svg_).finish();
  }

 private:
  /// The part of [from, until) that is in a day.
  void bar(std::size_t index, Instant from, Instant until, std::string_view colour) {
    const DayMark& day = days_[index];
    from = std::max({from, day.from, view_.from});
    until = std::min({until, day.until, view_.until});
    if (until <= from) return;
    const double begin = clock_pixels(day, from);
    const double end = clock_pixels(day, until);
    if (end <= begin) return;  // within the hour that a clock repeats
    svg_.box(left + static_cast<double>(index) * width_, top + begin, width_ + 0.1, end - begin,
             colour);
  }

  /// By the clock on the wall, so that all days are equally tall.
  [[nodiscard]] double clock_pixels(const DayMark& day, Instant at) const {
    if (at >= day.until) return day_height;
    const auto since = place_.zone.local(at) - std::chrono::local_days(day.date);
    return std::chrono::duration<double, std::ratio<300>>(since).count();
  }

  void draw_light(std::size_t index) {
    const DayMark& day = days_[index];
    bar(index, day.from, day.until, day.is_up_all_day ? daylight : night);
    if (day.sunrise && day.sunset) bar(index, *day.sunrise, *day.sunset, daylight);
  }

  /// `day` goes on from where the last interval left it.
  void draw_lamp(Instant from, Instant until, LampState state, std::size_t& day) {
    while (day < days_.size() && days_[day].until <= from) ++day;
    for (std::size_t i = day; i < days_.size() && days_[i].from < until; ++i) {
      bar(i, from, until, state == LampState::on ? Ink::lamp : Ink::unknown);
    }
  }

  void draw_axes() {
    for (int hour = 0; hour <= 24; hour += 6) {
      svg_.text(left - 6, top + 12 * hour + 4, fmt::format("{}:00", hour), "end");
    }
    for (const TimeTick& tick : time_ticks(place_.zone, days_.front().from, days_.back().until,
                                           width_ * static_cast<double>(days_.size()))) {
      const auto day = std::ranges::upper_bound(days_, tick.at, {}, &DayMark::until);
      if (day == days_.end() || day->from != tick.at) continue;
      const double x = left + static_cast<double>(day - days_.begin()) * width_;
      svg_.line(x, top + day_height, x, top + day_height + 5, Ink::soft);
      svg_.text(x, top + day_height + 20, tick.words);
    }
  }

  void draw_legend() {
    double x = left;
    const auto entry = [&](std::string_view colour, std::string_view words, double wide) {
      svg_.box(x, 36, 14, 12, colour);
      svg_.text(x + 19, 46, words);
      x += wide;
    };
    entry(Ink::lamp, "lamps on", 100);
    entry(Ink::unknown, "cannot be told", 130);
    entry(daylight, "daylight, no lamp", 150);
    entry(night, "night, no lamp", 130);
  }

  const ReadingsView& view_;
  const Place& place_;
  std::vector<DayMark> days_;
  double width_;
  Svg svg_;
};

}  // namespace

std::string lamps_svg(const ReadingsView& view, const Place& place) {
  return Calendar(view, place).draw();
}

}  // namespace lamplighter::views
