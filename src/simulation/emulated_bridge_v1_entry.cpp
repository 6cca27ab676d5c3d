// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge_v1_entry.h"

#include <nlohmann/json.hpp>

namespace lamplighter::simulation {
namespace {

using Json = nlohmann::json;

std::string sentence(const V1Entry& entry) {
  switch (*entry.error) {
    case V1Error::unauthorized:
      return "unauthorized user";
    case V1Error::invalid_json:
      return "body contains invalid JSON";
    case V1Error::resource_not_available:
      return "resource, " + entry.subject + ", not available";
    case V1Error::method_not_available:
      return "method, " + entry.subject + ", not available for resource, " + entry.address;
    case V1Error::missing_parameters:
      return "invalid/missing parameters in body";
    case V1Error::parameter_not_available:
      return "parameter, " + entry.subject + ", not available";
    case V1Error::invalid_value:
      return "invalid value for parameter, " + entry.subject;
    case V1Error::not_modifiable:
      return "parameter, " + entry.subject + ", is not modifiable";
    case V1Error::link_button_not_pressed:
      return "link button not pressed";
    case V1Error::device_is_off:
      break;
  }
  return "parameter, " + entry.subject + ", is not modifiable. Device is set to off.";
}

}  // namespace

std::string to_json(const std::vector<V1Entry>& entries) {
  Json answer = Json::array();
  for (const V1Entry& entry : entries) {
    if (entry.error) {
      answer.push_back({{"error",
                         {{"type", static_cast<int>(*entry.error)},
                          {"address", entry.address},
                          {"description", sentence(entry)}}}});
    } else {
      answer.push_back({{"success", {{entry.address, Json::parse(entry.value)}}}});
    }
  }
  return answer.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace lamplighter::simulation
