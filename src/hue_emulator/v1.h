// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue_emulator/v1_resources.h"
#include "hue_emulator/world.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::hue_emulator {

/// Version 1 of the bridge's API: everything under /api, following the facts about real bridges and
/// never more lenient: keys are always checked, a press of the button gives only one key, a value
/// outside a lamp's own range is an error, and requests over the rate limit are rejected.
/// Requires: request.path is "/api" or begins with "/api/".
BridgeAnswer answer_v1(BridgeWorld& world, const BridgeRequest& request, Instant now);

/// The target of a state or action: a lamp, or all lamps of a group as one.
struct V1Target {
  std::string address;  ///< "/lights/1/state"
  LampSettings settings;
  bool dims = false;
  bool colours = false;
  std::optional<MirekRange> mirek;
};

/// A body of PUT …/state, parsed by parameter: as on a real bridge, a valid parameter takes effect
/// even if another one is invalid.
struct V1Command {
  LampCommand command;
  std::vector<V1Entry> entries;  ///< one per parameter
  bool changes_something = false;
};

V1Command read_v1_command(std::string_view body, const V1Target& target);

/// The allowed length of a name in bytes, both inclusive; for the bridge itself 4 … 16.
struct V1NameLength {
  std::size_t least = 1;
  std::size_t most = 32;
};

/// A PUT of a name: {"name":"Desk lamp"}. Contains the name if it is valid.
struct V1Renaming {
  std::optional<std::string> name;
  std::vector<V1Entry> entries;
};

V1Renaming read_v1_renaming(std::string_view body, const std::string& address,
                            const V1NameLength& length);

/// A pairing request: {"devicetype":"app#device","generateclientkey":true}; app up to 20 bytes,
/// device up to 19.
struct V1Pairing {
  std::string devicetype;
  bool wants_client_key = false;
  std::vector<V1Entry> errors;  ///< empty: a valid request
};

V1Pairing read_v1_pairing(std::string_view body);

}  // namespace lamplighter::hue_emulator
