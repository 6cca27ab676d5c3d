// SPDX-License-Identifier: Apache-2.0
#include "home_assistant_emulator/home.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace lamplighter::home_assistant_emulator {
namespace {

using Json = nlohmann::json;

constexpr std::size_t most_events = 1000;

HomeAnswer answer_json(const Json& json, int status = 200) {
  return {status, json.dump(-1, ' ', false, Json::error_handler_t::replace), "application/json"};
}

HomeAnswer refuse(int status, const std::string& message) {
  return answer_json({{"message", message}}, status);
}

HomeAnswer unauthorized() { return {401, "401: Unauthorized", "text/plain; charset=utf-8"}; }

/// In Home Assistant's format: with microseconds if they are not zero.
std::string to_home_time(Instant at) {
  const auto since = at.time_since_epoch().count();
  const auto part = (since % 1'000'000 + 1'000'000) % 1'000'000;
  const std::string seconds = to_iso(at).substr(0, 19);
  return part == 0 ? seconds + "+00:00" : fmt::format("{}.{:06}+00:00", seconds, part);
}

bool is_entity_id(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (dot == 0 || dot == std::string_view::npos || dot + 1 == text.size()) return false;
  return std::all_of(text.begin(), text.end(), [&, seen = false](char c) mutable {
    if (c == '.') return !std::exchange(seen, true);
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string lower(std::string text) {
  for (char& c : text) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

Json object_of(const std::string& text) {
  Json object = Json::parse(text.empty() ? "{}" : text, nullptr, /*allow_exceptions=*/false);
  return object.is_object() ? object : Json::object();
}

/// The attributes that the recorder stores since 2024.8: no brightness and no colour of a light.
std::string recorded(const std::string& entity, const std::string& attributes) {
  constexpr std::array left_out{"brightness",
                                "color_mode",
                                "color_temp",
                                "color_temp_kelvin",
                                "effect",
                                "hs_color",
                                "rgb_color",
                                "rgbw_color",
                                "rgbww_color",
                                "xy_color",
                                "effect_list",
                                "supported_color_modes",
                                "min_mireds",
                                "max_mireds",
                                "attribution",
                                "max_color_temp_kelvin",
                                "min_color_temp_kelvin"};
  Json object = object_of(attributes);
  object.erase("supported_features");
  if (!entity.starts_with("light.")) return object.dump();
  for (const char* name : left_out) object.erase(name);
  return object.dump();
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int number = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

/// "Z", "+01:00", "-05:30", in minutes.
std::optional<int> offset_of(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int sum = *hours * 60 + *minutes;
  return text[0] == '-' ? -sum : sum;
}

}  // namespace

std::optional<Instant> read_time(std::string_view text) {
  if (text.size() < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':') {
    return std::nullopt;
  }
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  using namespace std::chrono;
  const year_month_day date{std::chrono::year(*year) / *month / *day};
  if (!date.ok()) return std::nullopt;
  std::size_t end = 19;
  int micros = 0;
  if (text[end] == '.') {
    int scale = 100'000;
    for (++end; end < text.size() && text[end] >= '0' && text[end] <= '9'; ++end, scale /= 10) {
      micros += (text[end] - '0') * scale;
    }
  }
  const std::optional<int> offset = offset_of(text.substr(end));
  if (!offset) return std::nullopt;
  return Instant(sys_days(date).time_since_epoch() + hours(*hour) + minutes(*minute - *offset) +
                 seconds(*second) + microseconds(micros));
}

void EmulatedHome::set(const std::string& entity, const std::string& state, Instant at,
                       const std::string& attributes) {
  const auto found = now_.find(entity);
  const std::optional<Row> before =
      found == now_.end() ? std::nullopt : std::optional(found->second);
  Row row{state, attributes.empty() ? "{}" : attributes, at, at};
  if (before && attributes.empty()) row.attributes = before->attributes;
  if (before && before->state == state) row.changed = before->changed;
  if (before && before->state == state && before->attributes == row.attributes) return;
  now_[entity] = row;
  Row kept = row;
  kept.attributes = recorded(entity, row.attributes);
  past_[entity].push_back(std::move(kept));
  notify(entity, before, at);
}

void EmulatedHome::purge(Instant before) {
  for (auto& [entity, rows] : past_) {
    std::erase_if(rows, [&](const Row& row) { return row.updated < before; });
  }
}

std::string EmulatedHome::state_of(const std::string& entity) const {
  const auto found = now_.find(entity);
  return found == now_.end() ? std::string() : found->second.state;
}

std::optional<bool> EmulatedHome::administrator(const HomeRequest& request) const {
  constexpr std::string_view scheme = "Bearer ";
  if (!request.authorization.starts_with(scheme)) return std::nullopt;
  const auto found = tokens_.find(request.authorization.substr(scheme.size()));
  if (found == tokens_.end()) return std::nullopt;
  return found->second;
}

namespace {

Json state_object(const std::string& entity, const std::string& state,
                  const std::string& attributes, Instant changed, Instant updated) {
  return {{"entity_id", entity},
          {"state", state},
          {"attributes", object_of(attributes)},
          {"last_changed", to_home_time(changed)},
          {"last_updated", to_home_time(updated)}};
}

/// A current state has more members than a historical one.
Json live_state(const std::string& entity, const std::string& state, const std::string& attributes,
                Instant changed, Instant updated) {
  Json object = state_object(entity, state, attributes, changed, updated);
  object["last_reported"] = object["last_updated"];
  object["context"] = {{"id", fmt::format("01J{:023}", updated.time_since_epoch().count() / 1000)},
                       {"parent_id", nullptr},
                       {"user_id", nullptr}};
  return object;
}

}  // namespace

HomeAnswer EmulatedHome::states() const {
  Json all = Json::array();
  for (const auto& [entity, row] : now_) {
    all.push_back(live_state(entity, row.state, row.attributes, row.changed, row.updated));
  }
  return answer_json(all);
}

HomeAnswer EmulatedHome::config() const {
  return answer_json(
      {{"latitude", place_.latitude},
       {"longitude", place_.longitude},
       {"elevation", place_.elevation},
       {"location_name", place_.name},
       {"time_zone", place_.time_zone},
       {"unit_system", {{"length", "km"}, {"mass", "g"}, {"temperature", "°C"}, {"volume", "L"}}},
       {"version", "2026.11.0"},
       {"components", {"history", "light", "recorder", "sensor", "switch"}},
       {"config_dir", "/config"},
       {"state", "RUNNING"}});
}

void EmulatedHome::notify(const std::string& entity, const std::optional<Row>& before, Instant at) {
  const Row& row = now_[entity];
  Json old_state = nullptr;
  if (before) {
    old_state =
        live_state(entity, before->state, before->attributes, before->changed, before->updated);
  }
  Json new_state = live_state(entity, row.state, row.attributes, row.changed, row.updated);
  const Json event = {
      {"event_type", "state_changed"},
      {"data", {{"entity_id", entity}, {"old_state", old_state}, {"new_state", new_state}}},
      {"origin", "LOCAL"},
      {"time_fired", to_home_time(at)},
      {"context", new_state["context"]}};
  events_.push_back({++newest_, event.dump(-1, ' ', false, Json::error_handler_t::replace)});
  if (events_.size() > most_events) events_.pop_front();
}

std::vector<std::string> EmulatedHome::events_after(std::uint64_t number) const {
  std::vector<std::string> texts;
  for (const Event& event : events_) {
    if (event.number > number) texts.push_back(event.text);
  }
  return texts;
}

std::optional<HomeAnswer> EmulatedHome::refuse_stream(const HomeRequest& request) const {
  const std::optional<bool> admin = administrator(request);
  if (!admin || !*admin) return unauthorized();
  if (request.method != "GET") return HomeAnswer{405, "405: Method Not Allowed", "text/plain"};
  return std::nullopt;
}

std::vector<EmulatedHome::Row> EmulatedHome::rows_of(const std::string& entity,
                                                     const Period& period) const {
  std::vector<Row> rows;
  const auto past = past_.find(entity);
  if (past == past_.end()) return rows;
  std::optional<Row> held;
  for (const Row& row : past->second) {
    if (row.updated <= period.from) {
      held = row;
    } else if (row.updated < period.until) {
      const bool changed = row.changed == row.updated;
      if (changed || !period.only_changes) rows.push_back(row);
    }
  }
  if (held && period.initial) {  // the time of this state's begin is not included
    held->changed = held->updated = period.from;
    rows.insert(rows.begin(), *held);
  }
  return rows;
}

namespace {

/// "light.a,light.b" in lower case; empty if any of them is not an entity id.
std::optional<std::vector<std::string>> entities_of(const std::string& filter) {
  std::vector<std::string> entities;
  for (std::size_t start = 0; start <= filter.size();) {
    const std::size_t comma = std::min(filter.find(',', start), filter.size());
    entities.push_back(lower(filter.substr(start, comma - start)));
    if (!is_entity_id(entities.back())) return std::nullopt;
    start = comma + 1;
  }
  return entities;
}

}  // namespace

/// The error response for an invalid period.
std::optional<HomeAnswer> EmulatedHome::read_period(const HomeRequest& request, Instant now,
                                                    Period& period) {
  constexpr std::string_view root = "/api/history/period";
  const auto parameter = [&](const char* name, const char* otherwise) {
    const auto found = request.query.find(name);
    return found == request.query.end() ? std::string(otherwise) : found->second;
  };
  period.from = now - 24h;
  if (request.path.size() > root.size() + 1) {
    const auto from = read_time(std::string_view(request.path).substr(root.size() + 1));
    if (!from) return refuse(400, "Invalid datetime");
    period.from = *from;
  }
  period.until = period.from + 24h;
  if (request.query.contains("end_time")) {
    const auto until = read_time(parameter("end_time", ""));
    if (!until) return refuse(400, "Invalid end_time");
    period.until = *until;
  }
  const std::string filter = parameter("filter_entity_id", "");
  if (filter.empty()) return refuse(400, "filter_entity_id is missing");
  const auto entities = entities_of(filter);
  if (!entities) return refuse(400, "Invalid filter_entity_id");
  period.entities = *entities;
  period.minimal = request.query.contains("minimal_response");
  period.no_attributes = request.query.contains("no_attributes");
  period.initial = !request.query.contains("skip_initial_state");
  period.only_changes = parameter("significant_changes_only", "1") != "0";
  return std::nullopt;
}

HomeAnswer EmulatedHome::history(const HomeRequest& request, Instant now) const {
  Period period;
  if (const auto refused = read_period(request, now, period)) return *refused;
  Json all = Json::array();
  if (period.from > now) return answer_json(all);
  for (const std::string& entity : period.entities) {
    Json list = Json::array();
    std::string last;
    for (const Row& row : rows_of(entity, period)) {
      const bool short_row = period.minimal && !list.empty();
      if (short_row && row.state == last) continue;
      last = row.state;
      const std::string attributes = period.no_attributes ? "{}" : row.attributes;
      list.push_back(short_row
                         ? Json{{"state", row.state}, {"last_changed", to_home_time(row.changed)}}
                         : state_object(entity, row.state, attributes, row.changed, row.updated));
    }
    if (!list.empty()) all.push_back(std::move(list));  // entities without rows are omitted
  }
  return answer_json(all);
}

HomeAnswer EmulatedHome::call_service(const HomeRequest& request, Instant now) {
  const std::string service = request.path.substr(std::string_view("/api/services/").size());
  const std::size_t slash = service.find('/');
  const std::string domain = service.substr(0, slash);
  const std::string action = slash == std::string::npos ? "" : service.substr(slash + 1);
  const bool known =
      (domain == "light" || domain == "switch") && (action == "turn_on" || action == "turn_off");
  if (!known) return {400, "400: Bad Request", "text/plain; charset=utf-8"};
  const Json body = Json::parse(request.body.empty() ? "{}" : request.body, nullptr, false);
  if (!body.is_object()) return refuse(400, "Data should be valid JSON.");
  const Json ids = body.value("entity_id", Json());
  Json changed = Json::array();
  for (const Json& id : ids.is_array() ? ids : Json::array({ids})) {
    if (!id.is_string()) return {400, "400: Bad Request", "text/plain; charset=utf-8"};
    const auto entity = id.get<std::string>();
    const auto found = now_.find(entity);
    if (found == now_.end() || !entity.starts_with(domain + ".")) continue;
    if (found->second.state == "unavailable") continue;
    set(entity, action == "turn_on" ? "on" : "off", std::max(now, found->second.updated));
    const Row& row = now_[entity];
    changed.push_back(live_state(entity, row.state, row.attributes, row.changed, row.updated));
  }
  return answer_json(changed);
}

/// Only one template is supported: the area of each entity of a list.
HomeAnswer EmulatedHome::area_names(const HomeRequest& request) const {
  if (request.method != "POST")
    return {405, "405: Method Not Allowed", "text/plain; charset=utf-8"};
  if (administrator(request) != true) return unauthorized();
  const Json body = Json::parse(request.body, nullptr, false);
  const std::string text = body.is_object() ? body.value("template", std::string()) : "";
  constexpr std::string_view head = "{% for e in [";
  const std::size_t end = text.find("] %}{{ e }}={{ area_name(e) or '' }}\n{% endfor %}");
  if (!text.starts_with(head) || end == std::string::npos)
    return refuse(400, "Error rendering template");
  std::string answer;
  std::size_t at = head.size();
  while (at < end) {
    const std::size_t comma = std::min(text.find(',', at), end);
    const std::string entity = text.substr(at + 1, comma - at - 2);
    const auto found = areas_.find(entity);
    answer += entity + "=" + (found == areas_.end() ? "" : found->second) + "\n";
    at = comma + 1;
  }
  return {200, answer, "text/plain; charset=utf-8"};
}

HomeAnswer EmulatedHome::answer(const HomeRequest& request, Instant now) {
  if (!administrator(request)) return unauthorized();
  const std::string& path = request.path;
  if (path.starts_with("/api/services/")) {
    if (request.method == "POST") return call_service(request, now);
    return {405, "405: Method Not Allowed", "text/plain; charset=utf-8"};
  }
  if (path == "/api/template") return area_names(request);
  constexpr std::string_view state = "/api/states/";
  const bool is_history = path == "/api/history/period" || path.starts_with("/api/history/period/");
  const bool known = path == "/api/" || path == "/api/core/state" || path == "/api/config" ||
                     path == "/api/states" || path.starts_with(state) || is_history;
  if (!known) return {404, "404: Not Found", "text/plain; charset=utf-8"};
  if (request.method != "GET") return {405, "405: Method Not Allowed", "text/plain; charset=utf-8"};
  if (path == "/api/") return answer_json({{"message", "API running."}});
  if (path == "/api/config") return config();
  if (path == "/api/states") return states();
  if (is_history) return history(request, now);
  if (path == "/api/core/state") {
    return answer_json(
        {{"state", "RUNNING"},
         {"recorder_state",
          {{"migration_in_progress", migrating_}, {"migration_is_live", migrating_}}}});
  }
  const auto found = now_.find(path.substr(state.size()));
  if (found == now_.end()) return refuse(404, "Entity not found.");
  const Row& row = found->second;
  return answer_json(live_state(found->first, row.state, row.attributes, row.changed, row.updated));
}

}  // namespace lamplighter::home_assistant_emulator
