// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/v2_resources.h"

#include "hue_emulator/v1_resources.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace lamplighter::hue_emulator {
namespace {

using Json = nlohmann::json;

struct V2Make {
  const char* product;
  const char* model;
  const char* archetype;
};

V2Make v2_make_of(LampKind kind) {
  switch (kind) {
    case LampKind::plug:
      return {"Hue smart plug", "LOM001", "plug"};
    case LampKind::dimmable:
      return {"Hue white lamp", "LWA001", "classic_bulb"};
    case LampKind::white_ambiance:
      return {"Hue ambiance lamp", "LTA001", "classic_bulb"};
    case LampKind::colour:
      break;
  }
  return {"Hue color lamp", "LCA001", "sultan_bulb"};
}

/// The index of a sensor's device: after the lamps and the bridge itself.
std::size_t sensor_device(const BridgeWorld& world, std::size_t sensor) {
  return world.lamps.size() + 1 + sensor;
}

Json reference(const BridgeWorld& world, std::string_view type, std::size_t index) {
  return {{"rid", resource_id(world, type, index)}, {"rtype", type}};
}

const char* group_type(const BridgeWorld& world, std::size_t index) {
  if (index == home_index(world)) return "bridge_home";
  return world.groups[index].kind == GroupKind::room ? "room" : "zone";
}

std::string group_id_v1(const BridgeWorld& world, std::size_t index) {
  return "/groups/" + std::to_string(index == home_index(world) ? 0 : index + 1);
}

Json xy(double x, double y) { return {{"x", x}, {"y", y}}; }

void add_abilities(Json& light, const EmulatedLamp& lamp) {
  const LampSettings& settings = lamp.settings();
  if (can_dim(lamp.kind())) {
    light["dimming"] = {{"brightness", percent_of_bri(settings.bri)}, {"min_dim_level", 0.2}};
    light["dimming_delta"] = Json::object();
  }
  if (const auto range = mirek_range(lamp.kind())) {
    const bool shown = settings.mode == ColourMode::temperature;
    light["color_temperature"] = {
        {"mirek", shown ? Json(settings.mirek) : Json(nullptr)},
        {"mirek_valid", shown},
        {"mirek_schema", {{"mirek_minimum", range->lowest}, {"mirek_maximum", range->highest}}}};
    light["color_temperature_delta"] = Json::object();
  }
  if (!can_colour(lamp.kind())) return;
  light["color"] = {
      {"xy", xy(settings.xy.first, settings.xy.second)},
      {"gamut",
       {{"red", xy(0.6915, 0.3083)}, {"green", xy(0.17, 0.7)}, {"blue", xy(0.1532, 0.0475)}}},
      {"gamut_type", "C"}};
  light["effects"] = {{"status_values", {"no_effect", "candle"}},
                      {"status", "no_effect"},
                      {"effect_values", {"no_effect", "candle"}}};
}

/// What the lamp does when power returns: full and warm, the factory setting.
Json powerup(LampKind kind) {
  Json result = {
      {"preset", "safety"}, {"configured", true}, {"on", {{"mode", "on"}, {"on", {{"on", true}}}}}};
  if (can_dim(kind)) {
    result["dimming"] = {{"mode", "dimming"}, {"dimming", {{"brightness", 100.0}}}};
  }
  if (mirek_range(kind)) {
    result["color"] = {{"mode", "color_temperature"}, {"color_temperature", {{"mirek", 366}}}};
  }
  return result;
}

Json v2_device(const BridgeWorld& world, std::size_t index) {
  const EmulatedLamp& lamp = world.lamps[index];
  const V2Make make = v2_make_of(lamp.kind());
  return {{"id", resource_id(world, "device", index)},
          {"id_v1", fmt::format("/lights/{}", index + 1)},
          {"product_data",
           {{"model_id", make.model},
            {"manufacturer_name", "Signify Netherlands B.V."},
            {"product_name", make.product},
            {"product_archetype", make.archetype},
            {"certified", true},
            {"software_version", "1.122.2"}}},
          {"metadata", {{"name", lamp.name()}, {"archetype", make.archetype}}},
          {"identify", Json::object()},
          {"services",
           {reference(world, "light", index), reference(world, "zigbee_connectivity", index)}},
          {"type", "device"}};
}

Json v2_room_or_zone(const BridgeWorld& world, std::size_t index) {
  const EmulatedGroup& group = world.groups[index];
  const bool is_room = group.kind == GroupKind::room;
  Json children = Json::array();
  for (const std::size_t lamp : group.lamps) {
    children.push_back(reference(world, is_room ? "device" : "light", lamp));
  }
  for (const std::size_t sensor : group.sensors) {
    children.push_back(reference(world, "device", sensor_device(world, sensor)));
  }
  return {{"id", resource_id(world, group_type(world, index), index)},
          {"id_v1", group_id_v1(world, index)},
          {"children", children},
          {"services", {reference(world, "grouped_light", index)}},
          {"metadata", {{"name", group.name}, {"archetype", is_room ? "living_room" : "home"}}},
          {"type", group_type(world, index)}};
}

Json v2_home(const BridgeWorld& world) {
  Json children = Json::array({reference(world, "device", world.lamps.size())});
  for (std::size_t i = 0; i < world.groups.size(); ++i) {
    if (world.groups[i].kind == GroupKind::room) children.push_back(reference(world, "room", i));
  }
  const std::size_t home = home_index(world);
  return {{"id", resource_id(world, "bridge_home", home)},
          {"id_v1", "/groups/0"},
          {"children", children},
          {"services", {reference(world, "grouped_light", home)}},
          {"type", "bridge_home"}};
}

Json v2_bridge(const BridgeWorld& world) {
  return {{"id", resource_id(world, "bridge", 0)},
          {"owner", reference(world, "device", world.lamps.size())},
          {"bridge_id", world.bridge_id},
          {"time_zone", {{"time_zone", "Etc/UTC"}}},
          {"type", "bridge"}};
}

Json v2_bridge_device(const BridgeWorld& world) {
  return {{"id", resource_id(world, "device", world.lamps.size())},
          {"product_data",
           {{"model_id", to_string(world.model)},
            {"manufacturer_name", "Signify Netherlands B.V."},
            {"product_name", "Hue Bridge"},
            {"product_archetype", "bridge_v2"},
            {"certified", true},
            {"software_version", "1.70.1970084010"}}},
          {"metadata", {{"name", world.name}, {"archetype", "bridge_v2"}}},
          {"identify", Json::object()},
          {"services", {reference(world, "bridge", 0)}},
          {"type", "device"}};
}

}  // namespace

double percent_of_bri(int bri) { return std::round(bri / 2.54 * 100.0) / 100.0; }

int bri_of_percent(double percent) {
  return std::clamp(static_cast<int>(std::lround(percent * 2.54)), 1, 254);
}

namespace {

/// A name, instead of an index, for entries after a list that may grow.
std::string place_of(const BridgeWorld& world, std::string_view type, std::size_t index) {
  const std::size_t lamps = world.lamps.size();
  if (type == "device" && index == lamps) return "bridge";
  if (type == "device" && index > lamps) return fmt::format("sensor {}", index - lamps - 1);
  if (type == "zigbee_connectivity" && index >= lamps)
    return fmt::format("sensor {}", index - lamps);
  const bool is_home = (type == "grouped_light" || type == "bridge_home") &&  //
                       index == home_index(world);
  return is_home ? "home" : std::to_string(index);
}

}  // namespace

std::string resource_id(const BridgeWorld& world, std::string_view type, std::size_t index) {
  std::uint64_t hash = 0xcbf29ce484222325U;  // FNV-1a
  for (const char c : world.bridge_id + std::string(type) + place_of(world, type, index)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  }
  Rng rng(hash);
  const std::uint64_t high = rng.bits();
  const std::uint64_t low = rng.bits();
  return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xffffU,
                     high & 0xfffU, 0x8000U | ((low >> 48U) & 0x3fffU), low & 0xffffffffffffU);
}

EmulatedGroup v2_group(const BridgeWorld& world, std::size_t index) {
  return index == home_index(world) ? all_lamps(world) : world.groups[index];
}

namespace {

Json v2_light(const BridgeWorld& world, std::size_t index) {
  const EmulatedLamp& lamp = world.lamps[index];
  Json light = {
      {"id", resource_id(world, "light", index)},
      {"id_v1", fmt::format("/lights/{}", index + 1)},
      {"owner", reference(world, "device", index)},
      {"metadata", {{"name", lamp.name()}, {"archetype", v2_make_of(lamp.kind()).archetype}}},
      {"identify", Json::object()},
      {"on", {{"on", lamp.settings().on}}},
      {"dynamics",
       {{"status", "none"}, {"status_values", {"none"}}, {"speed", 0.0}, {"speed_valid", false}}},
      {"alert", {{"action_values", {"breathe"}}}},
      {"mode", "normal"},
      {"powerup", powerup(lamp.kind())},
      {"type", "light"}};
  add_abilities(light, lamp);
  return light;
}

Json v2_grouped_light(const BridgeWorld& world, std::size_t index) {
  double sum = 0.0;
  int count = 0;
  bool any_on = false;
  for (const std::size_t lamp : v2_group(world, index).lamps) {
    const LampSettings& settings = world.lamps[lamp].settings();
    any_on |= settings.on;
    if (!settings.on || !can_dim(world.lamps[lamp].kind())) continue;
    sum += percent_of_bri(settings.bri);
    ++count;
  }
  return {{"id", resource_id(world, "grouped_light", index)},
          {"id_v1", group_id_v1(world, index)},
          {"owner", reference(world, group_type(world, index), index)},
          {"on", {{"on", any_on}}},
          {"dimming", {{"brightness", count > 0 ? sum / count : 0.0}}},
          {"dimming_delta", Json::object()},
          {"color_temperature", Json::object()},
          {"color_temperature_delta", Json::object()},
          {"color", Json::object()},
          {"alert", {{"action_values", {"breathe"}}}},
          {"dynamics", Json::object()},
          {"type", "grouped_light"}};
}

Json v2_connectivity(const BridgeWorld& world, std::size_t index) {
  return {{"id", resource_id(world, "zigbee_connectivity", index)},
          {"id_v1", fmt::format("/lights/{}", index + 1)},
          {"owner", reference(world, "device", index)},
          {"status", world.lamps[index].reachable() ? "connected" : "connectivity_issue"},
          {"mac_address", fmt::format("00:17:88:01:00:00:00:{:02x}", index + 1)},
          {"type", "zigbee_connectivity"}};
}

Json v2_sensor_device(const BridgeWorld& world, std::size_t index) {
  return {{"id", resource_id(world, "device", sensor_device(world, index))},
          {"id_v1", v1_light_level_path(index)},
          {"product_data",
           {{"model_id", "SML001"},
            {"manufacturer_name", "Signify Netherlands B.V."},
            {"product_name", "Hue motion sensor"},
            {"product_archetype", "unknown_archetype"},
            {"certified", true},
            {"software_version", "1.1.27575"}}},
          {"metadata", {{"name", world.sensors[index].name()}, {"archetype", "unknown_archetype"}}},
          {"identify", Json::object()},
          {"services",
           {reference(world, "zigbee_connectivity", world.lamps.size() + index),
            reference(world, "motion", index), reference(world, "light_level", index),
            reference(world, "device_power", index)}},
          {"type", "device"}};
}

Json v2_sensor_service(const BridgeWorld& world, const char* type, std::size_t index) {
  return {{"id", resource_id(world, type, index)},
          {"id_v1", v1_light_level_path(index)},
          {"owner", reference(world, "device", sensor_device(world, index))},
          {"type", type}};
}

std::string to_report_time(Instant at) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch());
  return fmt::format("{}.{:03}Z", to_iso(at).substr(0, 19), (since.count() % 1000 + 1000) % 1000);
}

/// A value as bridges report it: the value, whether it is valid, and when it last changed. Without
/// a report there is no `_report`.
Json v2_report(const std::string& name, const Json& value, bool enabled,
               const std::optional<Instant>& changed) {
  Json result = {{name, value}, {name + "_valid", enabled && changed.has_value()}};
  if (changed) {
    result[name + "_report"] = {{"changed", to_report_time(*changed)}, {name, value}};
  }
  return result;
}

Json v2_motion(const BridgeWorld& world, std::size_t index) {
  const SensorState& state = world.sensors[index].state();
  Json motion = v2_sensor_service(world, "motion", index);
  motion["id_v1"] = v1_presence_path(index);
  motion["enabled"] = state.motion_enabled;
  motion["motion"] = v2_report("motion", state.motion, state.motion_enabled, state.motion_changed);
  motion["sensitivity"] = {
      {"status", "set"}, {"sensitivity", state.sensitivity}, {"sensitivity_max", most_sensitivity}};
  return motion;
}

Json v2_light_level(const BridgeWorld& world, std::size_t index) {
  const SensorState& state = world.sensors[index].state();
  Json level = v2_sensor_service(world, "light_level", index);
  level["enabled"] = state.light_enabled;
  level["light"] =
      v2_report("light_level", state.light_level, state.light_enabled, state.light_changed);
  return level;
}

void add_sensor_resources(Json& all, const BridgeWorld& world, std::size_t index) {
  all.push_back(v2_sensor_device(world, index));
  Json radio = v2_sensor_service(world, "zigbee_connectivity", world.lamps.size() + index);
  radio["owner"] = reference(world, "device", sensor_device(world, index));
  radio["id_v1"] = v1_light_level_path(index);
  radio["status"] = world.sensors[index].reachable() ? "connected" : "connectivity_issue";
  radio["mac_address"] = fmt::format("00:17:88:01:02:00:00:{:02x}", index + 1);
  all.push_back(radio);
  all.push_back(v2_motion(world, index));
  all.push_back(v2_light_level(world, index));
  Json power = v2_sensor_service(world, "device_power", index);
  power["power_state"] = {{"battery_level", 100}, {"battery_state", "normal"}};
  all.push_back(power);
}

}  // namespace

Json v2_everything(const BridgeWorld& world) {
  Json all = Json::array({v2_bridge(world), v2_bridge_device(world), v2_home(world)});
  for (std::size_t i = 0; i < world.lamps.size(); ++i) {
    all.push_back(v2_device(world, i));
    all.push_back(v2_light(world, i));
    all.push_back(v2_connectivity(world, i));
  }
  for (std::size_t i = 0; i < world.sensors.size(); ++i) add_sensor_resources(all, world, i);
  for (std::size_t i = 0; i < world.groups.size(); ++i) all.push_back(v2_room_or_zone(world, i));
  for (std::size_t i = 0; i <= home_index(world); ++i) all.push_back(v2_grouped_light(world, i));
  for (const GeofenceClient& client : world.geofence_clients) {
    all.push_back({{"id", client.id}, {"name", client.name}, {"type", "geofence_client"}});
  }
  return all;
}

bool is_resource_type(std::string_view type) {
  static constexpr std::array<std::string_view, 43> types{"auth_v1",
                                                          "behavior_instance",
                                                          "behavior_script",
                                                          "bell_button",
                                                          "bridge",
                                                          "bridge_home",
                                                          "button",
                                                          "camera_motion",
                                                          "clip",
                                                          "contact",
                                                          "convenience_area_motion",
                                                          "device",
                                                          "device_power",
                                                          "device_software_update",
                                                          "entertainment",
                                                          "entertainment_configuration",
                                                          "geofence_client",
                                                          "geolocation",
                                                          "grouped_light",
                                                          "grouped_light_level",
                                                          "grouped_motion",
                                                          "homekit",
                                                          "internet_connectivity",
                                                          "light",
                                                          "light_level",
                                                          "matter",
                                                          "matter_fabric",
                                                          "motion",
                                                          "motion_area_candidate",
                                                          "motion_area_configuration",
                                                          "public_image",
                                                          "relative_rotary",
                                                          "room",
                                                          "scene",
                                                          "security_area_motion",
                                                          "service_group",
                                                          "smart_scene",
                                                          "tamper",
                                                          "temperature",
                                                          "zgp_connectivity",
                                                          "zigbee_connectivity",
                                                          "zigbee_device_discovery",
                                                          "zone"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

}  // namespace lamplighter::hue_emulator
