// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge_v1.h"

#include "simulation/emulated_bridge_v1_command.h"
#include "simulation/emulated_bridge_v1_lists.h"
#include "simulation/emulated_bridge_v1_pairing.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <charconv>

namespace lamplighter::simulation {
namespace {

using Json = nlohmann::json;
using Path = std::vector<std::string>;

/// The names between the slashes; empty ones, as of a trailing slash, are left out.
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

/// "1" … count as 0 … count-1.
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

/// A group as one lamp: it can what one of its lamps can, and is on if one is.
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
BridgeAnswer put_name(Named& named, const Path& path, const std::string& body) {
  V1Renaming read = read_v1_renaming(body, join(path));
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

/// Resources that are there and hold nothing.
bool is_empty_resource(const std::string& name) {
  constexpr std::array names{"schedules", "scenes", "rules", "sensors", "resourcelinks"};
  return std::find(names.begin(), names.end(), name) != names.end();
}

BridgeAnswer answer_known(BridgeWorld& world, const BridgeRequest& request, const Path& path,
                          Instant now) {
  const bool get = request.method == "GET";
  const std::string what = path.empty() ? "" : path[0];
  if (what == "lights") return answer_lights(world, request, path, now);
  if (what == "groups") return answer_groups(world, request, path, now);
  if (path.size() > 2) return no_resource(path);
  Json resource;
  if (path.empty()) {
    resource = v1_everything(world, now);
  } else if (path.size() == 1 && what == "config") {
    resource = v1_config(world, now);
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

}  // namespace lamplighter::simulation
