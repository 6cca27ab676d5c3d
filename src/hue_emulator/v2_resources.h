// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue_emulator/world.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace lamplighter::hue_emulator {

/// Converts "bri" to percent, with two decimals as bridges show it, and a percentage to the nearest
/// "bri"; 0 % is the lowest level, not off.
double percent_of_bri(int bri);
int bri_of_percent(double percent);

/// The id of a resource: the same for the same bridge, type and index. Devices are the lamps, the
/// bridge itself, the sensors; zigbee_connectivity the lamps, the sensors.
std::string resource_id(const BridgeWorld& world, std::string_view type, std::size_t index);

/// The index, among the groups, of the bridge_home's grouped light, which contains all lamps.
inline std::size_t home_index(const BridgeWorld& world) { return world.groups.size(); }

/// The lamps of a group, or of the home.
EmulatedGroup v2_group(const BridgeWorld& world, std::size_t index);

/// All resources of the bridge, in an array.
nlohmann::json v2_everything(const BridgeWorld& world);

/// Whether bridges have resources of that type, even if this one has none.
bool is_resource_type(std::string_view type);

}  // namespace lamplighter::hue_emulator
