// SPDX-License-Identifier: Apache-2.0
#include "views/day_marks.h"
#include "views/pictures.h"
#include "views/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace lamplighter::views {
namespace {

constexpr double width = 1100;
constexpr double height = 420;
constexpr double left = 50;
constexpr double right = width - 50;
constexpr double top = 76;
constexpr double bottom = height - 40;
constexpr double strip = 40;  // of the lamps, 18 high

double root(double lux) { return std::copysign(std::sqrt(std::abs(lux)), lux); }

/// One room's light on paper.
class LightDrawing {
 public:
  LightDrawing(const ReadingsView& view, const Place& place)
      : view_(view), place_(place), svg_(width, height) {
    for (const LightColumn& column : view.light.columns) see(column.low, column.high);
    for (const auto& sample : view.light.samples) see(sample.value.value(), sample.value.value());
  }

  std::string draw() && {
    svg_.text(left, 22, view_.room.text(), "start", Ink::text, true);
    draw_days();
    draw_axes();
    draw_lamps();
    draw_levels();
    draw_light();
    return std::move(svg_).finish();
  }

 private:
  void see(double low, double high) {
    lowest_ = std::min(lowest_, low);
    highest_ = std::max(highest_, high);
  }
  [[nodiscard]] double x(Instant at) const {
    const double share =
        std::chrono::duration<double>(at - view_.from) / (view_.until - view_.from);
    return left + std::clamp(share, 0.0, 1.0) * (right - left);
  }
  [[nodiscard]] double y(double lux) const {
    const double share = (root(lux) - root(lowest_)) / (root(highest_) - root(lowest_));
    return bottom - share * (bottom - top);
  }
  void span(Instant from, Instant until, double at, double tall, std::string_view colour) {
    if (x(until) > x(from)) svg_.box(x(from), at, std::max(x(until) - x(from), 0.5), tall, colour);
  }

  void draw_days() {
    const auto days = day_marks(place_, view_.from, view_.until);
    if (days.size() > 200) return;  // nights too thin to be seen
    for (const DayMark& day : days) {
      if (day.sunrise) span(day.from, *day.sunrise, top, bottom - top, Ink::night);
      if (day.sunset) span(*day.sunset, day.until, top, bottom - top, Ink::night);
      if (!day.sunrise && !day.is_up_all_day)
        span(day.from, day.until, top, bottom - top, Ink::night);
    }
  }

  void draw_axes() {
    for (const int lux : {0, 5, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000}) {
      if (lux > highest_) break;
      svg_.line(left, y(lux), right, y(lux), Ink::line);
      svg_.text(left - 6, y(lux) + 4, fmt::format("{}", lux), "end");
    }
    svg_.text(left - 6, top - 4, "lux", "end");
    for (const TimeTick& tick : time_ticks(place_.zone, view_.from, view_.until, right - left)) {
      svg_.line(x(tick.at), bottom, x(tick.at), bottom + 5, Ink::soft);
      svg_.text(x(tick.at), bottom + 20, tick.words, "middle");
    }
  }

  void draw_lamps() {
    svg_.text(left - 6, strip + 13, "lamps", "end");
    const auto& changes = view_.lamps.changes;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (changes[i].state == LampState::off) continue;
      const Instant until = i + 1 < changes.size() ? changes[i + 1].at : view_.until;
      const bool is_on = changes[i].state == LampState::on;
      span(changes[i].at, until, strip, 18, is_on ? Ink::lamp : Ink::unknown);
    }
  }

  void draw_levels() {
    for (const auto& centre : view_.levels.centres) {
      if (!centre || *centre > highest_) continue;
      svg_.line(left, y(*centre), right, y(*centre), Ink::soft, "1 4");
      svg_.text(right + 6, y(*centre) + 4, fmt::format("{:.0f}", *centre));
    }
    if (!view_.cut || *view_.cut > highest_) return;
    svg_.line(left, y(*view_.cut), right, y(*view_.cut), Ink::lamp, "6 4");
    svg_.text(right - 4, y(*view_.cut) - 4, fmt::format("on from {:.0f} lux", *view_.cut), "end");
  }

  /// True where a gap ends between two instants.
  bool is_broken(Instant before, Instant at) {
    const auto& gaps = view_.light.gaps;
    while (gap_ < gaps.size() && gaps[gap_].before <= before) ++gap_;
    return gap_ < gaps.size() && gaps[gap_].before <= at;
  }

  void draw_light() {
    std::string line;
    std::string band;
    std::optional<Instant> before;
    const auto step = [&](Instant at, double lux) {
      line += fmt::format("{}{:.1f} {:.1f}", !before || is_broken(*before, at) ? "M" : "L", x(at),
                          y(lux));
      before = at;
    };
    for (std::size_t i = 0; i < view_.light.samples.size(); ++i) {
      step(view_.light.samples[i].at, view_.light.smoothed[i]);
    }
    for (const LightColumn& column : view_.light.columns) {
      const Instant at = view_.light.from + column.index * view_.light.step;
      const double wide = std::max(x(at + view_.light.step) - x(at), 0.5);
      band += fmt::format("M{:.1f} {:.1f}h{:.1f}V{:.1f}h-{:.1f}Z", x(at), y(column.high), wide,
                          y(column.low) + 0.5, wide);
      step(at + view_.light.step / 2, column.mean);
    }
    if (!band.empty()) svg_.area(band, Ink::light, 0.25);
    if (!line.empty()) svg_.path(line, Ink::light, 1.4);
  }

  const ReadingsView& view_;
  const Place& place_;
  Svg svg_;
  double lowest_ = 0;
  double highest_ = 10;
  std::size_t gap_ = 0;
};

}  // namespace

std::string readings_svg(const ReadingsView& view, const Place& place) {
  return LightDrawing(view, place).draw();
}

}  // namespace lamplighter::views
