// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/inventory.h"

#include "core/utf8.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lamplighter::home_assistant {
namespace {

using InventoryJson = nlohmann::json;

constexpr std::size_t most_listed = 2000;
constexpr std::size_t longest_shown = 100;

std::string listed_text(const InventoryJson& object, const char* key) {
  if (!object.is_object()) return "";
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::optional<double> number_of(const InventoryJson& object, const char* key, double most) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const auto value = found->get<double>();
  return std::abs(value) <= most ? std::optional(value) : std::nullopt;
}

Error not_ours(const char* path) {
  return {Fault::bad_input, std::string("no valid answer to ") + path + "; is it Home Assistant?"};
}

ListedEntity listed(const InventoryJson& state) {
  ListedEntity entity{.id = listed_text(state, "entity_id"),
                      .name = {},
                      .state = printable(listed_text(state, "state"), longest_shown)};
  const auto attributes = state.find("attributes");
  const InventoryJson none;
  const InventoryJson& details = attributes != state.end() ? *attributes : none;
  entity.name = printable(listed_text(details, "friendly_name"), longest_shown);
  if (entity.name.empty()) entity.name = entity.id;
  entity.is_sensor =
      is_entity_of("sensor", entity.id) && listed_text(details, "device_class") == "illuminance";
  return entity;
}

}  // namespace

std::optional<FoundHome> read_announcement(const std::vector<std::string>& txt,
                                           const std::string& host, int port) {
  const auto named = [&](std::string_view name) {
    for (const std::string& entry : txt) {
      if (entry.starts_with(name)) return entry.substr(name.size());
    }
    return std::string();
  };
  const auto is_url = [](const std::string& url) {
    const auto is_plain = [](char c) { return c > ' ' && c < 0x7f; };
    return is_base_url(url) && url.find(':') != url.npos && !url.ends_with("/core") &&
           std::all_of(url.begin(), url.end(), is_plain);
  };
  std::string url = named("internal_url=");
  while (url.ends_with('/')) url.pop_back();
  if (!is_url(url) && port > 0 && port <= 65535 && !host.empty())
    url = "http://" + host + ":" + std::to_string(port);
  if (!is_url(url)) return std::nullopt;
  return FoundHome{printable(named("location_name="), longest_shown), url};
}

Request facts_request() { return {"/api/config"}; }

Result<HomeFacts> read_facts(const Answer& answer) {
  if (Result<void> fine = check_status(answer); !fine) return fine.error();
  const InventoryJson config = InventoryJson::parse(answer.body, nullptr, false);
  if (!config.is_object()) return not_ours("/api/config");
  const auto latitude = number_of(config, "latitude", 90);
  const auto longitude = number_of(config, "longitude", 180);
  const std::string zone = listed_text(config, "time_zone");
  if (!latitude || !longitude || zone.empty()) return not_ours("/api/config");
  return HomeFacts{*latitude, *longitude, zone};
}

Result<std::vector<ListedEntity>> read_listed(const Answer& answer) {
  if (Result<void> fine = check_status(answer); !fine) return fine.error();
  const InventoryJson states = InventoryJson::parse(answer.body, nullptr, false);
  if (!states.is_array()) return not_ours("/api/states");
  std::vector<ListedEntity> entities;
  for (const InventoryJson& state : states) {
    if (!state.is_object() || entities.size() == most_listed) continue;
    ListedEntity entity = listed(state);
    if (entity.is_sensor || is_entity(entity.id)) entities.push_back(std::move(entity));
  }
  std::sort(entities.begin(), entities.end(),
            [](const ListedEntity& a, const ListedEntity& b) { return a.id < b.id; });
  return entities;
}

Request areas_request(const std::vector<ListedEntity>& entities) {
  std::string ids;
  for (const ListedEntity& entity : entities) ids += (ids.empty() ? "'" : ",'") + entity.id + "'";
  const std::string text =
      "{% for e in [" + ids + "] %}{{ e }}={{ area_name(e) or '' }}\n{% endfor %}";
  return {"/api/template", InventoryJson{{"template", text}}.dump()};
}

Result<std::map<std::string, std::string>> read_areas(const Answer& answer) {
  if (Result<void> fine = check_status(answer); !fine) return fine.error();
  std::map<std::string, std::string> areas;
  std::string_view rest = answer.body;
  while (!rest.empty() && areas.size() < most_listed) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos || equals + 1 == line.size()) continue;
    areas.emplace(line.substr(0, equals), printable(line.substr(equals + 1), longest_shown));
  }
  return areas;
}

}  // namespace lamplighter::home_assistant
