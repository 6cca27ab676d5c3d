// SPDX-License-Identifier: Apache-2.0
#include "hue/targets.h"

#include "hue/http.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace lamplighter::hue {
namespace {

std::optional<Target> find_lamp(const BridgeHouse& house, const std::string& name) {
  for (const BridgeLamp& lamp : house.lamps) {
    if (lamp.id == name) return Target{Target::Kind::lamp, lamp.id};
  }
  for (const BridgeLamp& lamp : house.lamps) {
    if (lamp.name == name) return Target{Target::Kind::lamp, lamp.id};
  }
  return std::nullopt;
}

std::optional<Target> find_group(const BridgeHouse& house, const std::string& name,
                                 std::optional<GroupKind> kind) {
  for (const BridgeGroup& group : house.groups) {
    if (group.name == name && (!kind || group.kind == *kind)) {
      return Target{Target::Kind::group, group.id};
    }
  }
  return std::nullopt;
}

std::optional<Target> find_target(const BridgeHouse& house, const std::string& name) {
  constexpr std::size_t prefix = 5;
  if (name.starts_with("room:")) return find_group(house, name.substr(prefix), GroupKind::room);
  if (name.starts_with("zone:")) return find_group(house, name.substr(prefix), GroupKind::zone);
  if (auto lamp = find_lamp(house, name)) return lamp;
  return find_group(house, name, std::nullopt);
}

std::string list_names(const BridgeHouse& house) {
  std::string names;
  for (const BridgeLamp& lamp : house.lamps) {
    names += (names.empty() ? "" : ", ") + shown(lamp.name);
  }
  for (const BridgeGroup& group : house.groups) {
    const char* kind = group.kind == GroupKind::room ? "room:" : "zone:";
    names += (names.empty() ? "" : ", ") + (kind + shown(group.name));
  }
  return names.empty() ? "nothing" : names;
}

}  // namespace

Result<std::vector<Target>> find_targets(const BridgeHouse& house,
                                         const std::vector<std::string>& names) {
  std::vector<Target> targets;
  for (const std::string& name : names) {
    const std::optional<Target> target = find_target(house, name);
    if (!target) {
      return Error{Fault::not_found, fmt::format("the bridge has no lamp, room or zone \"{}\"; it "
                                                 "has {}",
                                                 shown(name), list_names(house))};
    }
    if (std::find(targets.begin(), targets.end(), *target) == targets.end()) {
      targets.push_back(*target);
    }
  }
  return targets;
}

std::vector<BridgeLamp> lamps_of(const BridgeHouse& house, const std::vector<Target>& targets) {
  std::set<std::string> ids;
  for (const Target& target : targets) {
    if (target.kind == Target::Kind::lamp) ids.insert(target.id);
    for (const BridgeGroup& group : house.groups) {
      const bool is_it = target.kind == Target::Kind::group && group.id == target.id;
      if (is_it) ids.insert(group.lamps.begin(), group.lamps.end());
    }
  }
  std::vector<BridgeLamp> lamps;
  for (const BridgeLamp& lamp : house.lamps) {
    if (ids.contains(lamp.id)) lamps.push_back(lamp);
  }
  return lamps;
}

}  // namespace lamplighter::hue
