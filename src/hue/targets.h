// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "hue/house.h"

#include <string>
#include <vector>

namespace lamplighter::hue {

/// What a command goes to: a lamp or a group, by its id at the bridge.
struct Target {
  enum class Kind { lamp, group };
  Kind kind;
  std::string id;

  friend bool operator==(const Target&, const Target&) = default;
  friend auto operator<=>(const Target&, const Target&) = default;
};

/// What the names of a room's lamps mean at a bridge. Errors: not_found; the message lists what
/// there is.
Result<std::vector<Target>> find_targets(const BridgeHouse& house,
                                         const std::vector<std::string>& names);

/// The lamps of the targets, each once.
std::vector<BridgeLamp> lamps_of(const BridgeHouse& house, const std::vector<Target>& targets);

}  // namespace lamplighter::hue
