// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter::hue {

/// What a bridge tells anybody about itself.
struct BridgeDescription {
  std::string id;  ///< 16 hex digits, lower case; the name in its certificate
  std::string name;
  std::string model;             ///< BSB001 round, BSB002 square, BSB003 Pro
  std::string software_version;  ///< digits

  friend bool operator==(const BridgeDescription&, const BridgeDescription&) = default;
};

/// A lamp as the bridge knows it.
struct BridgeLamp {
  std::string id;
  std::string name;
  bool on = false;
  bool reachable = true;             ///< false: the wall switch may be off
  std::optional<double> brightness;  ///< percent; absent where the lamp cannot dim
  std::optional<int> mirek;   ///< absent where it has no colour temperature or shows a colour
  std::optional<Xy> xy = {};  ///< where it shows a colour
  std::optional<std::pair<int, int>> mirek_range = {};  ///< coldest and warmest that it has
  bool has_colour = false;

  friend bool operator==(const BridgeLamp&, const BridgeLamp&) = default;
};

enum class GroupKind { room, zone };

/// A room or zone of the bridge, switched by one command.
struct BridgeGroup {
  std::string id;  ///< what commands are sent to
  std::string name;
  GroupKind kind = GroupKind::room;
  std::vector<std::string> lamps;  ///< ids
  bool any_on = false;
  std::optional<double> brightness;  ///< percent

  friend bool operator==(const BridgeGroup&, const BridgeGroup&) = default;
};

/// All lamps and groups of a bridge.
struct BridgeHouse {
  std::vector<BridgeLamp> lamps;
  std::vector<BridgeGroup> groups;
};

/// A command to a lamp or group; what is absent stays as it is.
struct LampCommand {
  std::optional<OnOff> to;
  std::optional<double> brightness;  ///< percent, 0 < brightness <= 100
  std::optional<int> mirek;          ///< 153 cold … 500 warm
  std::optional<std::chrono::milliseconds> fade;
  std::optional<Xy> xy = {};

  friend bool operator==(const LampCommand&, const LampCommand&) = default;
};

}  // namespace lamplighter::hue
