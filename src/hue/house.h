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
  std::string device = {};  ///< whose lamp it is; empty at version 1

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

/// A motion sensor, which measures light too.
struct BridgeSensor {
  std::string id;  ///< of its light level
  std::string name;
  std::string device = {};              ///< empty at version 1
  bool is_live = true;                  ///< false: it is switched off, out of reach or not valid
  std::optional<double> lux = {};       ///< absent before its first report
  std::optional<Instant> changed = {};  ///< since when, by the bridge's clock

  friend bool operator==(const BridgeSensor&, const BridgeSensor&) = default;
};

/// All lamps, groups and motion sensors of a bridge.
struct BridgeHouse {
  std::vector<BridgeLamp> lamps;
  std::vector<BridgeGroup> groups;
  std::vector<BridgeSensor> sensors = {};
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
