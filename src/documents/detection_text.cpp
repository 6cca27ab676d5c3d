// SPDX-License-Identifier: Apache-2.0
#include "documents/detection_text.h"

#include "csv/row_text.h"
#include "detection/changes.h"
#include "detection/spill.h"
#include "documents/plan_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lamplighter::app {
namespace {

constexpr int day_columns = 48;  // half an hour each on most days

std::string clock_length(Instant::duration time) {
  const auto minutes = std::chrono::round<std::chrono::minutes>(time).count();
  return fmt::format("{} h {:02} min", minutes / 60, minutes % 60);
}

std::string lamps_for_people(const std::vector<double>& lamps) {
  if (lamps.empty()) return "none detected";
  std::string text;
  for (const double lux : lamps) {
    text += fmt::format("{}{:.{}f}", text.empty() ? "" : ", ", lux, lux < 10 ? 1 : 0);
  }
  return text + " lux";
}

/// Observations about the sensor and its neighbours, one line each.
std::string noticed(std::span<const RoomDetection> rooms, const Detection& detection,
                    const TimeZone& zone) {
  std::string text;
  if (const std::string how = describe(detection.reporting); !how.empty()) {
    text += fmt::format("sensor     {}\n", how);
  }
  for (const Stretch& moved : detection.moved) {
    text += fmt::format("moved      the sensor, between {} and {}: learning starts over\n",
                        zone.to_minute(moved.from), zone.to_minute(moved.until));
  }
  for (const Stretch& stuck : detection.stuck) {
    text += fmt::format("stuck      the sensor repeated one value from {} to {}\n",
                        zone.to_minute(stuck.from), zone.to_minute(stuck.until));
  }
  for (const Spill& spill : detection.spills) {
    text += fmt::format("from {}: {:.0f} % of its lamps' light; unknown where that explains it\n",
                        rooms[spill.from].room.text(), 100 * spill.share);
  }
  return text;
}

std::string heading(const RoomDetection& room, const TimeZone& zone) {
  const Detection& detection = room.detection;
  std::string text = fmt::format("{}: {} readings", room.room.text(), detection.samples);
  if (detection.observed.empty()) return text + "\n";
  const DetectedTime time = detected_time(detection);
  return text + fmt::format(
                    ", {} to {}\nlamps      {}\non         {}\nunknown    {}\nobserved   {}, "
                    "{:.0f} % of the time\n",
                    zone.to_minute(detection.observed.front().from),
                    zone.to_minute(detection.observed.back().until),
                    lamps_for_people(detection.lamps), clock_length(time.on),
                    clock_length(time.unknown), clock_length(time.observed),
                    100.0 * std::chrono::duration<double>(time.observed) /
                        std::chrono::duration<double>(detection.observed.back().until -
                                                      detection.observed.front().from));
}

Instant::duration overlap(Instant from, Instant until, Instant other_from, Instant other_until) {
  return std::max(Instant::duration{0}, std::min(until, other_until) - std::max(from, other_from));
}

/// The detected time in [from, until). Both lists are searched from the first relevant entry.
DetectedTime time_within(const Detection& detection, Instant from, Instant until) {
  DetectedTime time;
  auto stretch = std::ranges::upper_bound(detection.observed, from, {}, &Stretch::until);
  for (; stretch != detection.observed.end() && stretch->from < until; ++stretch) {
    time.observed += overlap(from, until, stretch->from, stretch->until);
  }
  auto interval = std::ranges::upper_bound(detection.intervals, from, {}, &LitInterval::until);
  for (; interval != detection.intervals.end() && interval->from < until; ++interval) {
    auto& sum = interval->state == LampState::on ? time.on : time.unknown;
    sum += overlap(from, until, interval->from, interval->until);
  }
  return time;
}

std::string_view mark(const DetectedTime& time) {
  if (time.observed.count() == 0) return " ";
  if (2 * time.on >= time.observed) return "█";
  if (2 * time.unknown >= time.observed) return "?";
  return time.on.count() > 0 ? "▄" : "·";
}

}  // namespace

std::string detection_band(const Detection& detection, Instant from, Instant until, int columns) {
  std::string text;
  for (int i = 0; i < columns; ++i) {
    text += mark(time_within(detection, from + (until - from) * i / columns,
                             from + (until - from) * (i + 1) / columns));
  }
  return text;
}

std::string detection_csv(std::span<const RoomDetection> rooms) {
  std::vector<Change> changes;
  for (const RoomDetection& room : rooms) {
    std::ranges::copy(lamp_changes(room.detection, room.room), std::back_inserter(changes));
  }
  std::ranges::stable_sort(changes, {}, &Change::at);
  return csv::format_on_off(changes);
}

void take_spill(std::span<RoomDetection> rooms) {
  std::vector<Detection> detections;
  for (RoomDetection& room : rooms) detections.push_back(std::move(room.detection));
  tell_spill(detections);
  for (std::size_t i = 0; i < rooms.size(); ++i) rooms[i].detection = std::move(detections[i]);
}

std::string detection_for_people(std::span<const RoomDetection> rooms, const RoomDetection& room,
                                 const TimeZone& zone) {
  std::string text = heading(room, zone);
  const Detection& detection = room.detection;
  if (detection.observed.empty()) return text;
  text += noticed(rooms, detection, zone);
  const Date first = zone.date_of(detection.observed.front().from);
  const Date last = zone.date_of(detection.observed.back().until - Instant::duration{1});
  text += fmt::format("\n{:10}  {}\n", "",
                      hour_ruler(zone, zone.start_of_day(first),
                                 zone.start_of_day(plus_days(first, 1)), day_columns));
  for (Date day = first; day <= last; day = plus_days(day, 1)) {
    const Instant from = zone.start_of_day(day);
    const Instant until = zone.start_of_day(plus_days(day, 1));
    const DetectedTime time = time_within(detection, from, until);
    if (time.observed < 5min) continue;
    text += fmt::format("{}  {} {}\n", to_iso(day),
                        detection_band(detection, from, until, day_columns), clock_length(time.on));
  }
  return text + "\n█ on  ▄ on for less than half  · off  ? unclear\n";
}

namespace {

using Json = nlohmann::ordered_json;

double rounded(double value, double per_unit) { return std::round(value * per_unit) / per_unit; }

/// Readings are a minute apart; fractions of a second have no meaning.
std::string to_the_second(Instant at, const TimeZone& zone) {
  return zone.to_iso(std::chrono::floor<std::chrono::seconds>(at));
}

double minutes(Instant::duration time) {
  return rounded(std::chrono::duration<double, std::ratio<60>>(time).count(), 10);
}

Json interval_json(const LitInterval& interval, const TimeZone& zone) {
  return {{"from", to_the_second(interval.from, zone)},
          {"until", to_the_second(interval.until, zone)},
          {"state", to_string(interval.state)},
          {"probability", rounded(interval.probability, 1000)},
          {"lux", rounded(interval.lux, 10)}};
}

Json stretches_json(const std::vector<Stretch>& stretches, const TimeZone& zone) {
  Json list = Json::array();
  for (const Stretch& stretch : stretches) {
    list.push_back({{"from", to_the_second(stretch.from, zone)},
                    {"until", to_the_second(stretch.until, zone)}});
  }
  return list;
}

Json room_json(std::span<const RoomDetection> rooms, const RoomDetection& room,
               const TimeZone& zone) {
  const Detection& detection = room.detection;
  const DetectedTime time = detected_time(detection);
  Json lamps = Json::array();
  for (const double lux : detection.lamps) lamps.push_back(rounded(lux, 10));
  Json intervals = Json::array();
  for (const LitInterval& interval : detection.intervals) {
    intervals.push_back(interval_json(interval, zone));
  }
  Json spills = Json::array();
  for (const Spill& spill : detection.spills) {
    spills.push_back(
        {{"room", rooms[spill.from].room.text()}, {"share", rounded(spill.share, 1000)}});
  }
  return {{"room", room.room.text()},
          {"samples", detection.samples},
          {"observed_minutes", minutes(time.observed)},
          {"on_minutes", minutes(time.on)},
          {"unknown_minutes", minutes(time.unknown)},
          {"lamps", std::move(lamps)},
          {"moved", stretches_json(detection.moved, zone)},
          {"stuck", stretches_json(detection.stuck, zone)},
          {"spills", std::move(spills)},
          {"intervals", std::move(intervals)}};
}

}  // namespace

std::string detection_json(std::span<const RoomDetection> rooms, const TimeZone& zone) {
  Json list = Json::array();
  for (const RoomDetection& room : rooms) list.push_back(room_json(rooms, room, zone));
  return Json{{"rooms", std::move(list)}}.dump() + "\n";
}

}  // namespace lamplighter::app
