// SPDX-License-Identifier: Apache-2.0
#include "app/report_now.h"

#include "analysis/gaps.h"
#include "app/house_plans.h"
#include "app/planner.h"
#include "app/tonight_routes.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

constexpr auto silent_after = std::chrono::hours(1);
constexpr std::size_t looked_at = 1000;  // newest readings, for their spacing

std::string text_of(const Json& document) {
  return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// For files without a house around them: a config that names their place and nothing else.
Config config_of(const Place& place) {
  Config config;
  config.home = {place.latitude, place.longitude, place.zone.name(), {}, {}};
  config.store.directory.clear();
  return config;
}

std::optional<Instant> last_of(const ReportRoom& room) {
  if (room.samples.empty()) return std::nullopt;
  return room.samples.back().at;
}

/// Files of some time ago are judged by the newest reading among them.
Instant judged_at(const ReportHouse& house, Instant now) {
  if (house.config) return now;
  std::optional<Instant> newest;
  for (const ReportRoom& room : house.rooms) newest = std::max(newest, last_of(room));
  return newest.value_or(now);
}

Json spacing_of(const ReportRoom& room) {
  const std::size_t count = std::min(room.samples.size(), looked_at);
  if (count < 2) return {};
  std::vector<double> seconds;
  for (std::size_t i = room.samples.size() - count + 1; i < room.samples.size(); ++i) {
    seconds.push_back(
        std::chrono::duration<double>(room.samples[i].at - room.samples[i - 1].at).count());
  }
  const auto middle = seconds.begin() + static_cast<std::ptrdiff_t>(seconds.size() / 2);
  std::nth_element(seconds.begin(), middle, seconds.end());
  return std::round(*middle * 10) / 10;
}

std::string shown(const ReportHouse& house, Instant at) {
  return house.place.zone.to_iso(std::chrono::floor<std::chrono::seconds>(at));
}

Json sensor_json(const ReportHouse& house, const ReportRoom& room, Instant now) {
  const std::optional<Instant> last = last_of(room);
  return {{"sensor", room.room.text()},
          {"room", room.room.text()},
          {"last_seen", last ? Json(shown(house, *last)) : Json()},
          {"spacing_seconds", spacing_of(room)},
          {"gaps", gaps(split_at_gaps(room.samples, default_max_gap)).size()},
          {"rejected", nullptr},
          {"silent", last ? Json(*last + silent_after < now) : Json()}};
}

Json finding(const char* part, bool is_well, const std::string& sentence) {
  return {{"part", part}, {"well", is_well}, {"sentence", sentence}};
}

Json findings(const ReportHouse& house, Instant now) {
  Json found = Json::array();
  if (house.config) found.push_back(finding("store", true, house.config->store.directory));
  const bool has_model = house.model.has_value();
  found.push_back(finding("model", has_model,
                          has_model ? fmt::format("of {} rooms", house.model->rooms.size())
                                    : "there is none; run: lamplighter train"));
  for (const ReportRoom& room : house.rooms) {
    const std::optional<Instant> last = last_of(room);
    if (!last || *last + silent_after >= now) continue;
    found.push_back(finding("sensor", false,
                            fmt::format("{}: its last reading came {}; look at it and at capture",
                                        room.room.text(), shown(house, *last))));
  }
  return found;
}

}  // namespace

std::string report_tonight(const ReportHouse& house, std::uint64_t seed, const Clock& clock) {
  const Config config = house.config ? *house.config : config_of(house.place);
  if (!house.config && !house.model) return {};
  HousePlans plans(config, clock);
  PageHouse page{.config = config,
                 .clock = clock,
                 .speed = 0,
                 .plan = [&](Date date) { return plans.plan(date); },
                 .tell = nullptr,
                 .news = nullptr,
                 .capture = nullptr,
                 .check = nullptr};
  if (!house.config) {
    page.plan = [planner = Planner(*house.model, house.place, Secret::from_seed(seed))](Date date) {
      return Result<Plan>(planner.mannered(planner.plan(date), {}));
    };
  }
  const Result<Json> document = tonight_document(page, std::nullopt, clock.now());
  return document ? text_of(*document) : std::string();
}

std::string report_health(const ReportHouse& house, Instant now) {
  const Instant at = judged_at(house, now);
  Json sensors = Json::array();
  for (const ReportRoom& room : house.rooms) {
    if (house.config || !room.samples.empty()) sensors.push_back(sensor_json(house, room, at));
  }
  return text_of({{"now", shown(house, now)},
                  {"speed", 0},
                  {"looked_at", shown(house, now)},
                  {"looking", false},
                  {"findings", findings(house, at)},
                  {"sensors", std::move(sensors)},
                  {"capture", nullptr}});
}

}  // namespace lamplighter::app
