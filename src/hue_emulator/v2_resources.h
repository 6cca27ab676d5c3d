// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue_emulator/world.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace lamplighter::hue_emulator {

/// Percent of a "bri", two decimals as bridges show it, and the nearest "bri" of a percentage; 0 %
/// is the lowest level, not off.
double percent_of_bri(int bri);
int bri_of_percent(double percent);

/// The id of a resource: the same for the same bridge, type and position. Devices are the lamps,
/// the bridge itself, the sensors; zigbee_connectivity the lamps, the sensors.
std::string resource_id(const BridgeWorld& world, std::string_view type, std::size_t index);

/// Position of the bridge_home's group light, which is every lamp, among the groups.
inline std::size_t home_index(const BridgeWorld& world) { return world.groups.size(); }

/// The lamps of a group, or of the home.
EmulatedGroup v2_group(const BridgeWorld& world, std::size_t index);

/// Every resource of the bridge, in an array.
nlohmann::json v2_everything(const BridgeWorld& world);

/// Whether bridges have resources of that type, also where this one has none.
bool is_resource_type(std::string_view type);

}  // namespace lamplighter::hue_emulator
