// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/emulated_bridge_v1_entry.h"
#include "simulation/emulated_lamp.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::simulation {

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

}  // namespace lamplighter::simulation
