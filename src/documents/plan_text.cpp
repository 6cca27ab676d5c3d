// SPDX-License-Identifier: Apache-2.0
#include "documents/plan_text.h"

#include "sky/sun.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

/// 20 minutes per column on most days, or more if the terminal's 80 columns require it.
int band_columns(std::size_t name_width) {
  return name_width <= 6 ? 72 : name_width <= 30 ? 48 : 24;
}

Json names_json(const std::vector<RoomName>& names) {
  Json list = Json::array();
  for (const RoomName& name : names) list.push_back(name.text());
  return list;
}

Json day_json(const Plan& plan, const TimeZone& zone) {
  Json switches = Json::array();
  for (const Switch& change : plan.switches) {
    switches.push_back({{"at", zone.to_iso(change.at)},
                        {"room", change.room.text()},
                        {"to", to_string(change.to)}});
    add_look(change.look, switches.back());
  }
  return {{"date", to_iso(plan.date)},
          {"rooms", names_json(plan.rooms)},
          {"on_at_start", names_json(plan.on_at_start)},
          {"switches", std::move(switches)}};
}

std::string csv_row(Instant at, const RoomName& room, OnOff to) {
  return fmt::format("{:.6f},{},{},{}\n", to_epoch_seconds(at), to_iso(at), room.text(),
                     to_string(to));
}

std::size_t name_width(const Plan& plan) {
  std::size_t width = 4;
  for (const RoomName& room : plan.rooms) width = std::max(width, room.text().size());
  return width;
}

std::string clock_time(const TimeZone& zone, Instant at) { return zone.to_iso(at).substr(11, 8); }

/// "  40 %, 2700 K", or nothing.
std::string look_for_people(const Look& look) {
  constexpr double mirek_in_kelvin = 1e6;
  std::string text;
  if (look.brightness) text = fmt::format("  {:.0f} %", *look.brightness);
  if (!look.mirek) return text;
  const double kelvin = std::round(mirek_in_kelvin / *look.mirek / 100) * 100;
  return text + fmt::format("{}  {:.0f} K", look.brightness ? "," : "", kelvin);
}

std::string day_for_people(const Plan& plan, const TimeZone& zone) {
  const std::size_t width = name_width(plan);
  const int columns = band_columns(width);
  std::string text = fmt::format("{}\n{:{}}  {}\n", to_iso(plan.date), "", width,
                                 hour_ruler(zone, plan.from, plan.until, columns));
  for (const RoomName& room : plan.rooms) {
    text += fmt::format("{:{}}  {}\n", room.text(), width,
                        band(plan, room, plan.from, plan.until, columns));
  }
  text += '\n';
  for (const Switch& change : plan.switches) {
    text += fmt::format("{}  {:{}}  {}{}\n", clock_time(zone, change.at), change.room.text(), width,
                        to_string(change.to), look_for_people(change.look));
  }
  if (plan.switches.empty()) text += "no switches planned\n";
  return text;
}

/// Seconds in [from, until) for which the room is on.
double seconds_on(const Plan& plan, const RoomName& room, Instant from, Instant until) {
  double seconds = 0.0;
  Instant at = from;
  OnOff state = state_at(plan, room, from);
  const auto pass = [&](Instant to) {
    if (state == OnOff::on) seconds += std::chrono::duration<double>(to - at).count();
    at = to;
  };
  for (const Switch& change : plan.switches) {
    if (change.room != room || change.at <= from || change.at >= until) continue;
    pass(change.at);
    state = change.to;
  }
  pass(until);
  return seconds;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The longest beginning of a line, up to a space, that fits; one word if none does.
std::string_view fitting(std::string_view line, std::size_t width) {
  const std::size_t first = std::min(line.find_first_not_of(' '), line.size());
  std::size_t end = std::min(line.find(' ', first), line.size());
  while (end < line.size()) {
    const std::size_t next = std::min(line.find(' ', end + 1), line.size());
    if (characters(line.substr(0, next)) > width) break;
    end = next;
  }
  return line.substr(0, end);
}

std::string wrapped_line(std::string_view line, std::size_t width, std::size_t indent) {
  std::string text;
  for (std::size_t room = width; characters(line) > room; room = width - indent) {
    const std::string_view part = fitting(line, room);
    text += part;
    line.remove_prefix(std::min(line.find_first_not_of(' ', part.size()), line.size()));
    if (line.empty()) return text;
    text += "\n" + std::string(indent, ' ');
  }
  return text + std::string(line);
}

}  // namespace

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string all;
  while (true) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    all += wrapped_line(text.substr(0, end), width, indent);
    if (end == text.size()) return all;
    all += '\n';
    text.remove_prefix(end + 1);
  }
}

void add_look(const Look& look, Json& to) {
  if (look.brightness) to["brightness"] = *look.brightness;
  if (look.mirek) to["mirek"] = *look.mirek;
}

std::string plan_json(std::span<const Plan> plans, const TimeZone& zone,
                      std::optional<std::uint64_t> seed) {
  Json days = Json::array();
  for (const Plan& plan : plans) days.push_back(day_json(plan, zone));
  Json document;
  document["seed"] = seed ? Json(*seed) : Json(nullptr);
  document["days"] = std::move(days);
  return document.dump(2) + "\n";
}

std::string plan_csv(std::span<const Plan> plans) {
  std::string text = "timestamp,datetime,room,state\n";
  std::map<RoomName, OnOff> written;
  const auto write = [&](Instant at, const RoomName& room, OnOff to) {
    const auto before = written.find(room);
    if (before != written.end() && before->second == to) return;
    written[room] = to;
    text += csv_row(at, room, to);
  };
  for (const Plan& plan : plans) {
    for (const RoomName& room : plan.rooms) write(plan.from, room, state_at(plan, room, plan.from));
    for (const Switch& change : plan.switches) write(change.at, change.room, change.to);
  }
  return text;
}

std::string plan_for_people(std::span<const Plan> plans, const TimeZone& zone) {
  std::string text;
  for (const Plan& plan : plans) {
    if (!text.empty()) text += '\n';
    text += day_for_people(plan, zone);
  }
  return text;
}

std::string band(const Plan& plan, const RoomName& room, Instant from, Instant until, int columns) {
  std::string text;
  for (int i = 0; i < columns; ++i) {
    const Instant left = from + (until - from) * i / columns;
    const Instant right = from + (until - from) * (i + 1) / columns;
    const double share =
        seconds_on(plan, room, left, right) / std::chrono::duration<double>(right - left).count();
    text += share >= 0.5 ? "█" : share > 0.0 ? "▄" : "·";
  }
  return text;
}

std::string hour_ruler(const TimeZone& zone, Instant from, Instant until, int columns) {
  std::string text(static_cast<std::size_t>(columns), ' ');
  const auto wide_enough = (until - from) * 4 / columns;  // four columns per label
  const int every = wide_enough <= 1h ? 1 : wide_enough <= 3h ? 3 : 6;
  for (Instant at = std::chrono::ceil<std::chrono::hours>(from); at < until; at += 1h) {
    const int minute = zone.minute_of_day(at);
    if (minute % (60 * every) != 0) continue;
    const auto column = static_cast<std::size_t>((at - from) * columns / (until - from));
    const std::string label = fmt::format("{:02}", minute / 60);
    if (column + label.size() <= text.size()) text.replace(column, label.size(), label);
  }
  return text;
}

namespace {

constexpr int minutes_per_day = 24 * 60;

std::string_view name_of(Daylight daylight) {
  switch (daylight) {
    case Daylight::rises_and_sets:
      return "rises_and_sets";
    case Daylight::up_all_day:
      return "up_all_day";
    case Daylight::down_all_day:
      return "down_all_day";
  }
  return "";
}

/// "05:51"; a minute outside the day is marked: "00:12 of the day after".
std::string clock_time(int minute) {
  const int within = (minute % minutes_per_day + minutes_per_day) % minutes_per_day;
  std::string text = fmt::format("{:02}:{:02}", within / 60, within % 60);
  if (minute < 0) text += " of the day before";
  if (minute >= minutes_per_day) text += " of the day after";
  return text;
}

Json or_null(std::optional<int> minute) { return minute ? Json(*minute) : Json(); }

std::int64_t minutes_in(const ZoneSpan& span) {
  return std::chrono::round<std::chrono::minutes>(span.until - span.from).count();
}

std::string sun_lines(const SunTimes& times) {
  if (times.daylight == Daylight::up_all_day) return "the sun does not set\n";
  if (times.daylight == Daylight::down_all_day) return "the sun does not rise\n";
  return fmt::format("sunrise  {} (minute {})\nsunset   {} (minute {})\n",
                     clock_time(*times.sunrise), *times.sunrise, clock_time(*times.sunset),
                     *times.sunset);
}

}  // namespace

std::string sun_json(const Place& place, Date date) {
  const SunTimes times = sun(place, date);
  Json zones = Json::array();
  for (const ZoneSpan& span : zone_spans(place, date)) {
    zones.push_back({{"zone", to_string(span.zone)},
                     {"from", place.zone.to_iso(span.from)},
                     {"until", place.zone.to_iso(span.until)},
                     {"minutes", minutes_in(span)}});
  }
  const Json document{{"date", to_iso(date)},
                      {"latitude", place.latitude},
                      {"longitude", place.longitude},
                      {"time_zone", place.zone.name()},
                      {"daylight", name_of(times.daylight)},
                      {"sunrise", or_null(times.sunrise)},
                      {"sunset", or_null(times.sunset)},
                      {"noon", times.noon},
                      {"zones", std::move(zones)}};
  return document.dump() + "\n";
}

std::string sun_for_people(const Place& place, Date date) {
  const SunTimes times = sun(place, date);
  std::string text =
      fmt::format("{} at {}, {} ({})\n\n{}noon     {}\n\n", to_iso(date), place.latitude,
                  place.longitude, place.zone.name(), sun_lines(times), clock_time(times.noon));
  const auto clock = [&](Instant at) { return place.zone.to_iso(at).substr(11, 5); };
  const Instant end = place.zone.start_of_day(plus_days(date, 1));
  std::int64_t total = 0;
  for (const ZoneSpan& span : zone_spans(place, date)) {
    text += fmt::format("{:8} {} – {}  {:4} min\n", to_string(span.zone), clock(span.from),
                        span.until == end ? "24:00" : clock(span.until), minutes_in(span));
    total += minutes_in(span);
  }
  if (total == 0) return text + "no zones: this date was left out of the calendar here\n";
  if (total != minutes_per_day) text += "the clocks change on this day\n";
  return text;
}

}  // namespace lamplighter::app
