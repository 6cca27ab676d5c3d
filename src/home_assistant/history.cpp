// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/history.h"

#include "importing/moment.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace lamplighter::home_assistant {
namespace {

using Json = nlohmann::json;

constexpr int deepest_answer = 32;

Json array_of(const std::string& body) {
  const auto guard = [](int depth, Json::parse_event_t, Json&) { return depth <= deepest_answer; };
  Json read = Json::parse(body, guard, false);
  return read.is_array() ? read : Json();
}

std::string string_at(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Error no_history() {
  return {Fault::bad_input,
          "the answer is not a history from Home Assistant; check [home_assistant] url, and that "
          "its history integration is enabled"};
}

bool all_of_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

/// The rows of one entity: the first one contains its id, later ones may not.
Result<void> read_rows(const Json& rows, LampState unavailable, EntityPasts& into) {
  if (!rows.is_array()) return no_history();
  if (rows.empty()) return {};
  const std::string id = string_at(rows.front(), "entity_id");
  if (!is_entity_id(id)) return no_history();
  ForeignSeries& series = into[id];
  series.kind = kind_of_entity(id).value_or(ForeignKind::light);
  for (const Json& row : rows) {
    const auto moment = read_moment(string_at(row, "last_changed"));
    if (!moment || !moment->is_utc) return no_history();
    add_entity_state(series, id, Instant(moment->shown.time_since_epoch()), string_at(row, "state"),
                     unavailable);
  }
  return {};
}

}  // namespace

bool is_entity_id(std::string_view text) {
  constexpr std::size_t longest = 255;
  const std::size_t dot = text.find('.');
  return dot != std::string_view::npos && text.size() <= longest &&
         all_of_name(text.substr(0, dot)) && all_of_name(text.substr(dot + 1));
}

Request history_request(std::span<const std::string> entities, Instant from, Instant until,
                        bool held) {
  return {
      fmt::format("/api/history/period/{}?end_time={}&filter_entity_id={}&minimal_response"
                  "&no_attributes{}",
                  to_iso(from), to_iso(until), fmt::join(entities.begin(), entities.end(), ","),
                  held ? "" : "&skip_initial_state")};
}

Result<void> read_history(const Answer& answer, LampState unavailable, EntityPasts& into) {
  if (Result<void> fine = check_status(answer); !fine) return fine;
  const Json entities = array_of(answer.body);
  if (!entities.is_array()) return no_history();
  for (const Json& rows : entities) {
    if (Result<void> read = read_rows(rows, unavailable, into); !read) return read;
  }
  return {};
}

Request states_request() { return {"/api/states"}; }

Result<std::vector<std::string>> read_candidates(const Answer& answer) {
  if (Result<void> fine = check_status(answer); !fine) return fine.error();
  const Json states = array_of(answer.body);
  if (!states.is_array()) return no_history();
  std::vector<std::string> ids;
  for (const Json& state : states) {
    std::string id = string_at(state, "entity_id");
    if (!is_entity_id(id)) continue;
    const auto attributes = state.find("attributes");
    const bool is_light_sensor = attributes != state.end() && id.starts_with("sensor.") &&
                                 string_at(*attributes, "device_class") == "illuminance";
    if (is_entity(id) || is_light_sensor) ids.push_back(std::move(id));
  }
  std::sort(ids.begin(), ids.end());
  return ids;
}

Result<void> read_readiness(const Answer& answer) {
  if (answer.status != 200) return {};
  const auto guard = [](int depth, Json::parse_event_t, Json&) { return depth <= deepest_answer; };
  const Json state = Json::parse(answer.body, guard, false);
  const auto recorder = state.is_object() ? state.find("recorder_state") : state.end();
  if (recorder == state.end() || !recorder->is_object()) return {};
  const auto migrates = recorder->find("migration_in_progress");
  if (migrates == recorder->end() || *migrates != true) return {};
  return Error{Fault::unavailable,
               "Home Assistant is rebuilding its database after an update and may not know all of "
               "its past; import again when it has finished"};
}

namespace {

constexpr std::size_t entities_per_piece = 10;

Result<void> fetch_piece(Client& client, std::span<const std::string> entities, Instant from,
                         Instant until, LampState unavailable, EntityPasts& into) {
  const bool held = kind_of_entity(entities.front()) != ForeignKind::light;
  const auto answer = client.send(history_request(entities, from, until, held));
  if (answer) return read_history(*answer, unavailable, into);
  constexpr auto smallest = std::chrono::minutes(10);
  if (answer.error().fault != Fault::bad_input || until - from < smallest) return answer.error();
  const Instant middle = from + (until - from) / 2;  // the response was too large
  const auto first = fetch_piece(client, entities, from, middle, unavailable, into);
  if (!first) return first;
  // Both bounds are exclusive: start a microsecond earlier, or a row at the middle is lost.
  return fetch_piece(client, entities, middle - std::chrono::microseconds(1), until, unavailable,
                     into);
}

}  // namespace

Result<EntityPasts> fetch_history(Client& client, std::vector<std::string> entities, Instant from,
                                  Instant until, LampState unavailable,
                                  const std::function<void(std::size_t, std::size_t)>& on_piece) {
  const auto state = client.send({"/api/core/state"});
  if (!state) return state.error();
  if (const Result<void> ready = read_readiness(*state); !ready) return ready.error();
  // Lamps first; a piece contains either lamps or sensors.
  const auto is_lamp = [](const std::string& id) {
    return kind_of_entity(id) != ForeignKind::light;  // including persons
  };
  const auto lamps_end = std::stable_partition(entities.begin(), entities.end(), is_lamp);
  const auto lamps = static_cast<std::size_t>(lamps_end - entities.begin());
  const auto pieces_of = [](std::size_t count) {
    return (count + entities_per_piece - 1) / entities_per_piece;
  };
  const auto days =
      static_cast<std::size_t>(std::chrono::ceil<std::chrono::days>(until - from).count());
  const std::size_t pieces = days * (pieces_of(lamps) + pieces_of(entities.size() - lamps));
  std::size_t piece = 0;
  EntityPasts pasts;
  for (Instant day = from; day < until; day += std::chrono::days(1)) {
    for (std::size_t i = 0; i < entities.size();) {
      const std::size_t end = std::min(i + entities_per_piece, i < lamps ? lamps : entities.size());
      on_piece(piece++, pieces);
      const auto fetched = fetch_piece(
          client, std::span(entities).subspan(i, end - i), day - std::chrono::microseconds(1),
          std::min(day + std::chrono::days(1), until), unavailable, pasts);
      if (!fetched) return fetched.error();
      i = end;
    }
  }
  for (auto& [id, series] : pasts) settle(series);
  std::erase_if(pasts, [](const auto& entry) { return entry.second.size() == 0; });
  return pasts;
}

}  // namespace lamplighter::home_assistant
