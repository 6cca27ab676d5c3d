// SPDX-License-Identifier: Apache-2.0
#include "views/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
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

/// Every full hour of the clock at which it shows a multiple of `every`; midnight shows its date.
std::vector<TimeTick> hour_ticks(const TimeZone& zone, Instant from, Instant until, int every) {
  std::vector<TimeTick> ticks;
  constexpr std::chrono::minutes quarter{15};  // clocks differ from UTC by quarters
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

}  // namespace lamplighter::views
