// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue_emulator/v1_resources.h"
#include "hue_emulator/world.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::hue_emulator {

/// Version 1 of the bridge's interface: everything under /api, as facts about real bridges say and
/// never more lenient: keys are checked always, one press of the button gives one key, a value
/// outside a lamp's own range is an error, and what comes too fast is refused.
/// Requires: request.path is "/api" or begins with "/api/".
BridgeAnswer answer_v1(BridgeWorld& world, const BridgeRequest& request, Instant now);

/// What a state or action is put to: the lamp, or all lamps of a group as one.
struct V1Target {
  std::string address;  ///< "/lights/1/state"
  LampSettings settings;
  bool dims = false;
  bool colours = false;
  std::optional<MirekRange> mirek;
};

/// A body of PUT …/state, read parameter by parameter: a valid parameter counts though its
/// neighbour does not, as on a real bridge.
struct V1Command {
  LampCommand command;
  std::vector<V1Entry> entries;  ///< one a parameter
  bool changes_something = false;
};

V1Command read_v1_command(std::string_view body, const V1Target& target);

/// How many bytes a name may have, both included; of the bridge itself 4 … 16.
struct V1NameLength {
  std::size_t least = 1;
  std::size_t most = 32;
};

/// A PUT of a name: {"name":"Desk lamp"}. The name, where it was valid.
struct V1Renaming {
  std::optional<std::string> name;
  std::vector<V1Entry> entries;
};

V1Renaming read_v1_renaming(std::string_view body, const std::string& address,
                            const V1NameLength& length);

/// A pairing: {"devicetype":"app#device","generateclientkey":true}; app up to 20 bytes, device up
/// to 19.
struct V1Pairing {
  std::string devicetype;
  bool wants_client_key = false;
  std::vector<V1Entry> errors;  ///< none: a valid request
};

V1Pairing read_v1_pairing(std::string_view body);

}  // namespace lamplighter::hue_emulator
