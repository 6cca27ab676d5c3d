// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/v1_resources.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <numeric>

namespace lamplighter::hue_emulator {
namespace {

using Json = nlohmann::json;

/// The product data of a kind of lamp; model ids are those of real products.
struct V1Make {
  const char* type;
  const char* model;
  const char* archetype;
  const char* function;
};

V1Make v1_make_of(LampKind kind) {
  switch (kind) {
    case LampKind::plug:
      return {"On/Off plug-in unit", "LOM001", "plug", "functional"};
    case LampKind::dimmable:
      return {"Dimmable light", "LWA001", "classicbulb", "functional"};
    case LampKind::white_ambiance:
      return {"Color temperature light", "LTA001", "classicbulb", "functional"};
    case LampKind::colour:
      break;
  }
  return {"Extended color light", "LCA001", "sultanbulb", "mixed"};
}

const char* colour_mode(ColourMode mode) {
  switch (mode) {
    case ColourMode::xy:
      return "xy";
    case ColourMode::hue_saturation:
      return "hs";
    case ColourMode::temperature:
    case ColourMode::none:
      break;
  }
  return "ct";
}

void add_settings(Json& state, const LampSettings& settings, LampKind kind) {
  state["on"] = settings.on;
  state["alert"] = settings.alert;
  if (can_dim(kind)) state["bri"] = settings.bri;
  if (mirek_range(kind)) {
    state["ct"] = settings.mirek;
    state["colormode"] = colour_mode(settings.mode);
  }
  if (!can_colour(kind)) return;
  state["hue"] = settings.hue;
  state["sat"] = settings.sat;
  state["xy"] = {settings.xy.first, settings.xy.second};
  state["effect"] = settings.effect;
}

Json abilities(LampKind kind) {
  Json control = Json::object();
  if (can_dim(kind)) control["mindimlevel"] = 200;
  if (const auto range = mirek_range(kind)) {
    control["ct"] = {{"min", range->lowest}, {"max", range->highest}};
  }
  if (can_colour(kind)) {
    control["colorgamuttype"] = "C";
    control["colorgamut"] = {{0.6915, 0.3083}, {0.1700, 0.7000}, {0.1532, 0.0475}};
  }
  return {{"certified", true}, {"control", control}};
}

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// The bridge id without its middle "fffe", in pairs.
std::string mac_of(const std::string& bridge_id) {
  const std::string digits = bridge_id.substr(0, 6) + bridge_id.substr(10);
  std::string mac;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    mac += (i == 0 ? "" : ":") + digits.substr(i, 2);
  }
  return mac;
}

std::string to_bridge_time(Instant at) { return to_iso(at).substr(0, 19); }

Json whitelist(const BridgeWorld& world) {
  Json list = Json::object();
  for (const auto& [key, app] : world.keys) {
    list[key] = {{"name", app.devicetype},
                 {"create date", to_bridge_time(app.created)},
                 {"last use date", to_bridge_time(app.last_use)}};
  }
  return list;
}

}  // namespace

Json v1_lamp(const BridgeWorld& world, std::size_t index) {
  const EmulatedLamp& lamp = world.lamps[index];
  const V1Make make = v1_make_of(lamp.kind());
  Json state = {{"reachable", lamp.reachable()}, {"mode", "homeautomation"}};
  add_settings(state, lamp.settings(), lamp.kind());
  return {{"state", state},
          {"type", make.type},
          {"name", lamp.name()},
          {"modelid", make.model},
          {"manufacturername", "Signify Netherlands B.V."},
          {"productname", make.type},
          {"uniqueid", fmt::format("00:17:88:01:00:00:00:{:02x}-0b", index + 1)},
          {"swversion", "1.122.2"},
          {"capabilities", abilities(lamp.kind())},
          {"config",
           {{"archetype", make.archetype},
            {"function", make.function},
            {"direction", "omnidirectional"},
            {"startup", {{"mode", "safety"}, {"configured", true}}}}}};
}

Json v1_lamps(const BridgeWorld& world) {
  Json lamps = Json::object();
  for (std::size_t i = 0; i < world.lamps.size(); ++i) {
    lamps[std::to_string(i + 1)] = v1_lamp(world, i);
  }
  return lamps;
}

namespace {

const char* v1_type_of(GroupKind kind) {
  switch (kind) {
    case GroupKind::room:
      return "Room";
    case GroupKind::zone:
      return "Zone";
    case GroupKind::all_lamps:
      break;
  }
  return "LightGroup";
}

}  // namespace

Json v1_group(const BridgeWorld& world, const EmulatedGroup& group) {
  Json ids = Json::array();
  bool any_on = false;
  bool all_on = !group.lamps.empty();
  for (const std::size_t index : group.lamps) {
    ids.push_back(std::to_string(index + 1));
    any_on |= world.lamps[index].settings().on;
    all_on &= world.lamps[index].settings().on;
  }
  Json action = Json::object();
  add_settings(action, group.action, LampKind::colour);
  Json sensors = Json::array();
  for (const std::size_t index : group.sensors) {
    sensors.push_back(std::to_string(2 * index + 1));
    sensors.push_back(std::to_string(2 * index + 2));
  }
  Json result = {{"name", group.name},
                 {"lights", ids},
                 {"sensors", sensors},
                 {"type", v1_type_of(group.kind)},
                 {"state", {{"all_on", all_on}, {"any_on", any_on}}},
                 {"recycle", false},
                 {"action", action}};
  if (group.kind == GroupKind::room) result["class"] = "Living room";
  if (group.kind == GroupKind::zone) result["class"] = "Home";
  return result;
}

namespace {

Json v1_last_update(const std::optional<Instant>& at) {
  return at ? Json(to_bridge_time(*at)) : Json("none");
}

/// The members common to both sensors of a device.
Json v1_sensor(const EmulatedSensor& sensor, std::size_t index, bool enabled) {
  return {{"name", sensor.name()},
          {"modelid", "SML001"},
          {"manufacturername", "Signify Netherlands B.V."},
          {"productname", "Hue motion sensor"},
          {"swversion", "1.1.27575"},
          {"uniqueid", fmt::format("00:17:88:01:02:00:00:{:02x}-02", index + 1)},
          {"capabilities", {{"certified", true}, {"primary", true}}},
          {"config",
           {{"on", enabled},
            {"battery", 100},
            {"reachable", sensor.reachable()},
            {"alert", "none"},
            {"ledindication", false},
            {"usertest", false},
            {"pending", Json::array()}}}};
}

Json v1_presence(const EmulatedSensor& sensor, std::size_t index) {
  const SensorState& state = sensor.state();
  Json result = v1_sensor(sensor, index, state.motion_enabled);
  result["type"] = "ZLLPresence";
  result["uniqueid"] = result["uniqueid"].get<std::string>() + "-0406";
  result["state"] = {{"presence", state.motion},
                     {"lastupdated", v1_last_update(state.motion_reported)}};
  result["config"]["sensitivity"] = state.sensitivity;
  result["config"]["sensitivitymax"] = most_sensitivity;
  return result;
}

Json v1_light_level(const EmulatedSensor& sensor, std::size_t index) {
  constexpr int dark_below = 16000;
  constexpr int offset = 7000;
  const SensorState& state = sensor.state();
  Json result = v1_sensor(sensor, index, state.light_enabled);
  result["type"] = "ZLLLightLevel";
  result["uniqueid"] = result["uniqueid"].get<std::string>() + "-0400";
  result["state"] = {{"lightlevel", state.light_level},
                     {"dark", state.light_level < dark_below},
                     {"daylight", state.light_level >= dark_below + offset},
                     {"lastupdated", v1_last_update(state.light_reported)}};
  result["config"]["tholddark"] = dark_below;
  result["config"]["tholdoffset"] = offset;
  return result;
}

}  // namespace

std::string v1_presence_path(std::size_t index) {
  return fmt::format("/sensors/{}", 2 * index + 1);
}

std::string v1_light_level_path(std::size_t index) {
  return fmt::format("/sensors/{}", 2 * index + 2);
}

Json v1_sensors(const BridgeWorld& world) {
  Json sensors = Json::object();
  for (std::size_t i = 0; i < world.sensors.size(); ++i) {
    sensors[std::to_string(2 * i + 1)] = v1_presence(world.sensors[i], i);
    sensors[std::to_string(2 * i + 2)] = v1_light_level(world.sensors[i], i);
  }
  return sensors;
}

Json v1_groups(const BridgeWorld& world) {
  Json groups = Json::object();
  for (std::size_t i = 0; i < world.groups.size(); ++i) {
    groups[std::to_string(i + 1)] = v1_group(world, world.groups[i]);
  }
  return groups;
}

Json v1_public_config(const BridgeWorld& world) {
  const bool old = world.model == BridgeModel::bsb001;
  return {{"name", world.name},
          {"datastoreversion", old ? "60" : "172"},
          {"swversion", old ? "01041302" : "1970084010"},
          {"apiversion", old ? "1.16.0" : "1.70.0"},
          {"mac", mac_of(world.bridge_id)},
          {"bridgeid", upper(world.bridge_id)},
          {"factorynew", false},
          {"replacesbridgeid", nullptr},
          {"modelid", to_string(world.model)},
          {"starterkitid", ""}};
}

Json v1_config(const BridgeWorld& world, Instant now) {
  Json config = v1_public_config(world);
  config.update({{"zigbeechannel", 25},
                 {"dhcp", true},
                 {"ipaddress", "127.0.0.1"},
                 {"netmask", "255.0.0.0"},
                 {"gateway", "127.0.0.1"},
                 {"proxyaddress", "none"},
                 {"proxyport", 0},
                 {"UTC", to_bridge_time(now)},
                 {"localtime", to_bridge_time(now)},
                 {"timezone", "Etc/UTC"},
                 {"linkbutton", is_button_active(world, now)},
                 {"portalservices", false},
                 {"portalconnection", "disconnected"},
                 {"whitelist", whitelist(world)}});
  return config;
}

Json v1_everything(const BridgeWorld& world, Instant now) {
  const Json none = Json::object();
  return {{"lights", v1_lamps(world)},
          {"groups", v1_groups(world)},
          {"config", v1_config(world, now)},
          {"schedules", none},
          {"scenes", none},
          {"rules", none},
          {"sensors", v1_sensors(world)},
          {"resourcelinks", none}};
}

EmulatedGroup all_lamps(const BridgeWorld& world) {
  EmulatedGroup all;
  all.name = "Group 0";
  all.kind = GroupKind::all_lamps;
  all.lamps.resize(world.lamps.size());
  std::iota(all.lamps.begin(), all.lamps.end(), std::size_t{0});
  return all;
}

namespace {

std::string sentence(const V1Entry& entry) {
  switch (*entry.error) {
    case V1Error::unauthorized:
      return "unauthorized user";
    case V1Error::invalid_json:
      return "body contains invalid JSON";
    case V1Error::resource_not_available:
      return "resource, " + entry.subject + ", not available";
    case V1Error::method_not_available:
      return "method, " + entry.subject + ", not available for resource, " + entry.address;
    case V1Error::missing_parameters:
      return "invalid/missing parameters in body";
    case V1Error::parameter_not_available:
      return "parameter, " + entry.subject + ", not available";
    case V1Error::invalid_value:
      return "invalid value for parameter, " + entry.subject;
    case V1Error::not_modifiable:
      return "parameter, " + entry.subject + ", is not modifiable";
    case V1Error::link_button_not_pressed:
      return "link button not pressed";
    case V1Error::device_is_off:
      break;
  }
  return "parameter, " + entry.subject + ", is not modifiable. Device is set to off.";
}

}  // namespace

std::string to_json(const std::vector<V1Entry>& entries) {
  Json answer = Json::array();
  for (const V1Entry& entry : entries) {
    if (entry.error) {
      answer.push_back({{"error",
                         {{"type", static_cast<int>(*entry.error)},
                          {"address", entry.address},
                          {"description", sentence(entry)}}}});
    } else {
      answer.push_back({{"success", {{entry.address, Json::parse(entry.value)}}}});
    }
  }
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lamplighter::hue_emulator
