// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge_v1_pairing.h"

#include <nlohmann/json.hpp>

namespace lamplighter::simulation {
namespace {

using Json = nlohmann::json;

Json parse(std::string_view body) { return Json::parse(body, nullptr, /*allow_exceptions=*/false); }

bool is_devicetype(const Json& value) {
  if (!value.is_string()) return false;
  const auto text = value.get<std::string>();
  const std::size_t hash = text.find('#');
  if (hash == std::string::npos) return !text.empty() && text.size() <= 20;
  return hash <= 20 && text.size() - hash - 1 <= 19 && text.size() > 1;
}

}  // namespace

V1Renaming read_v1_renaming(std::string_view text, const std::string& address) {
  const Json body = parse(text);
  V1Renaming result;
  if (!body.is_object() || body.empty()) {
    const V1Error error = body.is_object() ? V1Error::missing_parameters : V1Error::invalid_json;
    result.entries.push_back({address, {}, error, {}});
    return result;
  }
  for (const auto& [name, value] : body.items()) {
    V1Entry entry{address + "/" + name, value.dump(), {}, name};
    if (name != "name") {
      entry.error = V1Error::parameter_not_available;
    } else if (!value.is_string() || value.get<std::string>().empty() ||
               value.get<std::string>().size() > 32) {
      entry.error = V1Error::invalid_value;
    } else {
      result.name = value.get<std::string>();
    }
    result.entries.push_back(entry);
  }
  return result;
}

V1Pairing read_v1_pairing(std::string_view text) {
  const Json body = parse(text);
  V1Pairing result;
  if (!body.is_object()) {
    result.errors.push_back({"/", {}, V1Error::invalid_json, {}});
    return result;
  }
  if (!body.contains("devicetype")) {
    result.errors.push_back({"/", {}, V1Error::missing_parameters, {}});
    return result;
  }
  for (const auto& [name, value] : body.items()) {
    if (name == "devicetype" && is_devicetype(value)) {
      result.devicetype = value.get<std::string>();
    } else if (name == "generateclientkey" && value.is_boolean()) {
      result.wants_client_key = value.get<bool>();
    } else {
      const bool known = name == "devicetype" || name == "generateclientkey";
      const V1Error error = known ? V1Error::invalid_value : V1Error::parameter_not_available;
      result.errors.push_back({"/" + name, {}, error, name});
    }
  }
  return result;
}

}  // namespace lamplighter::simulation
