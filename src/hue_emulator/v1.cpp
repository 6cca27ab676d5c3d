// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/v1.h"

#include "hue_emulator/v1_resources.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>

namespace lamplighter::hue_emulator {
namespace {

using Json = nlohmann::json;
using Path = std::vector<std::string>;

/// The names between the slashes; empty ones, such as after a trailing slash, are skipped.
Path split(const std::string& path) {
  Path parts;
  std::string part;
  for (const char c : path + '/') {
    if (c != '/') {
      part += c;
    } else if (!part.empty()) {
      parts.push_back(std::move(part));
      part.clear();
    }
  }
  return parts;
}

std::string join(const Path& path) {
  std::string text;
  for (const std::string& part : path) text += "/" + part;
  return text.empty() ? "/" : text;
}

BridgeAnswer answer_with(const std::vector<V1Entry>& entries) {
  return json_answer(to_json(entries));
}
BridgeAnswer answer_with(const Json& resource) {
  return json_answer(resource.dump(-1, ' ', false, Json::error_handler_t::replace));
}

BridgeAnswer refuse(V1Error error, const std::string& address, const std::string& subject) {
  return answer_with({V1Entry{address, {}, error, subject}});
}

BridgeAnswer no_resource(const Path& path) {
  return refuse(V1Error::resource_not_available, join(path), join(path));
}

BridgeAnswer no_method(const Path& path, const std::string& method) {
  return refuse(V1Error::method_not_available, join(path), method);
}

/// Converts "1" … to index 0 … count-1.
std::optional<std::size_t> index_of(const std::string& id, std::size_t count) {
  std::size_t number = 0;
  const auto [end, fault] = std::from_chars(id.data(), id.data() + id.size(), number);
  if (fault != std::errc() || end != id.data() + id.size()) return std::nullopt;
  if (id[0] == '0' || number > count) return std::nullopt;
  return number - 1;
}

BridgeAnswer put_lamp_state(BridgeWorld& world, std::size_t index, const Path& path,
                            const std::string& body, Instant now) {
  if (!world.lamp_rate.admit(now)) return too_fast_answer(world.model);
  EmulatedLamp& lamp = world.lamps[index];
  const V1Target target{join(path), lamp.settings(), can_dim(lamp.kind()), can_colour(lamp.kind()),
                        mirek_range(lamp.kind())};
  const V1Command read = read_v1_command(body, target);
  if (read.changes_something) lamp.command(read.command, now);
  return answer_with(read.entries);
}

/// A group as one lamp: it has the features of any of its lamps, and is on if one is on.
V1Target target_of(const BridgeWorld& world, const EmulatedGroup& group, const Path& path) {
  V1Target target{join(path), group.action, false, false, std::nullopt};
  target.settings.on = false;
  for (const std::size_t index : group.lamps) {
    const EmulatedLamp& lamp = world.lamps[index];
    target.settings.on |= lamp.settings().on;
    target.dims |= can_dim(lamp.kind());
    target.colours |= can_colour(lamp.kind());
    if (const auto range = mirek_range(lamp.kind()); range && !target.mirek) target.mirek = range;
  }
  return target;
}

void command_group(BridgeWorld& world, const EmulatedGroup& group, const LampCommand& command,
                   Instant now) {
  for (const std::size_t index : group.lamps) {
    EmulatedLamp& lamp = world.lamps[index];
    if (command.on || lamp.settings().on) lamp.command(command, now);
  }
}

BridgeAnswer put_group_action(BridgeWorld& world, EmulatedGroup& group, const Path& path,
                              const std::string& body, Instant now) {
  if (!world.group_rate.admit(now)) return too_fast_answer(world.model);
  const V1Command read = read_v1_command(body, target_of(world, group, path));
  if (read.changes_something) {
    command_group(world, group, read.command, now);
    if (read.command.on) group.action.on = *read.command.on;
    if (read.command.bri) group.action.bri = *read.command.bri;
    if (read.command.mirek) group.action.mirek = *read.command.mirek;
  }
  return answer_with(read.entries);
}

template <typename Named>
BridgeAnswer put_name(Named& named, const Path& path, const std::string& body,
                      const V1NameLength& length = {}) {
  V1Renaming read = read_v1_renaming(body, join(path), length);
  if (read.name) named(std::move(*read.name));
  return answer_with(read.entries);
}

BridgeAnswer answer_lights(BridgeWorld& world, const BridgeRequest& request, const Path& path,
                           Instant now) {
  const bool get = request.method == "GET";
  if (path.size() == 1) return get ? answer_with(v1_lamps(world)) : no_method(path, request.method);
  const auto index = index_of(path[1], world.lamps.size());
  if (!index || path.size() > 3 || (path.size() == 3 && path[2] != "state")) {
    return no_resource(path);
  }
  const bool put = request.method == "PUT";
  if (path.size() == 3 && put) return put_lamp_state(world, *index, path, request.body, now);
  if (path.size() == 2 && get) return answer_with(v1_lamp(world, *index));
  if (path.size() == 2 && put) {
    auto rename = [&](std::string name) { world.lamps[*index].rename(std::move(name)); };
    return put_name(rename, path, request.body);
  }
  return no_method(path, request.method);
}

BridgeAnswer answer_groups(BridgeWorld& world, const BridgeRequest& request, const Path& path,
                           Instant now) {
  const bool get = request.method == "GET";
  if (path.size() == 1) {
    return get ? answer_with(v1_groups(world)) : no_method(path, request.method);
  }
  EmulatedGroup everything = all_lamps(world);
  const bool is_zero = path[1] == "0";
  const auto index = index_of(path[1], world.groups.size());
  if ((!is_zero && !index) || path.size() > 3 || (path.size() == 3 && path[2] != "action")) {
    return no_resource(path);
  }
  EmulatedGroup& group = is_zero ? everything : world.groups[*index];
  const bool put = request.method == "PUT";
  if (path.size() == 3 && put) return put_group_action(world, group, path, request.body, now);
  if (path.size() == 2 && get) return answer_with(v1_group(world, group));
  if (path.size() == 2 && put && !is_zero) {
    auto rename = [&](std::string name) { group.name = std::move(name); };
    return put_name(rename, path, request.body);
  }
  return no_method(path, request.method);
}

/// Resources that exist but are empty.
bool is_empty_resource(const std::string& name) {
  constexpr std::array names{"schedules", "scenes", "rules", "resourcelinks"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

BridgeAnswer answer_sensors(BridgeWorld& world, const BridgeRequest& request, const Path& path) {
  const bool get = request.method == "GET";
  if (path.size() == 1) {
    return get ? answer_with(v1_sensors(world)) : no_method(path, request.method);
  }
  const auto index = index_of(path[1], 2 * world.sensors.size());
  if (!index || path.size() > 2) return no_resource(path);
  if (get) return answer_with(v1_sensors(world)[path[1]]);
  if (request.method != "PUT") return no_method(path, request.method);
  auto rename = [&](std::string name) { world.sensors[*index / 2].rename(std::move(name)); };
  return put_name(rename, path, request.body);
}

/// Only the bridge's name can be changed in the config.
BridgeAnswer answer_config(BridgeWorld& world, const BridgeRequest& request, const Path& path,
                           Instant now) {
  if (path.size() > 1) return no_resource(path);
  if (request.method == "GET") return answer_with(v1_config(world, now));
  if (request.method != "PUT") return no_method(path, request.method);
  auto rename = [&](std::string name) { world.name = std::move(name); };
  return put_name(rename, path, request.body, {4, 16});
}

BridgeAnswer answer_known(BridgeWorld& world, const BridgeRequest& request, const Path& path,
                          Instant now) {
  const bool get = request.method == "GET";
  const std::string what = path.empty() ? "" : path[0];
  if (what == "lights") return answer_lights(world, request, path, now);
  if (what == "groups") return answer_groups(world, request, path, now);
  if (what == "sensors") return answer_sensors(world, request, path);
  if (what == "config") return answer_config(world, request, path, now);
  if (path.size() > 2) return no_resource(path);
  Json resource;
  if (path.empty()) {
    resource = v1_everything(world, now);
  } else if (path.size() == 1 && is_empty_resource(what)) {
    resource = Json::object();
  } else if (path.size() == 2 && what == "info" && path[1] == "timezones") {
    resource = Json::array({"Etc/UTC", "Europe/Amsterdam", "America/Los_Angeles"});
  } else {
    return no_resource(path);
  }
  return get ? answer_with(resource) : no_method(path, request.method);
}

BridgeAnswer pair(BridgeWorld& world, const BridgeRequest& request, Instant now) {
  if (request.method != "POST") return no_method({}, request.method);
  const V1Pairing read = read_v1_pairing(request.body);
  if (!read.errors.empty()) return answer_with(read.errors);
  if (!is_button_active(world, now)) return refuse(V1Error::link_button_not_pressed, "/", {});
  Json success = {{"username", make_key(world, read.devicetype, now)}};
  if (read.wants_client_key) success["clientkey"] = make_client_key(world);
  return answer_with(Json::array({{{"success", success}}}));
}

}  // namespace

BridgeAnswer answer_v1(BridgeWorld& world, const BridgeRequest& request, Instant now) {
  Path path = split(request.path);
  path.erase(path.begin());  // "api"
  if (path.empty()) return pair(world, request, now);
  if (path == Path{"config"} && request.method == "GET") {
    return answer_with(v1_public_config(world));
  }
  const auto key = world.keys.find(path[0]);
  path.erase(path.begin());
  if (key == world.keys.end()) return refuse(V1Error::unauthorized, join(path), {});
  key->second.last_use = now;
  return answer_known(world, request, path, now);
}

namespace {

enum class Needs { nothing, dimming, temperature, colour };

/// Parses `value` into the command, and replaces it by the value to report. Returns false if it is
/// invalid.
using Reader = bool (*)(Json& value, const V1Target& target, LampCommand& command);

struct Parameter {
  std::string_view name;
  Needs needs;
  bool needs_on;  ///< error 201 if the lamp is off and stays off
  Reader read;
};

bool in_range(const Json& value, int low, int high) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > 1'000'000) return false;
  return value.is_number_integer() && value.get<std::int64_t>() >= low &&
         value.get<std::int64_t>() <= high;
}

bool read_int(const Json& value, int low, int high, std::optional<int>& into) {
  if (!in_range(value, low, high)) return false;
  into = value.get<int>();
  return true;
}

/// A relative change: the sum is clamped to low … high, like turning a dimmer to its end.
bool read_step(Json& value, int widest, int before, MirekRange limits, std::optional<int>& into) {
  if (!in_range(value, -widest, widest)) return false;
  into = std::clamp(before + value.get<int>(), limits.lowest, limits.highest);
  value = *into;
  return true;
}

bool read_pair(const Json& value, double low, double high, std::pair<double, double>& into) {
  if (!value.is_array() || value.size() != 2) return false;
  for (const Json& part : value) {
    if (!part.is_number() || part < low || part > high) return false;
  }
  into = {value[0].get<double>(), value[1].get<double>()};
  return true;
}

bool read_word(const Json& value, std::initializer_list<const char*> words,
               std::optional<std::string>& into) {
  if (!value.is_string()) return false;
  if (std::find(words.begin(), words.end(), value.get<std::string>()) == words.end()) return false;
  into = value.get<std::string>();
  return true;
}

bool read_on(Json& value, const V1Target& /*target*/, LampCommand& command) {
  if (!value.is_boolean()) return false;
  command.on = value.get<bool>();
  return true;
}

bool read_xy(Json& value, const V1Target& /*target*/, LampCommand& command) {
  std::pair<double, double> xy;
  if (!read_pair(value, 0.0, 1.0, xy)) return false;
  command.xy = xy;
  return true;
}

bool read_xy_step(Json& value, const V1Target& target, LampCommand& command) {
  std::pair<double, double> step;
  if (!read_pair(value, -0.5, 0.5, step)) return false;
  command.xy = {std::clamp(target.settings.xy.first + step.first, 0.0, 1.0),
                std::clamp(target.settings.xy.second + step.second, 0.0, 1.0)};
  value = {command.xy->first, command.xy->second};
  return true;
}

bool read_fade(Json& value, const V1Target& /*target*/, LampCommand& command) {
  if (!in_range(value, 0, 65535)) return false;
  command.fade = value.get<int>() * 100ms;
  return true;
}

// facts: ranges of the v1 API; relative values span the whole range.
const std::array parameters{
    Parameter{"on", Needs::nothing, false, read_on},
    Parameter{"bri", Needs::dimming, true,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_int(value, 1, 254, command.bri);
              }},
    Parameter{"bri_inc", Needs::dimming, true,
              [](Json& value, const V1Target& target, LampCommand& command) {
                return read_step(value, 254, target.settings.bri, {1, 254}, command.bri);
              }},
    Parameter{"hue", Needs::colour, true,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_int(value, 0, 65535, command.hue);
              }},
    Parameter{"hue_inc", Needs::colour, true,
              [](Json& value, const V1Target& target, LampCommand& command) {
                return read_step(value, 65534, target.settings.hue, {0, 65535}, command.hue);
              }},
    Parameter{"sat", Needs::colour, true,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_int(value, 0, 254, command.sat);
              }},
    Parameter{"sat_inc", Needs::colour, true,
              [](Json& value, const V1Target& target, LampCommand& command) {
                return read_step(value, 254, target.settings.sat, {0, 254}, command.sat);
              }},
    Parameter{"xy", Needs::colour, true, read_xy},
    Parameter{"xy_inc", Needs::colour, true, read_xy_step},
    Parameter{"ct", Needs::temperature, true,  // a lamp uses the nearest supported value
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_int(value, 153, 500, command.mirek);
              }},
    Parameter{"ct_inc", Needs::temperature, true,
              [](Json& value, const V1Target& target, LampCommand& command) {
                return read_step(value, 65534, target.settings.mirek, *target.mirek, command.mirek);
              }},
    Parameter{"alert", Needs::nothing, false,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_word(value, {"none", "select", "lselect"}, command.alert);
              }},
    Parameter{"effect", Needs::colour, true,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_word(value, {"none", "colorloop"}, command.effect);
              }},
    Parameter{"transitiontime", Needs::nothing, false, read_fade},
};

constexpr std::array<std::string_view, 3> read_only{"reachable", "colormode", "mode"};

bool has(const V1Target& target, Needs needs) {
  switch (needs) {
    case Needs::dimming:
      return target.dims;
    case Needs::temperature:
      return target.mirek.has_value();
    case Needs::colour:
      return target.colours;
    case Needs::nothing:
      break;
  }
  return true;
}

bool stays_off(const Json& body, const V1Target& target) {
  const auto on = body.find("on");
  if (on != body.end() && on->is_boolean()) return !on->get<bool>();
  return !target.settings.on;
}

V1Entry read_parameter(const std::string& name, Json value, bool off, const V1Target& target,
                       LampCommand& command) {
  V1Entry entry{target.address + "/" + name, {}, {}, name};
  const auto* known = std::find_if(parameters.begin(), parameters.end(),
                                   [&](const Parameter& one) { return one.name == name; });
  if (std::find(read_only.begin(), read_only.end(), name) != read_only.end()) {
    entry.error = V1Error::not_modifiable;
  } else if (known == parameters.end() || !has(target, known->needs)) {
    entry.error = V1Error::parameter_not_available;
  } else if (known->needs_on && off) {
    entry.error = V1Error::device_is_off;
  } else if (!known->read(value, target, command)) {
    entry.error = V1Error::invalid_value;
  } else {
    entry.value = value.dump();
  }
  return entry;
}

/// The error for a body that is not a non-empty JSON object; nothing if it is one.
std::optional<V1Entry> why_not_object(const Json& body, const std::string& address) {
  if (!body.is_object()) return V1Entry{address, {}, V1Error::invalid_json, {}};
  if (body.empty()) return V1Entry{address, {}, V1Error::missing_parameters, {}};
  return std::nullopt;
}

Json parse(std::string_view body) { return Json::parse(body, nullptr, /*allow_exceptions=*/false); }

}  // namespace

V1Command read_v1_command(std::string_view text, const V1Target& target) {
  const Json body = parse(text);
  V1Command result;
  if (const auto fault = why_not_object(body, target.address)) {
    result.entries.push_back(*fault);
    return result;
  }
  const bool off = stays_off(body, target);
  for (const auto& [name, value] : body.items()) {
    result.entries.push_back(read_parameter(name, value, off, target, result.command));
    if (!result.entries.back().error) result.changes_something = true;
  }
  return result;
}

namespace {

bool is_devicetype(const Json& value) {
  if (!value.is_string()) return false;
  const auto text = value.get<std::string>();
  const std::size_t hash = text.find('#');
  if (hash == std::string::npos) return !text.empty() && text.size() <= 20;
  return hash <= 20 && text.size() - hash - 1 <= 19 && text.size() > 1;
}

}  // namespace

V1Renaming read_v1_renaming(std::string_view text, const std::string& address,
                            const V1NameLength& length) {
  const Json body = parse(text);
  V1Renaming result;
  if (!body.is_object() || body.empty()) {
    const V1Error error = body.is_object() ? V1Error::missing_parameters : V1Error::invalid_json;
    result.entries.push_back({address, {}, error, {}});
    return result;
  }
  for (const auto& [name, value] : body.items()) {
    V1Entry entry{address + "/" + name, value.dump(), {}, name};
    if (name != "name") {
      entry.error = V1Error::parameter_not_available;
    } else if (!value.is_string() || value.get<std::string>().size() < length.least ||
               value.get<std::string>().size() > length.most) {
      entry.error = V1Error::invalid_value;
    } else {
      result.name = value.get<std::string>();
    }
    result.entries.push_back(entry);
  }
  return result;
}

V1Pairing read_v1_pairing(std::string_view text) {
  const Json body = parse(text);
  V1Pairing result;
  if (!body.is_object()) {
    result.errors.push_back({"/", {}, V1Error::invalid_json, {}});
    return result;
  }
  if (!body.contains("devicetype")) {
    result.errors.push_back({"/", {}, V1Error::missing_parameters, {}});
    return result;
  }
  for (const auto& [name, value] : body.items()) {
    if (name == "devicetype" && is_devicetype(value)) {
      result.devicetype = value.get<std::string>();
    } else if (name == "generateclientkey" && value.is_boolean()) {
      result.wants_client_key = value.get<bool>();
    } else {
      const bool known = name == "devicetype" || name == "generateclientkey";
      const V1Error error = known ? V1Error::invalid_value : V1Error::parameter_not_available;
      result.errors.push_back({"/" + name, {}, error, name});
    }
  }
  return result;
}

}  // namespace lamplighter::hue_emulator
