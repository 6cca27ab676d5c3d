// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace lamplighter::simulation {

/// The numbers of version 1's errors that the emulated bridge gives.
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

/// One entry of a version 1 answer: a success with its value, or an error.
struct V1Entry {
  std::string address;           ///< "/lights/1/state/bri"
  std::string value;             ///< JSON text of a success
  std::optional<V1Error> error;  ///< absent: a success
  std::string subject;           ///< what the error's sentence is about: a parameter, a resource
};

/// The answer's JSON text.
std::string to_json(const std::vector<V1Entry>& entries);

}  // namespace lamplighter::simulation
