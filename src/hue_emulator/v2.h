// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue_emulator/world.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::hue_emulator {

/// Version 2 of the bridge's API: everything under /clip/v2. The key is always checked, an unknown
/// member is an error, and requests over the rate limit are rejected. As on real bridges, an
/// unreachable lamp accepts the command with a warning.
/// Requires: request.path begins with "/clip/v2", and the request was sent over HTTPS.
BridgeAnswer answer_v2(BridgeWorld& world, const BridgeRequest& request, Instant now);

/// The target of a PUT: a light, or all lights of a group as one.
struct V2Target {
  LampSettings settings;
  bool dims = false;
  bool colours = false;
  std::optional<MirekRange> mirek;
};

/// A body of PUT …/light/<id> or …/grouped_light/<id>. Unlike in version 1 it is applied as a
/// whole: with an error nothing is changed.
struct V2Command {
  LampCommand command;
  std::vector<std::string> errors;    ///< empty: valid
  std::vector<std::string> commands;  ///< ".on.on" and so on, for warnings
};

V2Command read_v2_command(std::string_view body, const V2Target& target);

}  // namespace lamplighter::hue_emulator
