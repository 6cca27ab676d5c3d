// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace lamplighter::hue {

/// What a bridge reveals about itself without a key.
struct BridgeDescription {
  std::string id;  ///< 16 hex digits, lower case; the name in its certificate
  std::string name;
  std::string model;             ///< BSB001 round, BSB002 square, BSB003 Pro
  std::string software_version;  ///< digits

  friend bool operator==(const BridgeDescription&, const BridgeDescription&) = default;
};

/// A lamp as the bridge reports it.
struct BridgeLamp {
  std::string id;
  std::string name;
  bool on = false;
  bool reachable = true;             ///< false: for example switched off at the wall
  std::optional<double> brightness;  ///< percent; absent if the lamp is not dimmable
  std::optional<int> mirek;          ///< absent if it has no colour temperature or shows a colour
  std::optional<Xy> xy = {};         ///< if it shows a colour
  std::optional<std::pair<int, int>> mirek_range = {};  ///< supported, coldest and warmest
  bool has_colour = false;
  std::string device = {};  ///< id of the device it belongs to; empty with version 1
  bool is_plug = false;     ///< may switch something other than a lamp

  friend bool operator==(const BridgeLamp&, const BridgeLamp&) = default;
};

enum class GroupKind { room, zone };

/// A room or zone of the bridge, which one command can switch.
struct BridgeGroup {
  std::string id;  ///< the target of commands
  std::string name;
  GroupKind kind = GroupKind::room;
  std::vector<std::string> lamps;  ///< ids
  bool any_on = false;
  std::optional<double> brightness;  ///< percent

  friend bool operator==(const BridgeGroup&, const BridgeGroup&) = default;
};

/// A motion sensor, which also measures light.
struct BridgeSensor {
  std::string id;  ///< of its light level
  std::string name;
  std::string device = {};              ///< empty with version 1
  bool is_live = true;                  ///< false: disabled, unreachable or not valid
  std::optional<double> lux = {};       ///< absent before the first report
  std::optional<Instant> changed = {};  ///< time of the last change by the bridge's clock

  friend bool operator==(const BridgeSensor&, const BridgeSensor&) = default;
};

/// All lamps, groups and motion sensors of a bridge.
struct BridgeHouse {
  std::vector<BridgeLamp> lamps;
  std::vector<BridgeGroup> groups;
  std::vector<BridgeSensor> sensors = {};
};

/// A command to a lamp or group; absent members leave the lamp unchanged.
struct LampCommand {
  std::optional<OnOff> to;
  std::optional<double> brightness;  ///< percent, 0 < brightness <= 100
  std::optional<int> mirek;          ///< 153 cold … 500 warm
  std::optional<std::chrono::milliseconds> fade;
  std::optional<Xy> xy = {};

  friend bool operator==(const LampCommand&, const LampCommand&) = default;
};

}  // namespace lamplighter::hue
