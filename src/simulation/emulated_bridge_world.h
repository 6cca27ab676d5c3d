// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/random.h"
#include "simulation/emulated_bridge_message.h"
#include "simulation/emulated_bridge_rates.h"
#include "simulation/emulated_lamp.h"

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::simulation {

/// The generations of Hue bridges.
enum class BridgeModel {
  bsb001,  ///< round: plain HTTP and v1 only; too many commands give 503
  bsb002,  ///< square: v1 and v2
  bsb003,  ///< Pro: https only; plain HTTP answers 301
};

/// "BSB001" and so on.
std::string to_string(BridgeModel model);

/// Room: lamps by device, one room a lamp. Zone: any lamps.
enum class GroupKind { room, zone };

/// A group of lamps; `lamps` are indices into BridgeWorld::lamps.
struct EmulatedGroup {
  std::string name;
  GroupKind kind = GroupKind::room;
  std::vector<std::size_t> lamps;
  LampSettings action;  ///< what was last asked of the group
};

/// An application that was paired.
struct PairedApp {
  std::string devicetype;
  Instant created;
  Instant last_use;
};

/// Everything an emulated bridge remembers. Version 1 ids are positions plus one.
struct BridgeWorld {
  BridgeModel model = BridgeModel::bsb002;
  std::string bridge_id = "02c0defffe00da7a";  ///< 16 hex digits, lower case
  std::string name = "Emulated bridge";
  std::vector<EmulatedLamp> lamps;
  std::vector<EmulatedGroup> groups;
  std::map<std::string, PairedApp> keys;
  std::optional<Instant> button_pressed;
  RateLimit lamp_rate{10};
  RateLimit group_rate{1};
  Rng rng{1};
};

/// The answer to a client that is too fast: 429, from the oldest bridge 503; the body is no JSON.
BridgeAnswer too_fast_answer(BridgeModel model);

/// Whether a press of the link button still counts at `now`.
bool is_button_active(const BridgeWorld& world, Instant now);

/// A new key for an application: 40 letters and digits, remembered in `world.keys`. The press of
/// the button is used up.
std::string make_key(BridgeWorld& world, std::string devicetype, Instant now);

/// 32 hex digits, as a bridge gives for its entertainment stream.
std::string make_client_key(BridgeWorld& world);

}  // namespace lamplighter::simulation
