// SPDX-License-Identifier: Apache-2.0
#include "documents/sun_text.h"

#include "sky/day_zones.h"
#include "sky/sun.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

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

/// "05:51"; a minute outside the day says so: "00:12 of the day after".
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
