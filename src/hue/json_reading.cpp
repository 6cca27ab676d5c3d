// SPDX-License-Identifier: Apache-2.0
#include "hue/json_reading.h"

#include "hue/transport.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace lamplighter::hue {

using Json = nlohmann::json;

Result<Json> parse_json(const std::string& text) {
  Json value = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!value.is_discarded()) return value;
  return Error{Fault::bad_input, "invalid JSON from the bridge: " + shown(text)};
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

std::optional<Xy> xy_of(const nlohmann::json& object, std::string_view name) {
  const nlohmann::json* pair = member(object, name);
  if (pair == nullptr) return std::nullopt;
  std::optional<double> x = number_of(*pair, "x");
  std::optional<double> y = number_of(*pair, "y");
  const bool is_list = pair->is_array() && pair->size() == 2;
  if (is_list && (*pair)[0].is_number() && (*pair)[1].is_number()) {
    x = (*pair)[0].get<double>();
    y = (*pair)[1].get<double>();
  }
  const auto fits = [](const std::optional<double>& one) { return one && *one >= 0 && *one <= 1; };
  if (!fits(x) || !fits(y)) return std::nullopt;
  return Xy{*x, *y};
}

std::optional<double> lux_of_level(int level) {
  constexpr int no_value = 65534;
  if (level < 0 || level >= no_value) return std::nullopt;
  if (level == 0) return 0.0;
  return std::round(std::pow(10.0, (level - 1) / 10000.0) * 100.0) / 100.0;
}

std::optional<Instant> instant_of(const Json& object, std::string_view name) {
  std::optional<std::string> text = text_of(object, name);
  if (!text) return std::nullopt;
  if (!text->ends_with('Z')) *text += 'Z';
  const Result<Instant> at = parse_instant(*text);
  return at ? std::optional(*at) : std::nullopt;
}

LightLevel light_level_of(const Json& resource) {
  constexpr int highest = 65535;
  LightLevel level;
  level.is_valid = flag_of(resource, "enabled");
  const Json* light = member(resource, "light");
  if (light == nullptr) return level;
  if (const auto valid = flag_of(*light, "light_level_valid"))
    level.is_valid = *valid && level.is_valid.value_or(true);
  const Json* report = member(*light, "light_level_report");
  std::optional<int> value = integer_of(*light, "light_level", 0, highest);
  if (report != nullptr) {
    if (const auto reported = integer_of(*report, "light_level", 0, highest)) value = reported;
    level.changed = instant_of(*report, "changed");
  }
  if (value) level.lux = lux_of_level(*value);
  return level;
}

}  // namespace lamplighter::hue
