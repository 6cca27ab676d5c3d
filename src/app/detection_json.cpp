// SPDX-License-Identifier: Apache-2.0
#include "analysis/lamp_changes.h"
#include "app/detection_text.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

double rounded(double value, double per_unit) { return std::round(value * per_unit) / per_unit; }

/// Readings are a minute apart; fractions of a second would say nothing.
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
