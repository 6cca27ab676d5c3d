// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/emulated_bridge_world.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>

namespace lamplighter::simulation {

/// What version 1 tells of its resources, as JSON objects. Ids are positions plus one.
nlohmann::json v1_lamp(const BridgeWorld& world, std::size_t index);
nlohmann::json v1_lamps(const BridgeWorld& world);
nlohmann::json v1_group(const BridgeWorld& world, const EmulatedGroup& group);
nlohmann::json v1_groups(const BridgeWorld& world);

/// What anybody may know of a bridge; facts: bridgeid is upper case here.
nlohmann::json v1_public_config(const BridgeWorld& world);
nlohmann::json v1_config(const BridgeWorld& world, Instant now);

/// GET /api/<key>.
nlohmann::json v1_everything(const BridgeWorld& world, Instant now);

/// Group 0: every lamp.
EmulatedGroup all_lamps(const BridgeWorld& world);

}  // namespace lamplighter::simulation
