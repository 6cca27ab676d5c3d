// SPDX-License-Identifier: Apache-2.0
#include "check/checks.h"
#include "csv/store.h"
#include "learning/house_training.h"
#include "page/cached_response.h"
#include "page/routes.h"
#include "state/away_file.h"
#include "state/play_memory_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <string_view>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto looked_back = std::chrono::hours(36);  // for a sensor's last row in the store

class Shown {
 public:
  explicit Shown(const PageContext& house) : place_(place_of(house.config)) {}

  [[nodiscard]] Json operator()(const std::optional<Instant>& at) const {
    if (!at) return {};
    const Instant second = std::chrono::floor<std::chrono::seconds>(*at);
    return place_ ? place_->zone.to_iso(second) : to_iso(second);
  }

 private:
  Result<Place> place_;
};

std::optional<Instant> last_stored(const PageContext& house, const SensorId& sensor, Instant now) {
  const auto stored =
      csv::read_store(house.config.store.folders(), sensor, now - looked_back, now + 24h);
  if (!stored || stored->readings.samples.empty()) return std::nullopt;
  return stored->readings.samples.back().at;
}

const SensorReport* reported(const std::optional<CaptureReport>& capture, const SensorId& sensor) {
  if (!capture) return nullptr;
  const auto found =
      std::find_if(capture->sensors.begin(), capture->sensors.end(),
                   [&](const SensorReport& one) { return one.name == sensor.text(); });
  return found == capture->sensors.end() ? nullptr : &*found;
}

Json spacing_of(const SensorReport& report) {
  if (!report.per_minute || *report.per_minute <= 0) return {};
  return std::round(600.0 / *report.per_minute) / 10;
}

Json sensor_json(const PageContext& house, const RoomConfig& room,
                 const std::optional<CaptureReport>& capture, Instant now, const Shown& shown) {
  const SensorReport* report = reported(capture, room.sensor);
  const std::optional<Instant> heard = report != nullptr ? report->last_heard : std::nullopt;
  Json json{{"sensor", room.sensor.text()},
            {"room", room.name.text()},
            {"last_seen", shown(heard ? heard : last_stored(house, room.sensor, now))},
            {"spacing_seconds", nullptr},
            {"gaps", nullptr},
            {"rejected", nullptr},
            {"silent", nullptr},
            {"offline", nullptr},
            {"not_understood", nullptr}};
  if (report == nullptr) return json;
  json["spacing_seconds"] = spacing_of(*report);
  json["gaps"] = report->gaps;
  json["rejected"] = report->rejected;
  json["silent"] = report->is_silent;
  json["offline"] = report->is_offline;
  json["not_understood"] = report->not_understood;
  return json;
}

/// Whether light is, was or should be measured in the room; rooms whose lamps report their state
/// need no sensor.
bool has_sensor(const PageContext& house, const RoomConfig& room,
                const std::optional<CaptureReport>& capture, Instant now) {
  if (last_stored(house, room.sensor, now)) return true;
  if (capture && captures(house.config)) return reported(capture, room.sensor) != nullptr;
  return !house.config.sources.empty() || sensor_at_bridge(room.sensor) ||
         !learns_from_bridge(house.config);
}

Json capture_json(const CaptureReport& report, const Shown& shown) {
  Json json{{"at", shown(report.at)},
            {"messages", report.totals.messages},
            {"readings", report.totals.readings},
            {"rejected", report.totals.rejected},
            {"storage_trouble", report.storage_trouble},
            {"rejections", Json::array()},
            {"strangers", Json::array()}};
  for (const RejectionReport& one : report.rejections) {
    json["rejections"].push_back(
        {{"reason", one.reason}, {"topic", one.topic}, {"count", one.count}});
  }
  for (const UnknownSensorReport& one : report.unknown_sensors)
    json["strangers"].push_back({{"name", one.name}, {"count", one.count}});
  return json;
}

/// What this process captures is judged by its current state, not by the last report to the broker.
std::vector<Finding> findings_of(const HouseCheck::Known& look, const PageContext& house,
                                 const std::optional<CaptureReport>& capture) {
  std::vector<Finding> findings = look.answer;
  const std::vector<std::string> troubles = house.capture->troubles();
  if (!troubles.empty() || house.capture->is_ours())
    std::erase_if(findings, [](const Finding& finding) { return finding.part == "service"; });
  for (const std::string& trouble : troubles)
    findings.push_back({"service", Verdict::wrong, trouble});
  if (!capture || !house.capture->is_ours()) return findings;
  std::erase_if(findings, [](const Finding& finding) {
    return finding.part == "capture" || finding.part == "sensor" || finding.part == "strangers";
  });
  for (Finding& finding : judge_capture({"online", capture}, house.config.broker.topic)) {
    if (finding.part != "service") findings.push_back(std::move(finding));
  }
  return findings;
}

/// The result of the last training, and whether one requested here is running.
Json training_json(const PageContext& house, const Shown& shown) {
  if (house.training == nullptr) return {};
  const auto last = last_training(house.config);
  const bool is_known = last && *last;
  const bool has_failed = is_known && (*last)->error;
  return {{"running", house.training->known().is_looking},
          {"at", is_known ? shown((*last)->at) : Json()},
          {"trained", is_known ? Json(!has_failed) : Json()},
          {"message", has_failed ? (*last)->error->message : ""}};
}

Json finding_json(const Finding& finding) {
  Json json{{"part", finding.part},
            {"well", finding.is_well()},
            {"state", to_string(finding.verdict)},
            {"sentence", finding.sentence}};
  if (finding.reporting) {
    const auto kind = static_cast<std::size_t>(finding.reporting->kind);
    json["sensor"] = finding.sensor;
    json["reports"] = report_kind_names.at(kind);
    json["minutes"] = std::max(1L, std::lround(finding.reporting->usual.count()));
  }
  return json;
}

web::Answer health_answer(const PageContext& house) {
  const Instant now = house.clock.now();
  const Shown shown(house);
  const HouseCheck::Known look = house.check->latest();
  const std::optional<CaptureReport> capture = house.capture->get();
  Json findings = Json::array();
  for (const Finding& finding : findings_of(look, house, capture))
    findings.push_back(finding_json(finding));
  Json sensors = Json::array();
  for (const RoomConfig& room : house.config.rooms) {
    if (has_sensor(house, room, capture, now))
      sensors.push_back(sensor_json(house, room, capture, now, shown));
  }
  const Json document{{"now", shown(now)},
                      {"looked_at", shown(look.at)},
                      {"looking", look.is_looking},
                      {"findings", std::move(findings)},
                      {"training", training_json(house, shown)},
                      {"sensors", std::move(sensors)},
                      {"capture", capture ? capture_json(*capture, shown) : Json()}};
  return {.body = document.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

/// Whether a finding says that lamps must not be played, or that this cannot be decided remotely.
bool is_about_play(const Finding& finding) {
  constexpr std::array<std::string_view, 9> parts{"config", "home",  "store", "secret", "broker",
                                                  "bridge", "lamps", "play",  "service"};
  return !finding.is_well() && std::find(parts.begin(), parts.end(), finding.part) != parts.end();
}

/// Its sentence, which says what it is about also where no part stands beside it.
std::string named(const Finding& finding) {
  const bool is_plain = finding.part != "broker" && finding.part != "bridge";
  const bool says_so = finding.sentence.find(finding.part) != std::string::npos;
  return is_plain || says_so ? finding.sentence : finding.part + " " + finding.sentence;
}

web::Answer problems_answer(const PageContext& house) {
  const std::vector<std::string> sentences = play_problems(house);
  const Json document{
      {"problem", !sentences.empty()}, {"count", sentences.size()}, {"sentences", sentences}};
  return {.body = document.dump(-1, ' ', false, Json::error_handler_t::replace)};
}

}  // namespace

void add_problem(const std::string& sentence, std::vector<std::string>& sentences) {
  const auto holds = [](const std::string& one, const std::string& other) {
    return one.find(other) != std::string::npos;
  };
  if (std::ranges::any_of(sentences, [&](const auto& one) { return holds(sentence, one); })) return;
  std::erase_if(sentences, [&](const auto& one) { return holds(one, sentence); });
  sentences.push_back(sentence);
}

std::vector<std::string> play_problems(const PageContext& house) {
  constexpr auto longest_unseen = std::chrono::seconds(40);  // plus a minute until it is shown
  std::vector<std::string> sentences;
  const auto add = [&](const std::string& sentence) { add_problem(sentence, sentences); };
  const std::string& store = house.config.store.directory;
  const auto add_error = [&](const auto& read) {
    if (!read) add(read.error().message);
  };
  if (!store.empty()) add_error(read_away(store));
  if (!store.empty()) add_error(read_play_memory(store));
  const HouseCheck::Known look = house.check->latest(longest_unseen);
  for (const Finding& finding : findings_of(look, house, house.capture->get()))
    if (is_about_play(finding)) add(named(finding));
  return sentences;
}

std::vector<web::Route> health_routes(const PageContext& house) {
  const auto kept = std::make_shared<CachedResponse>();
  const auto health = [&house, kept](const web::Request&) {
    return kept->get(house.news(), [&] { return health_answer(house); });
  };
  const auto kept_problems = std::make_shared<CachedResponse>();
  const auto problems = [&house, kept_problems](const web::Request&) {
    return kept_problems->get(house.news(), [&] { return problems_answer(house); });
  };
  return {{"GET", "/api/v1/health", health},
          {"GET", "/api/v1/problems", problems},
          {"POST", "/api/v1/train",
           [&house](const web::Request&) -> web::Answer {
             if (house.training == nullptr)
               return error_answer({Fault::not_found, "there is nothing to train in a demo"});
             house.training->look_now();
             return {.body = "{}"};
           }},
          {"POST", "/api/v1/health/look", [&house](const web::Request&) -> web::Answer {
             house.check->look_now();
             return {.body = "{}"};
           }}};
}

}  // namespace lamplighter::app
