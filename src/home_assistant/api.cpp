// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/api.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lamplighter::home_assistant {
namespace {

using Json = nlohmann::json;

constexpr double mirek_in_kelvin = 1'000'000.0;  // kelvin = 10^6 / mirek
constexpr int deepest = 32;

/// A JSON object of an answer; null where there is none. A level is not looked into beyond the
/// deepest that Home Assistant writes.
Json object_of(const std::string& body) {
  const auto guard = [](int depth, Json::parse_event_t, Json&) { return depth <= deepest; };
  Json read = Json::parse(body, guard, false);
  return read.is_object() ? read : Json();
}

std::string text_at(const Json& object, const char* key) {
  if (!object.is_object()) return {};
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool is_light(const std::string& entity) { return entity.starts_with("light."); }

}  // namespace

bool is_entity(std::string_view text) {
  constexpr std::size_t longest = 255;
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos || text.size() > longest) return false;
  const std::string_view domain = text.substr(0, dot);
  const std::string_view name = text.substr(dot + 1);
  return (domain == "light" || domain == "switch") && !name.empty() &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

Request command(const std::string& entity, OnOff to, const LampLook& look) {
  Json body{{"entity_id", entity}};
  const bool on = to == OnOff::on;
  if (is_light(entity)) {
    if (on && look.brightness) body["brightness_pct"] = std::max(1L, std::lround(*look.brightness));
    if (on && look.mirek) body["color_temp_kelvin"] = std::lround(mirek_in_kelvin / *look.mirek);
    if (look.fade) body["transition"] = std::chrono::duration<double>(*look.fade).count();
  }
  return {fmt::format("/api/services/{}/turn_{}", entity.substr(0, entity.find('.')),
                      on ? "on" : "off"),
          body.dump()};
}

Request question(const std::string& entity) { return {"/api/states/" + entity}; }

Request greeting() { return {"/api/"}; }

Result<void> check_status(const Answer& answer) {
  const int status = answer.status;
  if (status >= 200 && status < 300) return {};
  if (status == 401 || status == 403) {
    return Error{
        Fault::refused,
        "Home Assistant does not accept the token; create a long-lived one in your profile, "
        "under Security, and put it into token_file"};
  }
  if (status >= 300 && status < 400) {
    return Error{Fault::refused, "Home Assistant redirects; put the final address into url"};
  }
  if (status == 404) return Error{Fault::not_found, "no such resource in Home Assistant (404)"};
  if (status >= 500 || status == 429) {
    return Error{Fault::unavailable,
                 fmt::format("Home Assistant failed (status {}); retrying", status)};
  }
  return Error{Fault::bad_input, fmt::format("Home Assistant rejected the request (status {}); is "
                                             "[home_assistant] url that of Home Assistant?",
                                             status)};
}

Result<OnOff> read_state(const Answer& answer, const std::string& entity) {
  if (answer.status == 404) {
    return Error{Fault::not_found,
                 fmt::format("Home Assistant has no {}; its developer tools list the states it has",
                             entity)};
  }
  if (Result<void> fine = check_status(answer); !fine) return with_context(entity, fine.error());
  const Json state = object_of(answer.body);
  const std::string word = text_at(state, "state");
  if (text_at(state, "entity_id") != entity || word.empty()) {
    return Error{Fault::bad_input,
                 fmt::format("{}: the answer is not from Home Assistant; check its url", entity)};
  }
  if (word == "on") return OnOff::on;
  if (word == "off") return OnOff::off;
  return Error{
      Fault::unavailable,
      fmt::format("{} does not answer Home Assistant; is it switched on at the wall?", entity)};
}

Result<void> read_greeting(const Answer& answer) {
  if (Result<void> fine = check_status(answer); !fine) return fine;
  if (!text_at(object_of(answer.body), "message").empty()) return {};
  return Error{Fault::bad_input,
               "the answer is not from Home Assistant; check [home_assistant] url"};
}

}  // namespace lamplighter::home_assistant
