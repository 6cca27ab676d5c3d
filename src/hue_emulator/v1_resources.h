// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "hue_emulator/world.h"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter::hue_emulator {

/// Version 1's resources as JSON objects. Ids are indices plus one.
nlohmann::json v1_lamp(const BridgeWorld& world, std::size_t index);
nlohmann::json v1_lamps(const BridgeWorld& world);
nlohmann::json v1_group(const BridgeWorld& world, const EmulatedGroup& group);
nlohmann::json v1_groups(const BridgeWorld& world);

/// The public part of a bridge's config; facts: bridgeid is upper case here.
nlohmann::json v1_public_config(const BridgeWorld& world);
nlohmann::json v1_config(const BridgeWorld& world, Instant now);

/// GET /api/<key>.
nlohmann::json v1_everything(const BridgeWorld& world, Instant now);

/// Two version 1 sensors per motion sensor, presence first.
nlohmann::json v1_sensors(const BridgeWorld& world);
std::string v1_presence_path(std::size_t index);     ///< "/sensors/1"
std::string v1_light_level_path(std::size_t index);  ///< "/sensors/2"

/// Group 0: every lamp.
EmulatedGroup all_lamps(const BridgeWorld& world);

/// The version 1 error numbers that the emulated bridge uses.
enum class V1Error {
  unauthorized = 1,
  invalid_json = 2,
  resource_not_available = 3,
  method_not_available = 4,
  missing_parameters = 5,
  parameter_not_available = 6,
  invalid_value = 7,
  not_modifiable = 8,
  link_button_not_pressed = 101,
  device_is_off = 201,
};

/// One entry of a version 1 response: a success with its value, or an error.
struct V1Entry {
  std::string address;           ///< "/lights/1/state/bri"
  std::string value;             ///< JSON text, for a success
  std::optional<V1Error> error;  ///< absent: a success
  std::string subject;           ///< what the error is about: a parameter, a resource
};

/// The JSON text of a response.
std::string to_json(const std::vector<V1Entry>& entries);

}  // namespace lamplighter::hue_emulator
