// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/emulated_bridge_message.h"
#include "simulation/emulated_bridge_world.h"

namespace lamplighter::simulation {

/// Version 1 of the bridge's interface: everything under /api, as facts about real bridges say and
/// never more lenient: keys are checked always, one press of the button gives one key, a value
/// outside a lamp's own range is an error, and what comes too fast is refused.
/// Requires: request.path is "/api" or begins with "/api/".
BridgeAnswer answer_v1(BridgeWorld& world, const BridgeRequest& request, Instant now);

}  // namespace lamplighter::simulation
