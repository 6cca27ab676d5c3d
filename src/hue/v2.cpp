// SPDX-License-Identifier: Apache-2.0
#include "hue/v2.h"

#include "hue/transport.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>

namespace lamplighter::hue {

using Json = nlohmann::json;

Result<Json> parse_json(const std::string& text) {
  Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!value.is_discarded()) return value;
  return Error{Fault::bad_input, "invalid JSON from the bridge: " + shown(text)};
}

const Json* member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> text_of(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

std::optional<bool> flag_of(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr || !value->is_boolean()) return std::nullopt;
  return value->get<bool>();
}

std::optional<double> number_of(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const auto number = value->get<double>();
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<int> integer_of(const Json& object, std::string_view name, int low, int high) {
  const std::optional<double> number = number_of(object, name);
  if (!number || *number != std::floor(*number) || *number < low || *number > high) {
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

std::optional<std::string> rid_of(const Json& resource, std::string_view name) {
  const Json* reference = member(resource, name);
  return reference == nullptr ? std::nullopt : text_of(*reference, "rid");
}

std::optional<std::string> name_of(const Json& resource) {
  const Json* metadata = member(resource, "metadata");
  return metadata == nullptr ? std::nullopt : text_of(*metadata, "name");
}

/// What its owner says that it is, as "plug" or "ceiling_round".
std::optional<std::string> archetype_of(const Json& resource) {
  const Json* metadata = member(resource, "metadata");
  return metadata == nullptr ? std::nullopt : text_of(*metadata, "archetype");
}

std::optional<bool> on_of(const Json& resource) {
  const Json* on = member(resource, "on");
  return on == nullptr ? std::nullopt : flag_of(*on, "on");
}

std::optional<double> brightness_of(const Json& resource) {
  const Json* dimming = member(resource, "dimming");
  if (dimming == nullptr) return std::nullopt;
  const std::optional<double> percent = number_of(*dimming, "brightness");
  if (!percent || *percent < 0.0) return std::nullopt;
  return std::min(*percent, 100.0);
}

std::optional<Xy> xy_of(const nlohmann::json& object, std::string_view name) {
  const nlohmann::json* pair = member(object, name);
  if (pair == nullptr) return std::nullopt;
  std::optional<double> x = number_of(*pair, "x");
  std::optional<double> y = number_of(*pair, "y");
  const bool is_list = pair->is_array() && pair->size() == 2;
  if (is_list && (*pair)[0].is_number() && (*pair)[1].is_number()) {
    x = (*pair)[0].get<double>();
    y = (*pair)[1].get<double>();
  }
  const auto fits = [](const std::optional<double>& one) { return one && *one >= 0 && *one <= 1; };
  if (!fits(x) || !fits(y)) return std::nullopt;
  return Xy{*x, *y};
}

std::optional<double> lux_of_level(int level) {
  constexpr int no_value = 65534;
  if (level < 0 || level >= no_value) return std::nullopt;
  if (level == 0) return 0.0;
  return std::round(std::pow(10.0, (level - 1) / 10000.0) * 100.0) / 100.0;
}

std::optional<Instant> instant_of(const Json& object, std::string_view name) {
  std::optional<std::string> text = text_of(object, name);
  if (!text) return std::nullopt;
  if (!text->ends_with('Z')) *text += 'Z';
  const Result<Instant> at = parse_instant(*text);
  return at ? std::optional(*at) : std::nullopt;
}

LightLevel light_level_of(const Json& resource) {
  constexpr int highest = 65535;
  LightLevel level;
  level.is_valid = flag_of(resource, "enabled");
  const Json* light = member(resource, "light");
  if (light == nullptr) return level;
  if (const auto valid = flag_of(*light, "light_level_valid"))
    level.is_valid = *valid && level.is_valid.value_or(true);
  const Json* report = member(*light, "light_level_report");
  std::optional<int> value = integer_of(*light, "light_level", 0, highest);
  if (report != nullptr) {
    if (const auto reported = integer_of(*report, "light_level", 0, highest)) value = reported;
    level.changed = instant_of(*report, "changed");
  }
  if (value) level.lux = lux_of_level(*value);
  return level;
}

}  // namespace lamplighter::hue

namespace lamplighter::hue::v2 {
namespace {

constexpr const char* everything = "/clip/v2/resource";
constexpr std::chrono::milliseconds fade_step{100};
constexpr std::chrono::milliseconds longest_fade{6'000'000};

Error not_expected(const HttpAnswer& answer) {
  return {Fault::bad_input, "unexpected answer from the bridge: " + shown(answer.body)};
}

/// References between resources, collected before lamps and groups are built from them.
struct Resources {
  std::map<std::string, std::string> device_names;
  std::set<std::string> plugs;                      ///< devices
  std::map<std::string, bool> reachable;            ///< by device
  std::map<std::string, std::string> light_device;  ///< device by light
  std::map<std::string, const Json*> grouped;       ///< grouped_light by id
};

std::optional<std::string> id_of(const Json& resource) {
  std::optional<std::string> id = text_of(resource, "id");
  if (id && !is_token(*id)) return std::nullopt;
  return id;
}

Resources gather(const Json& list) {
  Resources all;
  for (const Json& resource : list) {
    const std::string type = text_of(resource, "type").value_or("");
    const std::optional<std::string> id = id_of(resource);
    if (!id) continue;
    if (type == "device") all.device_names[*id] = name_of(resource).value_or("");
    if (type == "device" && archetype_of(resource) == "plug") all.plugs.insert(*id);
    if (type == "grouped_light") all.grouped[*id] = &resource;
    const std::optional<std::string> owner = rid_of(resource, "owner");
    if (!owner) continue;
    if (type == "light") all.light_device[*id] = *owner;
    if (type == "zigbee_connectivity") {
      all.reachable[*owner] = text_of(resource, "status") == "connected";
    }
  }
  return all;
}

std::optional<BridgeLamp> read_lamp(const Json& resource, const Resources& all) {
  const std::optional<std::string> id = id_of(resource);
  const std::optional<bool> on = on_of(resource);
  if (!id || !on) return std::nullopt;
  BridgeLamp lamp{*id, name_of(resource).value_or(""), *on, true, brightness_of(resource), {}};
  if (const auto device = all.light_device.find(*id); device != all.light_device.end()) {
    lamp.device = device->second;
    lamp.is_plug = all.plugs.contains(device->second);
    const auto name = all.device_names.find(device->second);
    if (name != all.device_names.end() && !name->second.empty()) lamp.name = name->second;
    const auto reachable = all.reachable.find(device->second);
    if (reachable != all.reachable.end()) lamp.reachable = reachable->second;
  }
  if (const Json* temperature = member(resource, "color_temperature")) {
    lamp.mirek = integer_of(*temperature, "mirek", 1, 2000);
    lamp.mirek_range = {coldest_mirek, warmest_mirek};
    const Json* range = member(*temperature, "mirek_schema");
    const auto least = range ? integer_of(*range, "mirek_minimum", 1, 2000) : std::nullopt;
    const auto most = range ? integer_of(*range, "mirek_maximum", 1, 2000) : std::nullopt;
    if (least && most && *least <= *most) lamp.mirek_range = {*least, *most};
  }
  if (const Json* colour = member(resource, "color")) {
    lamp.has_colour = true;
    if (!lamp.mirek) lamp.xy = xy_of(*colour, "xy");
  }
  return lamp;
}

std::optional<BridgeSensor> read_sensor(const Json& resource, const Resources& all) {
  const std::optional<std::string> id = id_of(resource);
  const std::optional<std::string> device = rid_of(resource, "owner");
  if (!id || !device) return std::nullopt;
  const auto name = all.device_names.find(*device);
  if (name == all.device_names.end()) return std::nullopt;
  const LightLevel level = light_level_of(resource);
  BridgeSensor sensor{*id,       name->second, *device, level.is_valid.value_or(true),
                      level.lux, level.changed};
  const auto reachable = all.reachable.find(*device);
  if (reachable != all.reachable.end()) sensor.is_live &= reachable->second;
  return sensor;
}

/// Adds the lamps of a room's or zone's child: rooms list devices, zones list lights.
void add_child(BridgeGroup& group, const Json& child, const Resources& all) {
  const std::optional<std::string> rid = text_of(child, "rid");
  if (!rid) return;
  for (const auto& [light, device] : all.light_device) {
    if (light == *rid || device == *rid) group.lamps.push_back(light);
  }
}

std::optional<BridgeGroup> read_group(const Json& resource, GroupKind kind, const Resources& all) {
  const std::optional<std::string> name = name_of(resource);
  const Json* services = member(resource, "services");
  const Json* children = member(resource, "children");
  if (!name || services == nullptr || !services->is_array()) return std::nullopt;
  BridgeGroup group{{}, *name, kind, {}, false, {}};
  for (const Json& service : *services) {
    if (text_of(service, "rtype") != "grouped_light") continue;
    group.id = text_of(service, "rid").value_or("");
  }
  if (!is_token(group.id)) return std::nullopt;
  if (children != nullptr && children->is_array()) {
    for (const Json& child : *children) add_child(group, child, all);
  }
  if (const auto light = all.grouped.find(group.id); light != all.grouped.end()) {
    group.any_on = on_of(*light->second).value_or(false);
    group.brightness = brightness_of(*light->second);
  }
  return group;
}

template <typename Named>
void sort_by_name(std::vector<Named>& list) {
  std::sort(list.begin(), list.end(), [](const Named& a, const Named& b) {
    return std::tie(a.name, a.id) < std::tie(b.name, b.id);
  });
}

std::string body_of(const LampCommand& command) {
  Json body = Json::object();
  if (command.to) body["on"] = {{"on", *command.to == OnOff::on}};
  if (command.brightness) body["dimming"] = {{"brightness", *command.brightness}};
  if (command.mirek) body["color_temperature"] = {{"mirek", *command.mirek}};
  if (command.xy) body["color"] = {{"xy", {{"x", command.xy->x}, {"y", command.xy->y}}}};
  if (command.fade) {
    const auto fade = std::clamp(*command.fade, fade_step * 0, longest_fade);
    const auto rounded = (fade + fade_step / 2) / fade_step * fade_step;
    body["dynamics"] = {{"duration", rounded.count()}};
  }
  return body.dump();
}

/// The first description among a response's errors.
std::string first_error(const Json& body) {
  const Json* errors = member(body, "errors");
  if (errors == nullptr || !errors->is_array() || errors->empty()) return {};
  return shown(text_of(errors->front(), "description").value_or(""));
}

}  // namespace

HttpRequest ask_house(const std::string& key) { return {"GET", everything, {}, key}; }

bool has_v2(const HttpAnswer& answer) { return answer.status == 401 || answer.status == 403; }

Result<BridgeHouse> read_house(const HttpAnswer& answer) {
  if (const Result<void> status = check_status(answer); !status) return status.error();
  const Result<Json> body = parse_json(answer.body);
  if (!body) return body.error();
  const Json* list = member(*body, "data");
  if (list == nullptr || !list->is_array()) return not_expected(answer);
  const Resources all = gather(*list);
  BridgeHouse house;
  for (const Json& resource : *list) {
    const std::string type = text_of(resource, "type").value_or("");
    if (type == "light") {
      if (auto lamp = read_lamp(resource, all)) house.lamps.push_back(*std::move(lamp));
    } else if (type == "room" || type == "zone") {
      const GroupKind kind = type == "room" ? GroupKind::room : GroupKind::zone;
      if (auto group = read_group(resource, kind, all)) house.groups.push_back(*std::move(group));
    } else if (type == "light_level") {
      if (auto sensor = read_sensor(resource, all)) house.sensors.push_back(*std::move(sensor));
    }
  }
  sort_by_name(house.lamps);
  sort_by_name(house.groups);
  sort_by_name(house.sensors);
  return house;
}

HttpRequest command_lamp(const std::string& key, const std::string& id,
                         const LampCommand& command) {
  return {"PUT", fmt::format("{}/light/{}", everything, id), body_of(command), key};
}

HttpRequest command_group(const std::string& key, const std::string& id,
                          const LampCommand& command) {
  return {"PUT", fmt::format("{}/grouped_light/{}", everything, id), body_of(command), key};
}

Result<void> read_outcome(const HttpAnswer& answer) {
  const Result<void> status = check_status(answer);
  const Result<Json> body = parse_json(answer.body);
  if (!status) {
    const std::string reason = body ? first_error(*body) : "";
    const Error& error = status.error();
    if (reason.empty() || error.fault == Fault::refused) return error;
    return Error{error.fault, "the bridge reports: " + reason};
  }
  if (!body) return body.error();
  const Json* taken = member(*body, "data");
  if (taken == nullptr || !taken->is_array()) return not_expected(answer);
  const std::string reason = first_error(*body);
  // A command that is accepted with other remarks is carried out.
  const bool is_out_of_reach = reason.find("communication issues") != std::string::npos;
  if (!taken->empty() && !is_out_of_reach) return {};
  return Error{Fault::unavailable, "the bridge reports: " + reason};
}

}  // namespace lamplighter::hue::v2
