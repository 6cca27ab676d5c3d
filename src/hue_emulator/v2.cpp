// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/v2.h"

#include "hue_emulator/v2_resources.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace lamplighter::hue_emulator {
namespace {

using Json = nlohmann::json;

constexpr std::string_view root = "/clip/v2/resource";

BridgeAnswer answer_with(int status, const Json& resources,
                         const std::vector<std::string>& errors) {
  Json list = Json::array();
  for (const std::string& error : errors) list.push_back({{"description", error}});
  const Json body = {{"errors", list}, {"data", resources}};
  BridgeAnswer answer = json_answer(body.dump(-1, ' ', false, Json::error_handler_t::replace));
  answer.status = status;
  return answer;
}

BridgeAnswer refuse(int status, const std::string& description) {
  return answer_with(status, Json::array(), {description});
}

/// Whether all members of the object are among `names`, and there is at least one.
bool has_only(const Json& object, std::initializer_list<std::string_view> names) {
  if (!object.is_object() || object.empty()) return false;
  return std::all_of(object.items().begin(), object.items().end(), [&](const auto& item) {
    return std::find(names.begin(), names.end(), item.key()) != names.end();
  });
}

std::optional<double> number_in(const Json& object, const char* name, double low, double high) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const auto number = found->get<double>();
  if (!(number >= low && number <= high)) return std::nullopt;
  return number;
}

std::optional<int> integer_in(const Json& object, const char* name, int low, int high) {
  const auto number = number_in(object, name, low, high);
  if (!number || !object[name].is_number_integer()) return std::nullopt;
  return static_cast<int>(*number);
}

bool is_identify(const Json& value) {
  return has_only(value, {"action"}) && value["action"] == "identify";
}

/// "/clip/v2/resource/light/<id>" → "light", "<id>"; missing parts are empty.
struct ResourcePath {
  std::string type;
  std::string id;
};

std::optional<ResourcePath> parse_path(const std::string& path) {
  if (path == root) return ResourcePath{};
  if (!path.starts_with(std::string(root) + "/")) return std::nullopt;
  const std::string rest = path.substr(root.size() + 1);
  const std::size_t slash = rest.find('/');
  ResourcePath result{rest.substr(0, slash), {}};
  if (slash != std::string::npos) result.id = rest.substr(slash + 1);
  const bool has_id = slash != std::string::npos;
  if (!is_resource_type(result.type) || (has_id && result.id.empty())) return std::nullopt;
  return result;
}

BridgeAnswer get(const BridgeWorld& world, const ResourcePath& path) {
  Json found = Json::array();
  for (Json& resource : v2_everything(world)) {
    if (!path.type.empty() && resource["type"] != path.type) continue;
    if (!path.id.empty() && resource["id"] != path.id) continue;
    found.push_back(std::move(resource));
  }
  if (found.empty() && !path.id.empty()) return refuse(404, "Not Found");
  return answer_with(200, found, {});
}

std::optional<std::size_t> index_of(const BridgeWorld& world, const ResourcePath& path,
                                    std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (resource_id(world, path.type, i) == path.id) return i;
  }
  return std::nullopt;
}

void add_ability(V2Target& target, const EmulatedLamp& lamp) {
  target.settings.on |= lamp.settings().on;
  target.dims |= can_dim(lamp.kind());
  target.colours |= can_colour(lamp.kind());
  if (const auto range = mirek_range(lamp.kind()); range && !target.mirek) target.mirek = range;
}

/// Why a command may have no visible effect: a lamp that is unreachable, or off and stays off.
std::vector<std::string> warnings(const V2Command& read, const V2Target& target, bool reachable,
                                  std::string_view type) {
  std::vector<std::string> result;
  const bool stays_off = !read.command.on.value_or(target.settings.on);
  for (const std::string& command : read.commands) {
    if (!reachable) {
      result.push_back(fmt::format(
          "device ({}) has communication issues, command ({}) may not have effect", type, command));
    } else if (stays_off && command != ".on.on" && command != ".dynamics.duration" &&
               command != ".identify.action") {
      result.push_back(fmt::format("device ({}) is \"soft off\", command ({}) may not have effect",
                                   type, command));
    }
  }
  return result;
}

BridgeAnswer accepted(const ResourcePath& path, const std::vector<std::string>& warned = {}) {
  const Json taken = Json::array({{{"rid", path.id}, {"rtype", path.type}}});
  return answer_with(warned.empty() ? 200 : 207, taken, warned);
}

BridgeAnswer put_light(BridgeWorld& world, const ResourcePath& path, const std::string& body,
                       Instant now) {
  const auto index = index_of(world, path, world.lamps.size());
  if (!index) return refuse(404, "Not Found");
  if (!world.lamp_rate.admit(now)) return too_fast_answer(world.model);
  EmulatedLamp& lamp = world.lamps[*index];
  V2Target target{lamp.settings(), false, false, std::nullopt};
  add_ability(target, lamp);
  const V2Command read = read_v2_command(body, target);
  if (!read.errors.empty()) return answer_with(400, Json::array(), read.errors);
  lamp.command(read.command, now);
  return accepted(path, warnings(read, target, lamp.reachable(), "light"));
}

BridgeAnswer put_grouped_light(BridgeWorld& world, const ResourcePath& path,
                               const std::string& body, Instant now) {
  const auto index = index_of(world, path, world.groups.size() + 1);
  if (!index) return refuse(404, "Not Found");
  if (!world.group_rate.admit(now)) return too_fast_answer(world.model);
  V2Target target;
  bool reachable = true;
  const EmulatedGroup group = v2_group(world, *index);
  for (const std::size_t lamp : group.lamps) {
    add_ability(target, world.lamps[lamp]);
    reachable &= world.lamps[lamp].reachable();
  }
  const V2Command read = read_v2_command(body, target);
  if (!read.errors.empty()) return answer_with(400, Json::array(), read.errors);
  for (const std::size_t lamp : group.lamps) {
    const bool concerned = read.command.on || world.lamps[lamp].settings().on;
    if (concerned) world.lamps[lamp].command(read.command, now);
  }
  return accepted(path, warnings(read, target, reachable, "grouped_light"));
}

BridgeAnswer invalid_body() { return refuse(400, "invalid body"); }

std::optional<std::string> name_in(const Json& object) {
  constexpr std::size_t longest = 32;
  const auto found = object.find("name");
  if (found == object.end() || !found->is_string()) return std::nullopt;
  auto name = found->get<std::string>();
  if (name.empty() || name.size() > longest) return std::nullopt;
  return name;
}

/// Renames or identifies a device.
BridgeAnswer put_device(BridgeWorld& world, const ResourcePath& path, const Json& body) {
  const std::size_t lamps = world.lamps.size();
  const auto index = index_of(world, path, lamps + 1 + world.sensors.size());
  if (!index) return refuse(404, "Not Found");
  if (!has_only(body, {"identify", "metadata"})) return invalid_body();
  if (body.contains("identify") && !is_identify(body["identify"])) return invalid_body();
  if (!body.contains("metadata")) return accepted(path);
  const auto name = has_only(body["metadata"], {"name"}) ? name_in(body["metadata"]) : std::nullopt;
  if (!name) return invalid_body();
  if (*index < lamps) world.lamps[*index].rename(*name);
  if (*index == lamps) world.name = *name;
  if (*index > lamps) world.sensors[*index - lamps - 1].rename(*name);
  return accepted(path);
}

/// Motion and light level can be disabled, and motion has a sensitivity.
BridgeAnswer put_sensor(BridgeWorld& world, const ResourcePath& path, const Json& body) {
  const auto index = index_of(world, path, world.sensors.size());
  if (!index) return refuse(404, "Not Found");
  const bool is_motion = path.type == "motion";
  const bool known =
      is_motion ? has_only(body, {"enabled", "sensitivity"}) : has_only(body, {"enabled"});
  if (!known || (body.contains("enabled") && !body["enabled"].is_boolean())) return invalid_body();
  EmulatedSensor& sensor = world.sensors[*index];
  if (body.contains("sensitivity")) {
    if (!has_only(body["sensitivity"], {"sensitivity"})) return invalid_body();
    const auto wanted = integer_in(body["sensitivity"], "sensitivity", 0, most_sensitivity);
    if (!wanted) return invalid_body();
    sensor.set_sensitivity(*wanted);
  }
  if (!body.contains("enabled")) return accepted(path);
  const bool enabled = body["enabled"].get<bool>();
  if (is_motion) sensor.enable_motion(enabled);
  if (!is_motion) sensor.enable_light(enabled);
  return accepted(path);
}

bool is_geofence_body(const Json& body) {
  if (!has_only(body, {"name", "is_at_home", "type"})) return false;
  if (body.contains("name") && !name_in(body)) return false;
  if (body.contains("type") && body["type"] != "geofence_client") return false;
  return !body.contains("is_at_home") || body["is_at_home"].is_boolean();
}

BridgeAnswer post_geofence_client(BridgeWorld& world, const Json& body) {
  constexpr std::size_t most = 64;
  if (!is_geofence_body(body) || !body.contains("name")) return invalid_body();
  if (world.geofence_clients.size() >= most) return refuse(507, "Insufficient Storage");
  const std::string id = resource_id(world, "geofence_client", world.rng.below(1'000'000'000));
  world.geofence_clients.push_back({id, *name_in(body)});
  BridgeAnswer answer = accepted({"geofence_client", id});
  answer.status = 201;
  return answer;
}

BridgeAnswer change_geofence_client(BridgeWorld& world, const ResourcePath& path,
                                    const std::string& method, const Json& body) {
  const auto client = std::ranges::find(world.geofence_clients, path.id, &GeofenceClient::id);
  if (client == world.geofence_clients.end()) return refuse(404, "Not Found");
  if (method == "DELETE") {
    world.geofence_clients.erase(client);
    return accepted(path);
  }
  if (!is_geofence_body(body)) return invalid_body();
  if (const auto name = name_in(body)) client->name = *name;
  return accepted(path);
}

BridgeAnswer put(BridgeWorld& world, const ResourcePath& path, const std::string& text,
                 Instant now) {
  if (path.type == "light") return put_light(world, path, text, now);
  if (path.type == "grouped_light") return put_grouped_light(world, path, text, now);
  const Json body = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (path.type == "device") return put_device(world, path, body);
  if (path.type == "motion" || path.type == "light_level") {
    return put_sensor(world, path, body);
  }
  if (path.type == "geofence_client") return change_geofence_client(world, path, "PUT", body);
  return refuse(405, "Method Not Allowed");
}

}  // namespace

BridgeAnswer answer_v2(BridgeWorld& world, const BridgeRequest& request, Instant now) {
  const auto key = world.keys.find(request.application_key);
  if (key == world.keys.end()) return page_answer(403, "Forbidden");
  key->second.last_use = now;
  const std::optional<ResourcePath> path = parse_path(request.path);
  if (!path) return refuse(404, "Not Found");
  if (request.method == "GET") return get(world, *path);
  if (request.method == "PUT" && !path->id.empty()) return put(world, *path, request.body, now);
  const bool is_client = path->type == "geofence_client";
  if (request.method == "POST" && is_client && path->id.empty()) {
    return post_geofence_client(world, Json::parse(request.body, nullptr, false));
  }
  if (request.method == "DELETE" && is_client && !path->id.empty()) {
    return change_geofence_client(world, *path, request.method, {});
  }
  return refuse(405, "Method Not Allowed");
}

namespace {

constexpr int longest_fade_ms = 6'000'000;

bool read_on(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"on"}) || !value["on"].is_boolean()) return false;
  command.on = value["on"].get<bool>();
  return true;
}

bool read_dimming(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"brightness"})) return false;
  const auto percent = number_in(value, "brightness", 0.0, 100.0);
  if (percent) command.bri = bri_of_percent(*percent);
  return percent.has_value();
}

bool read_dimming_delta(const Json& value, const V2Target& target, LampCommand& command) {
  if (!has_only(value, {"action", "brightness_delta"}) || !value.contains("action")) return false;
  if (value["action"] == "stop") return value.size() == 1;
  const auto step = number_in(value, "brightness_delta", 0.0, 100.0);
  const bool up = value["action"] == "up";
  if (!step || (!up && value["action"] != "down")) return false;
  const double before = percent_of_bri(target.settings.bri);
  command.bri = bri_of_percent(std::clamp(before + (up ? *step : -*step), 0.0, 100.0));
  return true;
}

bool read_temperature(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"mirek"})) return false;
  command.mirek = integer_in(value, "mirek", 153, 500);  // a lamp uses the nearest supported value
  return command.mirek.has_value();
}

bool read_colour(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"xy"}) || !has_only(value["xy"], {"x", "y"})) return false;
  const auto x = number_in(value["xy"], "x", 0.0, 1.0);
  const auto y = number_in(value["xy"], "y", 0.0, 1.0);
  if (!x || !y) return false;
  command.xy = {*x, *y};
  return true;
}

bool read_dynamics(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"duration"})) return false;
  const auto fade = integer_in(value, "duration", 0, longest_fade_ms);
  if (fade) command.fade = (*fade + 50) / 100 * 100ms;  // bridges count in tenths of a second
  return fade.has_value();
}

bool read_alert(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"action"}) || value["action"] != "breathe") return false;
  command.alert = "select";
  return true;
}

bool read_identify(const Json& value, const V2Target& /*target*/, LampCommand& /*command*/) {
  return is_identify(value);  // the lamp blinks, with no visible change of its state
}

struct Member {
  std::string_view name;
  std::string_view command;  ///< its name in warnings
  bool V2Target::*needs;     ///< nullptr: every light supports it
  bool needs_mirek;
  bool (*read)(const Json& value, const V2Target& target, LampCommand& command);
};

constexpr std::array members{
    Member{"on", ".on.on", nullptr, false, read_on},
    Member{"dimming", ".dimming.brightness", &V2Target::dims, false, read_dimming},
    Member{"dimming_delta", ".dimming_delta", &V2Target::dims, false, read_dimming_delta},
    Member{"color_temperature", ".color_temperature.mirek", nullptr, true, read_temperature},
    Member{"color", ".color.xy", &V2Target::colours, false, read_colour},
    Member{"dynamics", ".dynamics.duration", nullptr, false, read_dynamics},
    Member{"alert", ".alert.action", nullptr, false, read_alert},
    Member{"identify", ".identify.action", nullptr, false, read_identify},
};

}  // namespace

V2Command read_v2_command(std::string_view text, const V2Target& target) {
  V2Command result;
  const Json body = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!body.is_object() || body.empty()) {
    result.errors.push_back("invalid json: a JSON object with members is expected");
    return result;
  }
  for (const auto& [name, value] : body.items()) {
    const auto* known = std::ranges::find(members, name, &Member::name);
    const bool has = known != members.end() && (!known->needs || target.*known->needs) &&
                     (!known->needs_mirek || target.mirek);
    if (!has) {
      result.errors.push_back(fmt::format("attribute (.{}) cannot be set", name));
    } else if (!known->read(value, target, result.command)) {
      result.errors.push_back(fmt::format("attribute (.{}) has an invalid value", name));
    } else {
      result.commands.emplace_back(known->command);
    }
  }
  return result;
}

}  // namespace lamplighter::hue_emulator
