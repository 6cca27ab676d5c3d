// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue_emulator/world.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::hue_emulator {

/// Version 2 of the bridge's interface: everything under /clip/v2. The key is checked always, a
/// member that the resource does not have is an error, and what comes too fast is refused. A lamp
/// that cannot be reached takes the command with a warning, as on real bridges.
/// Requires: request.path begins with "/clip/v2", and the request came over https.
BridgeAnswer answer_v2(BridgeWorld& world, const BridgeRequest& request, Instant now);

/// What a PUT goes to: a light, or all lights of a group as one.
struct V2Target {
  LampSettings settings;
  bool dims = false;
  bool colours = false;
  std::optional<MirekRange> mirek;
};

/// A body of PUT …/light/<id> or …/grouped_light/<id>. Unlike version 1 it counts as a whole: with
/// an error nothing is done.
struct V2Command {
  LampCommand command;
  std::vector<std::string> errors;    ///< none: valid
  std::vector<std::string> commands;  ///< ".on.on" and so on, for warnings
};

V2Command read_v2_command(std::string_view body, const V2Target& target);

}  // namespace lamplighter::hue_emulator
