// SPDX-License-Identifier: Apache-2.0
#include "hue/v1.h"

#include "core/require.h"
#include "hue/v2.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>

namespace lamplighter::hue::v1 {
namespace {

using Json = nlohmann::json;

constexpr double steps_per_percent = 2.54;
constexpr std::chrono::milliseconds fade_step{100};
constexpr int longest_fade = 65535;

enum ErrorType {
  unauthorized = 1,
  no_resource = 3,
  not_pressed = 101,
  is_off = 201,
  internal = 901
};

Fault fault_of(int type) {
  switch (type) {
    case unauthorized:
    case not_pressed:
      return Fault::refused;
    case no_resource:
      return Fault::not_found;
    case is_off:
    case internal:
      return Fault::unavailable;
    default:
      return Fault::bad_input;
  }
}

Error error_of(int type, const std::string& description) {
  if (type == unauthorized) {
    return {Fault::refused, "the bridge does not accept the key; run: lamplighter bridge pair"};
  }
  return {fault_of(type),
          fmt::format("the bridge reports: {} (error {})", shown(description), type)};
}

/// The first error in a response that is an array of entries.
std::optional<Error> first_error(const Json& answer) {
  if (!answer.is_array()) return std::nullopt;
  for (const Json& entry : answer) {
    const Json* error = member(entry, "error");
    if (error == nullptr) continue;
    const int type = integer_of(*error, "type", 0, 100'000).value_or(internal);
    return error_of(type, text_of(*error, "description").value_or("no reason"));
  }
  return std::nullopt;
}

/// The JSON of a response, after checking its status and that it contains no error entry.
Result<Json> read_body(const HttpAnswer& answer) {
  if (const Result<void> status = check_status(answer); !status) return status.error();
  Result<Json> body = parse_json(answer.body);
  if (!body) return body;
  if (const auto error = first_error(*body)) return *error;
  return body;
}

Error not_expected(const HttpAnswer& answer) {
  return {Fault::bad_input, "unexpected answer from the bridge: " + shown(answer.body)};
}

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::optional<double> percent_of_bri(const Json& state) {
  const std::optional<int> bri = integer_of(state, "bri", 0, 255);
  if (!bri) return std::nullopt;
  return std::min(100.0, *bri / steps_per_percent);
}

std::optional<BridgeLamp> read_lamp(const std::string& id, const Json& lamp) {
  const Json* state = member(lamp, "state");
  const std::optional<std::string> name = text_of(lamp, "name");
  if (state == nullptr || !name || !is_token(id)) return std::nullopt;
  const std::optional<bool> on = flag_of(*state, "on");
  if (!on) return std::nullopt;
  BridgeLamp result{
      id, *name, *on, flag_of(*state, "reachable").value_or(true), percent_of_bri(*state), {}};
  const Json* config = member(lamp, "config");
  const std::string archetype =
      config != nullptr ? text_of(*config, "archetype").value_or("") : std::string();
  result.is_plug =
      archetype == "plug" || (archetype.empty() && text_of(lamp, "type") == "On/Off plug-in unit");
  const std::optional<int> mirek = integer_of(*state, "ct", 1, 2000);
  if (text_of(*state, "colormode") == "ct") result.mirek = mirek;
  const std::optional<Xy> xy = xy_of(*state, "xy");
  result.has_colour = xy.has_value();
  if (!result.mirek) result.xy = xy;
  if (!mirek) return result;
  result.mirek_range = {coldest_mirek, warmest_mirek};
  const Json* capabilities = member(lamp, "capabilities");
  const Json* control = capabilities != nullptr ? member(*capabilities, "control") : nullptr;
  const Json* range = control != nullptr ? member(*control, "ct") : nullptr;
  if (range == nullptr) return result;
  const std::optional<int> least = integer_of(*range, "min", 1, 2000);
  const std::optional<int> most = integer_of(*range, "max", 1, 2000);
  if (least && most && *least <= *most) result.mirek_range = {*least, *most};
  return result;
}

std::optional<BridgeGroup> read_group(const std::string& id, const Json& group) {
  const std::optional<std::string> name = text_of(group, "name");
  const std::optional<std::string> type = text_of(group, "type");
  const Json* lamps = member(group, "lights");
  const bool is_usable = name && is_token(id) && (type == "Room" || type == "Zone");
  if (!is_usable || lamps == nullptr || !lamps->is_array()) return std::nullopt;
  BridgeGroup result{id, *name, type == "Room" ? GroupKind::room : GroupKind::zone, {}, false, {}};
  for (const Json& lamp : *lamps) {
    if (lamp.is_string()) result.lamps.push_back(lamp.get<std::string>());
  }
  if (const Json* state = member(group, "state")) {
    result.any_on = flag_of(*state, "any_on").value_or(false);
  }
  if (const Json* action = member(group, "action")) result.brightness = percent_of_bri(*action);
  return result;
}

std::vector<BridgeLamp> lamps_of(const Json& lamps) {
  std::vector<BridgeLamp> all;
  for (const auto& [id, lamp] : lamps.items()) {
    if (auto read = read_lamp(id, lamp)) all.push_back(*std::move(read));
  }
  return all;
}

std::vector<BridgeGroup> groups_of(const Json& groups) {
  std::vector<BridgeGroup> all;
  for (const auto& [id, group] : groups.items()) {
    if (auto read = read_group(id, group)) all.push_back(*std::move(read));
  }
  return all;
}

/// What the sensors of one device have in common: the radio address before the first "-".
std::string radio_of(const Json& sensor) {
  const std::string id = text_of(sensor, "uniqueid").value_or("");
  return id.substr(0, id.find('-'));
}

/// With version 1, a motion sensor is three sensors, of which users name the one that detects
/// motion.
std::map<std::string, std::string> names_by_radio(const Json& sensors) {
  std::map<std::string, std::string> names;
  for (const auto& [id, sensor] : sensors.items()) {
    const bool is_presence = text_of(sensor, "type") == "ZLLPresence";
    if (is_presence) names[radio_of(sensor)] = text_of(sensor, "name").value_or("");
  }
  names.erase("");
  return names;
}

std::vector<BridgeSensor> sensors_of(const Json& sensors) {
  const std::map<std::string, std::string> names = names_by_radio(sensors);
  std::vector<BridgeSensor> all;
  for (const auto& [id, sensor] : sensors.items()) {
    const Json* state = member(sensor, "state");
    const Json* config = member(sensor, "config");
    if (text_of(sensor, "type") != "ZLLLightLevel" || state == nullptr || !is_token(id)) continue;
    BridgeSensor one{id, text_of(sensor, "name").value_or("")};
    const auto name = names.find(radio_of(sensor));
    if (name != names.end() && !name->second.empty()) one.name = name->second;
    if (config != nullptr)
      one.is_live =
          flag_of(*config, "on").value_or(true) && flag_of(*config, "reachable").value_or(true);
    constexpr int highest = 65535;
    one.changed = instant_of(*state, "lastupdated");  // updated even if the value did not change
    const auto level = integer_of(*state, "lightlevel", 0, highest);
    if (level && one.changed) one.lux = lux_of_level(*level);
    all.push_back(std::move(one));
  }
  return all;
}

std::string body_of(const LampCommand& command) {
  Json body = Json::object();
  if (command.to) body["on"] = *command.to == OnOff::on;
  if (command.brightness) {
    const auto bri = static_cast<int>(std::lround(*command.brightness * steps_per_percent));
    body["bri"] = std::clamp(bri, 1, 254);
  }
  if (command.mirek) body["ct"] = *command.mirek;
  if (command.xy) body["xy"] = {command.xy->x, command.xy->y};
  if (command.fade) {
    const auto steps = (*command.fade + fade_step / 2) / fade_step;
    body["transitiontime"] = std::clamp<long>(steps, 0, longest_fade);
  }
  return body.dump();
}

}  // namespace

HttpRequest ask_description() { return {"GET", "/api/config", {}, {}}; }

Result<BridgeDescription> read_description(const HttpAnswer& answer) {
  const Result<Json> body = read_body(answer);
  if (!body) return body.error();
  const std::string id = lower(text_of(*body, "bridgeid").value_or(""));
  if (!is_bridge_id(id)) return Error{Fault::bad_input, "it answers, but it is not a Hue bridge"};
  return BridgeDescription{id, text_of(*body, "name").value_or(""),
                           text_of(*body, "modelid").value_or(""),
                           text_of(*body, "swversion").value_or("")};
}

HttpRequest ask_key(const std::string& app, const std::string& device) {
  require(app.size() <= 20 && device.size() <= 19,
          "the names for a new application key are too long");
  const Json body = {{"devicetype", app + "#" + device}};
  return {"POST", "/api", body.dump(-1, ' ', false, Json::error_handler_t::replace), {}};
}

Result<std::optional<std::string>> read_key(const HttpAnswer& answer) {
  if (const Result<void> status = check_status(answer); !status) return status.error();
  const Result<Json> body = parse_json(answer.body);
  if (!body) return body.error();
  if (!body->is_array() || body->empty()) return not_expected(answer);
  if (const Json* error = member(body->front(), "error");
      error != nullptr && integer_of(*error, "type", 0, 1000) == not_pressed) {
    return std::optional<std::string>();
  }
  if (const auto error = first_error(*body)) return *error;
  const Json* success = member(body->front(), "success");
  std::optional<std::string> key;
  if (success != nullptr) key = text_of(*success, "username");
  if (!key || !is_token(*key)) return not_expected(answer);
  return key;
}

HttpRequest ask_house(const std::string& key) { return {"GET", "/api/" + key, {}, {}}; }

Result<BridgeHouse> read_house(const HttpAnswer& answer) {
  const Result<Json> body = read_body(answer);
  if (!body) return body.error();
  const Json* lamps = member(*body, "lights");
  if (lamps == nullptr || !lamps->is_object()) return not_expected(answer);
  BridgeHouse house;
  house.lamps = lamps_of(*lamps);
  const Json* groups = member(*body, "groups");
  const Json* sensors = member(*body, "sensors");
  if (groups != nullptr && groups->is_object()) house.groups = groups_of(*groups);
  if (sensors != nullptr && sensors->is_object()) house.sensors = sensors_of(*sensors);
  return house;
}

HttpRequest ask_lamps(const std::string& key) { return {"GET", "/api/" + key + "/lights", {}, {}}; }

Result<std::vector<BridgeLamp>> read_lamps(const HttpAnswer& answer) {
  const Result<Json> body = read_body(answer);
  if (!body) return body.error();
  if (!body->is_object()) return not_expected(answer);
  return lamps_of(*body);
}

HttpRequest command_lamp(const std::string& key, const std::string& id,
                         const LampCommand& command) {
  return {"PUT", "/api/" + key + "/lights/" + id + "/state", body_of(command), {}};
}

HttpRequest command_group(const std::string& key, const std::string& id,
                          const LampCommand& command) {
  return {"PUT", "/api/" + key + "/groups/" + id + "/action", body_of(command), {}};
}

Result<void> read_outcome(const HttpAnswer& answer) {
  const Result<Json> body = read_body(answer);
  if (!body) return body.error();
  if (!body->is_array() || body->empty()) return not_expected(answer);
  return {};
}

}  // namespace lamplighter::hue::v1
