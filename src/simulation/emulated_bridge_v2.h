// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/emulated_bridge_message.h"
#include "simulation/emulated_bridge_world.h"

namespace lamplighter::simulation {

/// Version 2 of the bridge's interface: everything under /clip/v2. The key is checked always, a
/// member that the resource does not have is an error, and what comes too fast is refused. A lamp
/// that cannot be reached takes the command with a warning, as on real bridges.
/// Requires: request.path begins with "/clip/v2", and the request came over https.
BridgeAnswer answer_v2(BridgeWorld& world, const BridgeRequest& request, Instant now);

}  // namespace lamplighter::simulation
