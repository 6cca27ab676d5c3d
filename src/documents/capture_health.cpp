// SPDX-License-Identifier: Apache-2.0
#include "documents/capture_health.h"

#include "capturing/capture.h"
#include "payloads/source.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

/// Input from the broker may have any number of keys; an ordered_json would compare each of them
/// with all others.
using Parsed = nlohmann::json;

Json or_null(const std::optional<Instant>& at) { return at ? Json(to_iso(*at)) : Json(nullptr); }

Json rate(const std::optional<double>& per_minute) {
  if (!per_minute) return nullptr;
  return std::round(*per_minute * 100) / 100;
}

Json sensor_json(const SensorReport& sensor) {
  return {{"sensor", sensor.name},
          {"last_seen", or_null(sensor.last_heard)},
          {"readings", sensor.readings},
          {"per_minute", rate(sensor.per_minute)},
          {"gaps", sensor.gaps},
          {"rejected", sensor.rejected},
          {"silent", sensor.is_silent},
          {"offline", sensor.is_offline},
          {"not_understood", sensor.not_understood}};
}

/// A report comes from a topic that other clients may write to, and is printed on a terminal.
std::string safe_text(const Parsed& json) {
  constexpr std::size_t longest = 500;
  return printable(json.get<std::string>(), longest);
}

std::string safe_name(const Parsed& json) {
  auto name = json.get<std::string>();
  return is_good_sensor_name(name) ? name : printable(name, max_home_bytes + 1 + max_name_bytes);
}

/// Throws if it is not a non-negative integer.
std::uint64_t count_of(const Parsed& json) {
  return json.get_ref<const Parsed::number_unsigned_t&>();
}

SensorReport sensor_of(const Parsed& json) {
  SensorReport sensor{.name = safe_name(json.at("sensor")),
                      .last_heard = std::nullopt,
                      .per_minute = std::nullopt,
                      .readings = count_of(json.at("readings")),
                      .gaps = count_of(json.at("gaps")),
                      .rejected = count_of(json.at("rejected")),
                      .is_silent = json.at("silent")};
  if (json.at("last_seen").is_string()) {
    const auto at = parse_instant(json.at("last_seen").get<std::string>());
    if (at) sensor.last_heard = *at;
  }
  if (json.at("per_minute").is_number()) sensor.per_minute = json.at("per_minute");
  if (!json.contains("offline")) return sensor;  // from versions before 2026-12
  sensor.is_offline = json.at("offline");
  sensor.not_understood = safe_text(json.at("not_understood"));
  return sensor;
}

SourceReport source_of(const Parsed& json) {
  SourceReport source{safe_text(json.at("source")), {}, safe_text(json.at("trouble"))};
  if (!json.at("last_heard").is_string()) return source;
  const auto at = parse_instant(json.at("last_heard").get<std::string>());
  if (at) source.last_heard = *at;
  return source;
}

CaptureReport report_of(const Parsed& json) {
  const auto at = parse_instant(json.at("at").get<std::string>());
  CaptureReport report{.at = at ? *at : Instant{},
                       .totals = {count_of(json.at("messages")), count_of(json.at("readings")),
                                  count_of(json.at("changes")), count_of(json.at("repeats")),
                                  count_of(json.at("rejected"))},
                       .storage_trouble = safe_text(json.at("storage_trouble")),
                       .sensors = {},
                       .rejections = {},
                       .unknown_sensors = {}};
  for (const Parsed& sensor : json.at("sensors")) report.sensors.push_back(sensor_of(sensor));
  for (const Parsed& one : json.at("rejections")) {
    report.rejections.push_back(
        {safe_text(one.at("reason")), safe_text(one.at("topic")), count_of(one.at("count"))});
  }
  for (const Parsed& one : json.at("strangers")) {
    report.unknown_sensors.push_back({safe_text(one.at("name")), count_of(one.at("count"))});
  }
  if (!json.contains("service_troubles")) return report;  // from versions before 2026-12
  for (const Parsed& one : json.at("service_troubles"))
    report.service_troubles.push_back(safe_text(one));
  if (!json.contains("sources")) return report;  // from versions before 2026-12
  for (const Parsed& one : json.at("sources")) report.sources.push_back(source_of(one));
  if (!json.contains("homes")) return report;  // of a single house
  const Parsed& homes = json.at("homes");
  report.homes = HomesReport{count_of(homes.at("homes")), count_of(homes.at("sensors")),
                             count_of(homes.at("silent"))};
  return report;
}

}  // namespace

std::string format_health(const CaptureReport& report) {
  const CaptureTotals& totals = report.totals;
  Json json{{"at", to_iso(report.at)},
            {"messages", totals.messages},
            {"readings", totals.readings},
            {"changes", totals.changes},
            {"repeats", totals.repeats},
            {"rejected", totals.rejected},
            {"storage_trouble", report.storage_trouble},
            {"sensors", Json::array()},
            {"rejections", Json::array()},
            {"strangers", Json::array()},
            {"service_troubles", report.service_troubles},
            {"sources", Json::array()}};
  for (const SensorReport& sensor : report.sensors) json["sensors"].push_back(sensor_json(sensor));
  for (const RejectionReport& one : report.rejections) {
    json["rejections"].push_back(
        {{"reason", one.reason}, {"topic", one.topic}, {"count", one.count}});
  }
  for (const UnknownSensorReport& one : report.unknown_sensors) {
    json["strangers"].push_back({{"name", one.name}, {"count", one.count}});
  }
  for (const SourceReport& one : report.sources)
    json["sources"].push_back(
        {{"source", one.name}, {"last_heard", or_null(one.last_heard)}, {"trouble", one.trouble}});
  if (report.homes) {
    json["homes"] = {{"homes", report.homes->homes},
                     {"sensors", report.homes->sensors},
                     {"silent", report.homes->silent}};
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

Result<CaptureReport> parse_health(std::string_view text) {
  try {
    return report_of(Parsed::parse(text));
  } catch (const nlohmann::json::exception& fault) {
    return Error{Fault::bad_input,
                 std::string("health: not what capture publishes: ") + fault.what()};
  }
}

}  // namespace lamplighter::app
