// SPDX-License-Identifier: Apache-2.0
#include "app/house_topics.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

/// Letters, digits, `_` and `-`, as Home Assistant wants ids.
std::string safe_id(const std::string& text) {
  std::string id;
  for (const char c : text) {
    const bool good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '_' || c == '-';
    id += good ? c : '_';
  }
  return id;
}

Json or_null(const std::optional<Instant>& at) {
  return at ? Json(to_iso(std::chrono::floor<std::chrono::seconds>(*at))) : Json();
}

Json sensor(const HouseTopics& topics, const std::string& unique_id, const char* name,
            const std::string& member, const char* device_class) {
  return {{"platform", "sensor"},
          {"unique_id", unique_id + "_" + member},
          {"name", name},
          {"state_topic", topics.player_state},
          {"value_template", "{{ value_json." + member + " }}"},
          {"device_class", device_class}};
}

}  // namespace

HouseTopics::HouseTopics(const std::string& base, const std::string& discovery)
    : away_set(base + "/away/set"),
      away_sync(base + "/away/sync"),
      away_state(base + "/away/state"),
      player_state(base + "/player/state"),
      status(base + "/player/status"),
      announcement(discovery.empty() ? "" : discovery + "/device/" + safe_id(base) + "/config"),
      birth(discovery.empty() ? "" : discovery + "/status") {}

std::optional<bool> parse_away_order(std::string_view payload) {
  const auto is = [&](std::string_view word) {
    return std::equal(payload.begin(), payload.end(), word.begin(), word.end(), [](char a, char b) {
      return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b;
    });
  };
  if (is("ON")) return true;
  if (is("OFF")) return false;
  return std::nullopt;
}

std::string player_text(const SitterStatus& status) {
  return Json{{"next_switch", or_null(status.next_switch)},
              {"last_switch", or_null(status.last_switch)},
              {"health", status.well ? "ok" : "trouble"}}
      .dump();
}

std::string announcement_text(const HouseTopics& topics, const std::string& base) {
  const std::string id = safe_id(base);
  Json health = sensor(topics, id, "Health", "health", "enum");
  health["options"] = {"ok", "trouble"};
  health["entity_category"] = "diagnostic";
  const Json away{{"platform", "switch"},
                  {"unique_id", id + "_away"},
                  {"name", "Away"},
                  {"command_topic", topics.away_set},
                  {"state_topic", topics.away_state},
                  {"icon", "mdi:home-export-outline"}};
  const Json announcement{
      {"device",
       {{"identifiers", {id}},
        {"name", "Lamplighter"},
        {"manufacturer", "Lamplighter"},
        {"sw_version", LAMPLIGHTER_VERSION}}},
      {"origin", {{"name", "Lamplighter"}, {"sw_version", LAMPLIGHTER_VERSION}}},
      {"availability_topic", topics.status},
      {"qos", 1},
      {"components",
       {{"away", away},
        {"next_switch", sensor(topics, id, "Next switch", "next_switch", "timestamp")},
        {"last_switch", sensor(topics, id, "Last switch", "last_switch", "timestamp")},
        {"health", health}}}};
  return announcement.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lamplighter::app
