// SPDX-License-Identifier: Apache-2.0
#include "views/pictures.h"

#include "views/house_past.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

namespace lamplighter::views {
namespace {

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == '<') {
      result += "&lt;";
    } else if (c == '&') {
      result += "&amp;";
    } else {
      result += c;
    }
  }
  return result;
}

constexpr std::array<std::string_view, 12> month_names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

std::string_view name_of(Date date) { return month_names[static_cast<unsigned>(date.month()) - 1]; }

std::string day_words(Date date) {
  return fmt::format("{} {}", static_cast<unsigned>(date.day()), name_of(date));
}

/// Every full local hour that is a multiple of `every`; midnight shows the date.
std::vector<TimeTick> hour_ticks(const TimeZone& zone, Instant from, Instant until, int every) {
  std::vector<TimeTick> ticks;
  constexpr std::chrono::minutes quarter{15};  // UTC offsets are multiples of this
  Instant at = std::chrono::ceil<std::chrono::hours>(from);
  for (at -= 45min; at < until; at += quarter) {
    const int minute = zone.minute_of_day(at);
    if (at < from || minute % (60 * every) != 0) continue;
    ticks.push_back(
        {at, minute == 0 ? day_words(zone.date_of(at)) : fmt::format("{}:00", minute / 60)});
  }
  return ticks;
}

std::vector<TimeTick> day_ticks(const TimeZone& zone, Instant from, Instant until, int every) {
  std::vector<TimeTick> ticks;
  Date date = zone.date_of(from);
  const auto number = std::chrono::sys_days(date).time_since_epoch().count();
  date = plus_days(date, static_cast<int>((every - number % every) % every));
  for (; zone.start_of_day(date) < until; date = plus_days(date, every)) {
    if (zone.start_of_day(date) >= from)
      ticks.push_back({zone.start_of_day(date), day_words(date)});
  }
  return ticks;
}

std::vector<TimeTick> month_ticks(const TimeZone& zone, Instant from, Instant until, int every) {
  std::vector<TimeTick> ticks;
  const Date begin = zone.date_of(from);
  int month = static_cast<int>(begin.year()) * 12 +
              static_cast<int>(static_cast<unsigned>(begin.month())) - 1;
  for (month -= month % every;; month += every) {
    const Date date{std::chrono::year(month / 12),
                    std::chrono::month(static_cast<unsigned>(month % 12 + 1)), std::chrono::day(1)};
    const Instant at = zone.start_of_day(date);
    if (at >= until) return ticks;
    const bool is_year = month % 12 == 0;
    if (at >= from)
      ticks.push_back({at, is_year ? fmt::format("{}", month / 12) : std::string(name_of(date))});
  }
}

}  // namespace

Svg::Svg(double width, double height) {
  text_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0:.0f} {1:.0f}\" width=\"{0:.0f}\" "
      "height=\"{1:.0f}\" font-family=\"sans-serif\" font-size=\"12\">\n"
      "<defs><pattern id=\"unknown\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\">"
      "<rect width=\"4\" height=\"4\" fill=\"#eee\"/><path d=\"M0 4L4 0\" stroke=\"#777\"/>"
      "</pattern></defs>\n<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"#fff\"/>\n",
      width, height);
}

void Svg::box(double x, double y, double width, double height, std::string_view colour) {
  text_ += fmt::format(
      "<rect x=\"{:.2f}\" y=\"{:.2f}\" width=\"{:.2f}\" height=\"{:.2f}\" fill=\"{}\"/>\n", x, y,
      width, height, colour);
}

void Svg::line(double x1, double y1, double x2, double y2, std::string_view colour,
               std::string_view dashes) {
  text_ +=
      fmt::format("<path d=\"M{:.1f} {:.1f}L{:.1f} {:.1f}\" stroke=\"{}\"", x1, y1, x2, y2, colour);
  if (!dashes.empty()) text_ += fmt::format(" stroke-dasharray=\"{}\"", dashes);
  text_ += "/>\n";
}

void Svg::path(std::string_view steps, std::string_view colour, double width) {
  text_ += fmt::format(
      "<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" "
      "stroke-linejoin=\"round\"/>\n",
      steps, colour, width);
}

void Svg::area(std::string_view steps, std::string_view colour, double opacity) {
  text_ += fmt::format("<path d=\"{}\" fill=\"{}\" opacity=\"{}\"/>\n", steps, colour, opacity);
}

void Svg::text(double x, double y, std::string_view words, std::string_view anchor,
               std::string_view colour, bool strong) {
  text_ +=
      fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" fill=\"{}\"{}>{}</text>\n", x,
                  y, anchor, colour, strong ? " font-weight=\"bold\"" : "", escaped(words));
}

std::string Svg::finish() && { return std::move(text_) + "</svg>\n"; }

std::vector<TimeTick> time_ticks(const TimeZone& zone, Instant from, Instant until, double width) {
  const double hours = std::chrono::duration<double, std::ratio<3600>>(until - from).count();
  const double most = std::max(2.0, width / 64);
  for (const int every : {1, 3, 6, 12}) {
    if (hours / every <= most) return hour_ticks(zone, from, until, every);
  }
  for (const int every : {1, 2, 7}) {
    if (hours / 24 / every <= most) return day_ticks(zone, from, until, every);
  }
  for (const int every : {1, 3, 6, 12, 24, 60}) {
    if (hours / 730 / every <= most) return month_ticks(zone, from, until, every);
  }
  return month_ticks(zone, from, until, 240);
}

namespace {

constexpr double days_left = 110;
constexpr double days_right = 1080;
constexpr double lane = 9;
constexpr std::size_t most_days = 14;  // of each kind

std::vector<HouseDay> newest_days(const HousePast& past, const TimeZone& zone) {
  std::vector<HouseDay> days = days_of(past, zone);
  std::erase_if(days, [](const HouseDay& day) { return day.unknown > 30min; });
  if (days.size() > most_days) days.erase(days.begin(), days.end() - most_days);
  return days;
}

void draw_day(Svg& svg, const HouseDay& day, const std::map<RoomName, std::size_t>& rooms,
              const Place& place, double y) {
  const auto x = [&](Instant at) {  // in local time, as on the axis
    if (at >= day.until) return days_right;
    const auto since = place.zone.local(at) - std::chrono::local_days(day.date);
    return days_left + std::chrono::duration<double>(since) / 24h * (days_right - days_left);
  };
  const double tall = lane * static_cast<double>(rooms.size());
  const DayMark mark = day_marks(place, day.from, day.until).front();
  if (mark.sunrise) svg.box(days_left, y, x(*mark.sunrise) - days_left, tall, Ink::night);
  if (mark.sunset && *mark.sunset < day.until) {
    svg.box(x(*mark.sunset), y, days_right - x(*mark.sunset), tall, Ink::night);
  }
  svg.text(days_left - 8, y + tall / 2 + 4, to_iso(day.date), "end");
  for (const LitSpan& span : day.lit) {
    svg.box(x(span.from), y + lane * static_cast<double>(rooms.at(span.room)) + 1,
            std::max(x(span.until) - x(span.from), 1.0), lane - 2, Ink::lamp);
  }
}

}  // namespace

std::string compare_svg(const HouseView& view, const Place& place) {
  const auto real = newest_days(view.real, place.zone);
  const auto planned = newest_days(view.planned, place.zone);
  std::map<RoomName, std::size_t> rooms;
  for (const HousePast* past : {&view.real, &view.planned}) {
    for (const RoomPast& room : *past) rooms.emplace(room.room, 0);
  }
  std::string names;
  std::size_t count = 0;
  for (auto& [room, index] : rooms) {
    index = count++;
    names += (names.empty() ? "" : ", ") + room.text();
  }
  const double row = lane * static_cast<double>(count) + 7;
  const double height = 110 + row * static_cast<double>(real.size() + planned.size());
  Svg svg(days_right + 20, height);
  for (int hour = 0; hour <= 24; hour += 3) {
    svg.text(days_left + (days_right - days_left) * hour / 24, 22, fmt::format("{}:00", hour),
             "middle");
  }
  double y = 34;
  for (const auto& [title, days] : {std::pair("real", &real), {"planned", &planned}}) {
    svg.text(days_left - 8, y + 12, title, "end", Ink::text, true);
    y += 20;
    for (const HouseDay& day : *days) {
      draw_day(svg, day, rooms, place, y);
      y += row;
    }
  }
  svg.text(days_left, height - 14, fmt::format("Lines from top to bottom: {}", names));
  return std::move(svg).finish();
}

namespace {

constexpr double weeks_left = 56;
constexpr double weeks_top = 66;
constexpr double day_height = 288;  // five minutes per pixel
constexpr double full_width = 1100;
constexpr std::string_view night = "#27374d";
constexpr std::string_view daylight = "#cfe3f2";

/// Days from left to right, their hours from top to bottom.
class Calendar {
 public:
  Calendar(const ReadingsView& view, const Place& place)
      : view_(view),
        place_(place),
        days_(day_marks(place, view.from, view.until)),
        width_(std::min(36.0, (full_width - weeks_left - 10) / static_cast<double>(days_.size()))),
        svg_(full_width, weeks_top + day_height + 40) {}

  std::string draw() && {
    svg_.text(weeks_left, 22, view_.room.text(), "start", Ink::text, true);
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
    if (end <= begin) return;  // within a repeated hour
    svg_.box(weeks_left + static_cast<double>(index) * width_, weeks_top + begin, width_ + 0.1,
             end - begin, colour);
  }

  /// In local time, so that all days have the same height.
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

  /// `day` continues from the previous interval.
  void draw_lamp(Instant from, Instant until, LampState state, std::size_t& day) {
    while (day < days_.size() && days_[day].until <= from) ++day;
    for (std::size_t i = day; i < days_.size() && days_[i].from < until; ++i) {
      bar(i, from, until, state == LampState::on ? Ink::lamp : Ink::unknown);
    }
  }

  void draw_axes() {
    for (int hour = 0; hour <= 24; hour += 6) {
      svg_.text(weeks_left - 6, weeks_top + 12 * hour + 4, fmt::format("{}:00", hour), "end");
    }
    for (const TimeTick& tick : time_ticks(place_.zone, days_.front().from, days_.back().until,
                                           width_ * static_cast<double>(days_.size()))) {
      const auto day = std::ranges::upper_bound(days_, tick.at, {}, &DayMark::until);
      if (day == days_.end() || day->from != tick.at) continue;
      const double x = weeks_left + static_cast<double>(day - days_.begin()) * width_;
      svg_.line(x, weeks_top + day_height, x, weeks_top + day_height + 5, Ink::soft);
      svg_.text(x, weeks_top + day_height + 20, tick.words);
    }
  }

  void draw_legend() {
    double x = weeks_left;
    const auto entry = [&](std::string_view colour, std::string_view words, double wide) {
      svg_.box(x, 36, 14, 12, colour);
      svg_.text(x + 19, 46, words);
      x += wide;
    };
    entry(Ink::lamp, "lamps on", 100);
    entry(Ink::unknown, "unclear", 130);
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

namespace {

constexpr double width = 1100;
constexpr double height = 420;
constexpr double plot_left = 50;
constexpr double plot_right = width - 50;
constexpr double plot_top = 76;
constexpr double bottom = height - 40;
constexpr double strip = 40;  // for the lamps, 18 high

double root(double lux) { return std::copysign(std::sqrt(std::abs(lux)), lux); }

/// Drawing of one room's light for print.
class LightDrawing {
 public:
  LightDrawing(const ReadingsView& view, const Place& place)
      : view_(view), place_(place), svg_(width, height) {
    for (const LightColumn& column : view.light.columns) see(column.low, column.high);
    for (const auto& sample : view.light.samples) see(sample.value.value(), sample.value.value());
  }

  std::string draw() && {
    svg_.text(plot_left, 22, view_.room.text(), "start", Ink::text, true);
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
    return plot_left + std::clamp(share, 0.0, 1.0) * (plot_right - plot_left);
  }
  [[nodiscard]] double y(double lux) const {
    const double share = (root(lux) - root(lowest_)) / (root(highest_) - root(lowest_));
    return bottom - share * (bottom - plot_top);
  }
  void span(Instant from, Instant until, double at, double tall, std::string_view colour) {
    if (x(until) > x(from)) svg_.box(x(from), at, std::max(x(until) - x(from), 0.5), tall, colour);
  }

  void draw_days() {
    const auto days = day_marks(place_, view_.from, view_.until);
    if (days.size() > 200) return;  // nights too narrow to be visible
    for (const DayMark& day : days) {
      if (day.sunrise) span(day.from, *day.sunrise, plot_top, bottom - plot_top, Ink::night);
      if (day.sunset) span(*day.sunset, day.until, plot_top, bottom - plot_top, Ink::night);
      if (!day.sunrise && !day.is_up_all_day)
        span(day.from, day.until, plot_top, bottom - plot_top, Ink::night);
    }
  }

  void draw_axes() {
    for (const int lux : {0, 5, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000}) {
      if (lux > highest_) break;
      svg_.line(plot_left, y(lux), plot_right, y(lux), Ink::line);
      svg_.text(plot_left - 6, y(lux) + 4, fmt::format("{}", lux), "end");
    }
    svg_.text(plot_left - 6, plot_top - 4, "lux", "end");
    for (const TimeTick& tick :
         time_ticks(place_.zone, view_.from, view_.until, plot_right - plot_left)) {
      svg_.line(x(tick.at), bottom, x(tick.at), bottom + 5, Ink::soft);
      svg_.text(x(tick.at), bottom + 20, tick.words, "middle");
    }
  }

  void draw_lamps() {
    svg_.text(plot_left - 6, strip + 13, "lamps", "end");
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
      svg_.line(plot_left, y(*centre), plot_right, y(*centre), Ink::soft, "1 4");
      svg_.text(plot_right + 6, y(*centre) + 4, fmt::format("{:.0f}", *centre));
    }
    if (!view_.cut || *view_.cut > highest_) return;
    svg_.line(plot_left, y(*view_.cut), plot_right, y(*view_.cut), Ink::lamp, "6 4");
    svg_.text(plot_right - 4, y(*view_.cut) - 4, fmt::format("on from {:.0f} lux", *view_.cut),
              "end");
  }

  /// True if there is a gap between two instants.
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
