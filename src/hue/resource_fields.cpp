// SPDX-License-Identifier: Apache-2.0
#include "hue/resource_fields.h"

#include "hue/json_reading.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lamplighter::hue {

using Json = nlohmann::json;

std::optional<std::string> rid_of(const Json& resource, std::string_view name) {
  const Json* reference = member(resource, name);
  return reference == nullptr ? std::nullopt : text_of(*reference, "rid");
}

std::optional<std::string> name_of(const Json& resource) {
  const Json* metadata = member(resource, "metadata");
  return metadata == nullptr ? std::nullopt : text_of(*metadata, "name");
}

std::optional<bool> on_of(const Json& resource) {
  const Json* on = member(resource, "on");
  return on == nullptr ? std::nullopt : flag_of(*on, "on");
}

std::optional<double> brightness_of(const Json& resource) {
  const Json* dimming = member(resource, "dimming");
  if (dimming == nullptr) return std::nullopt;
  const std::optional<double> percent = number_of(*dimming, "brightness");
  if (!percent || *percent < 0.0) return std::nullopt;
  return std::min(*percent, 100.0);
}

}  // namespace lamplighter::hue
