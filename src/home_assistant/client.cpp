// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/client.h"

#include "http/client.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string_view>

namespace lamplighter::home_assistant {
namespace {

constexpr std::size_t longest_token = 4096;

/// The URL at which the supervisor forwards requests of its apps to Home Assistant.
constexpr std::string_view supervisor = "http://supervisor/core";

bool fits_in_a_header(const std::string& token) {
  return !token.empty() && token.size() <= longest_token &&
         std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
}

Error explain(const std::string& where, const Error& error) {
  switch (error.fault) {
    case Fault::refused:
      return {Fault::refused,
              where +
                  ": its certificate does not name that host, or no trusted authority "
                  "signed it; name the authority in [home_assistant] ca_file"};
    case Fault::bad_input:
      return with_context(
          where, {Fault::bad_input, error.message + " as an answer; is that Home Assistant?"});
    default:
      return {Fault::unavailable,
              fmt::format("{}: no answer ({}); is Home Assistant running?", where, error.message)};
  }
}

}  // namespace

bool is_base_url(std::string_view url) {
  if (url == supervisor) return true;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!url.starts_with(scheme)) continue;
    const std::string_view rest = url.substr(scheme.size());
    return !rest.empty() && rest.find_first_of("/@?# \t\r\n") == std::string_view::npos;
  }
  return false;
}

struct Client::Impl {
  std::string where;
  std::string authorization;
  http::Client client;
  std::stop_token stop;
};

Client::Client(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Client::~Client() = default;

Result<std::unique_ptr<Client>> Client::make(const Access& access, const http::Limits& limits,
                                             std::stop_token stop) {
  std::string base = access.url;
  if (base.ends_with('/')) base.pop_back();
  if (!is_base_url(base)) {
    return Error{Fault::bad_input,
                 "[home_assistant] url: expected scheme, host and port, as "
                 "\"http://homeassistant.local:8123\""};
  }
  if (!fits_in_a_header(access.token)) {
    return Error{Fault::bad_input,
                 "[home_assistant] token_file: expected the token alone, on one line"};
  }
  std::error_code ignored;
  if (!access.ca_file.empty() && !std::filesystem::is_regular_file(access.ca_file, ignored)) {
    return Error{Fault::bad_input, "[home_assistant] ca_file: no such file: " + access.ca_file};
  }
  return std::unique_ptr<Client>(new Client(std::make_unique<Impl>(
      Impl{base, "Authorization: Bearer " + access.token,
           http::Client({.limits = limits, .ca_file = access.ca_file}), std::move(stop)})));
}

Result<Answer> Client::send(const Request& request) {
  http::Request sent{.url = impl_->where + request.path, .headers = {impl_->authorization}};
  if (!request.body.empty()) {
    sent.method = "POST";
    sent.body = request.body;
    sent.headers.emplace_back("Content-Type: application/json");
  }
  Result<http::Answer> answer = impl_->client.send(sent, impl_->stop);
  if (!answer) return explain(impl_->where, answer.error());
  return Answer{answer->status, std::move(answer->body)};
}

Result<Answer> Client::stream(const std::function<void(std::string_view)>& on_bytes) {
  const http::Request request{.url = impl_->where + "/api/stream?restrict=state_changed",
                              .headers = {impl_->authorization}};
  Result<http::Answer> answer = impl_->client.stream(request, on_bytes, impl_->stop);
  if (!answer) return explain(impl_->where, answer.error());
  return Answer{answer->status, std::move(answer->body)};
}

namespace {

using Json = nlohmann::json;

constexpr double mirek_in_kelvin = 1'000'000.0;  // kelvin = 10^6 / mirek
constexpr int deepest = 32;
constexpr long brightest = 255;

/// The JSON object of a response; null if there is none. Rejects nesting deeper than Home Assistant
/// writes.
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

bool is_entity_of(std::string_view domain, std::string_view text) {
  constexpr std::size_t longest = 255;
  if (!text.starts_with(domain) || text.size() > longest) return false;
  const std::string_view name = text.substr(domain.size());
  return name.size() > 1 && name.front() == '.' &&
         std::all_of(name.begin() + 1, name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool is_entity(std::string_view text) {
  return is_entity_of("light", text) || is_entity_of("switch", text);
}

Request command(const std::string& entity, OnOff to, const LampLook& look) {
  Json body{{"entity_id", entity}};
  const bool on = to == OnOff::on;
  if (is_light(entity)) {
    if (on && look.brightness)
      body["brightness"] =
          std::clamp(std::lround(*look.brightness * brightest / 100), 1L, brightest);
    if (on && look.xy) {
      body["xy_color"] = {look.xy->x, look.xy->y};
    } else if (on && look.mirek) {
      body["color_temp_kelvin"] = std::lround(mirek_in_kelvin / *look.mirek);
    }
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
        "Home Assistant does not accept the token; create a long-lived one in your profile "
        "there, under Security, and give Lamplighter that one"};
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

namespace {

std::optional<double> number_at(const Json& object, const char* key, double least, double most) {
  const auto found = object.find(key);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const double number = found->get<double>();
  return number >= least && number <= most ? std::optional(number) : std::nullopt;
}

void read_abilities(const Json& attributes, EntityState& entity) {
  const auto modes = attributes.find("supported_color_modes");
  if (modes == attributes.end() || !modes->is_array()) return;
  entity.has_brightness = entity.has_mirek = entity.has_colour = false;
  for (const Json& mode : *modes) {
    if (mode == "color_temp") entity.has_mirek = true;
    if (mode != "color_temp" && mode != "brightness" && mode != "onoff" && mode != "white")
      entity.has_colour = true;
    if (mode != "onoff") entity.has_brightness = true;
  }
}

void read_attributes(const Json& state, EntityState& entity) {
  const auto found = state.find("attributes");
  if (found == state.end() || !found->is_object()) return;
  const Json& attributes = *found;
  read_abilities(attributes, entity);
  if (const auto level = number_at(attributes, "brightness", 1, brightest))
    entity.is.look.brightness = *level / static_cast<double>(brightest) * 100;
  const std::string mode = text_at(attributes, "color_mode");
  const auto kelvin = number_at(attributes, "color_temp_kelvin", 1000, 20000);
  if (mode == "color_temp" && kelvin) {
    entity.is.look.mirek = static_cast<int>(std::lround(mirek_in_kelvin / *kelvin));
    return;
  }
  const auto xy = attributes.find("xy_color");
  const bool is_pair = xy != attributes.end() && xy->is_array() && xy->size() == 2 &&
                       (*xy)[0].is_number() && (*xy)[1].is_number();
  if (is_pair && entity.has_colour && mode != "color_temp")
    entity.is.xy = Xy{(*xy)[0].get<double>(), (*xy)[1].get<double>()};
}

}  // namespace

Result<EntityState> read_state(const Answer& answer, const std::string& entity) {
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
  if (word == "on" || word == "off") {
    EntityState read{{word == "on" ? OnOff::on : OnOff::off}};
    read_attributes(state, read);
    return read;
  }
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
