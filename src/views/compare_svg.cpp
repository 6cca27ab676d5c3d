// SPDX-License-Identifier: Apache-2.0
#include "views/day_marks.h"
#include "views/pictures.h"
#include "views/svg.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace lamplighter::views {
namespace {

constexpr double left = 110;
constexpr double right = 1080;
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
  const auto x = [&](Instant at) {  // by the clock on the wall, as the ruler
    if (at >= day.until) return right;
    const auto since = place.zone.local(at) - std::chrono::local_days(day.date);
    return left + std::chrono::duration<double>(since) / 24h * (right - left);
  };
  const double tall = lane * static_cast<double>(rooms.size());
  const DayMark mark = day_marks(place, day.from, day.until).front();
  if (mark.sunrise) svg.box(left, y, x(*mark.sunrise) - left, tall, Ink::night);
  if (mark.sunset && *mark.sunset < day.until) {
    svg.box(x(*mark.sunset), y, right - x(*mark.sunset), tall, Ink::night);
  }
  svg.text(left - 8, y + tall / 2 + 4, to_iso(day.date), "end");
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
  Svg svg(right + 20, height);
  for (int hour = 0; hour <= 24; hour += 3) {
    svg.text(left + (right - left) * hour / 24, 22, fmt::format("{}:00", hour), "middle");
  }
  double y = 34;
  for (const auto& [title, days] : {std::pair("real", &real), {"planned", &planned}}) {
    svg.text(left - 8, y + 12, title, "end", Ink::text, true);
    y += 20;
    for (const HouseDay& day : *days) {
      draw_day(svg, day, rooms, place, y);
      y += row;
    }
  }
  svg.text(left, height - 14, fmt::format("Lines from top to bottom: {}", names));
  return std::move(svg).finish();
}

}  // namespace lamplighter::views
