// SPDX-License-Identifier: Apache-2.0
#include "hue/json_reading.h"

#include "hue/http.h"

#include <nlohmann/json.hpp>

#include <cmath>

namespace lamplighter::hue {
using Json = nlohmann::json;

Result<Json> parse_json(const std::string& text) {
  Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!value.is_discarded()) return value;
  return Error{Fault::bad_input, "the bridge's answer is no JSON: " + shown(text)};
}

const Json* member(const Json& object, std::string_view name) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

std::optional<std::string> text_of(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr || !value->is_string()) return std::nullopt;
  return value->get<std::string>();
}

std::optional<bool> flag_of(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr || !value->is_boolean()) return std::nullopt;
  return value->get<bool>();
}

std::optional<double> number_of(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  const auto number = value->get<double>();
  if (!std::isfinite(number)) return std::nullopt;
  return number;
}

std::optional<int> integer_of(const Json& object, std::string_view name, int low, int high) {
  const std::optional<double> number = number_of(object, name);
  if (!number || *number != std::floor(*number) || *number < low || *number > high) {
    return std::nullopt;
  }
  return static_cast<int>(*number);
}

}  // namespace lamplighter::hue
