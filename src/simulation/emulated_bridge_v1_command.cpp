// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge_v1_command.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstdint>

namespace lamplighter::simulation {
namespace {

using Json = nlohmann::json;

enum class Needs { nothing, dimming, temperature, colour };

/// Reads `value` into the command, and leaves in `value` what the answer reports. False: not valid.
using Reader = bool (*)(Json& value, const V1Target& target, LampCommand& command);

struct Parameter {
  std::string_view name;
  Needs needs;
  bool needs_on;  ///< error 201 where the lamp is off and stays off
  Reader read;
};

bool in_range(const Json& value, int low, int high) {
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > 1'000'000) return false;
  return value.is_number_integer() && value.get<std::int64_t>() >= low &&
         value.get<std::int64_t>() <= high;
}

bool read_int(const Json& value, int low, int high, std::optional<int>& into) {
  if (!in_range(value, low, high)) return false;
  into = value.get<int>();
  return true;
}

/// A relative change: the sum stays within low … high, as if the lamp had been turned to its end.
bool read_step(Json& value, int widest, int before, MirekRange limits, std::optional<int>& into) {
  if (!in_range(value, -widest, widest)) return false;
  into = std::clamp(before + value.get<int>(), limits.lowest, limits.highest);
  value = *into;
  return true;
}

bool read_pair(const Json& value, double low, double high, std::pair<double, double>& into) {
  if (!value.is_array() || value.size() != 2) return false;
  for (const Json& part : value) {
    if (!part.is_number() || part < low || part > high) return false;
  }
  into = {value[0].get<double>(), value[1].get<double>()};
  return true;
}

bool read_word(const Json& value, std::initializer_list<const char*> words,
               std::optional<std::string>& into) {
  if (!value.is_string()) return false;
  if (std::find(words.begin(), words.end(), value.get<std::string>()) == words.end()) return false;
  into = value.get<std::string>();
  return true;
}

bool read_on(Json& value, const V1Target& /*target*/, LampCommand& command) {
  if (!value.is_boolean()) return false;
  command.on = value.get<bool>();
  return true;
}

bool read_xy(Json& value, const V1Target& /*target*/, LampCommand& command) {
  std::pair<double, double> xy;
  if (!read_pair(value, 0.0, 1.0, xy)) return false;
  command.xy = xy;
  return true;
}

bool read_xy_step(Json& value, const V1Target& target, LampCommand& command) {
  std::pair<double, double> step;
  if (!read_pair(value, -0.5, 0.5, step)) return false;
  command.xy = {std::clamp(target.settings.xy.first + step.first, 0.0, 1.0),
                std::clamp(target.settings.xy.second + step.second, 0.0, 1.0)};
  value = {command.xy->first, command.xy->second};
  return true;
}

bool read_fade(Json& value, const V1Target& /*target*/, LampCommand& command) {
  if (!in_range(value, 0, 65535)) return false;
  command.fade = value.get<int>() * 100ms;
  return true;
}

// facts: ranges of the v1 interface; relative ones reach from one end to the other.
const std::array parameters{
    Parameter{"on", Needs::nothing, false, read_on},
    Parameter{"bri", Needs::dimming, true,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_int(value, 1, 254, command.bri);
              }},
    Parameter{"bri_inc", Needs::dimming, true,
              [](Json& value, const V1Target& target, LampCommand& command) {
                return read_step(value, 254, target.settings.bri, {1, 254}, command.bri);
              }},
    Parameter{"hue", Needs::colour, true,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_int(value, 0, 65535, command.hue);
              }},
    Parameter{"hue_inc", Needs::colour, true,
              [](Json& value, const V1Target& target, LampCommand& command) {
                return read_step(value, 65534, target.settings.hue, {0, 65535}, command.hue);
              }},
    Parameter{"sat", Needs::colour, true,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_int(value, 0, 254, command.sat);
              }},
    Parameter{"sat_inc", Needs::colour, true,
              [](Json& value, const V1Target& target, LampCommand& command) {
                return read_step(value, 254, target.settings.sat, {0, 254}, command.sat);
              }},
    Parameter{"xy", Needs::colour, true, read_xy},
    Parameter{"xy_inc", Needs::colour, true, read_xy_step},
    Parameter{"ct", Needs::temperature, true,
              [](Json& value, const V1Target& target, LampCommand& command) {
                return read_int(value, target.mirek->lowest, target.mirek->highest, command.mirek);
              }},
    Parameter{"ct_inc", Needs::temperature, true,
              [](Json& value, const V1Target& target, LampCommand& command) {
                return read_step(value, 65534, target.settings.mirek, *target.mirek, command.mirek);
              }},
    Parameter{"alert", Needs::nothing, false,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_word(value, {"none", "select", "lselect"}, command.alert);
              }},
    Parameter{"effect", Needs::colour, true,
              [](Json& value, const V1Target&, LampCommand& command) {
                return read_word(value, {"none", "colorloop"}, command.effect);
              }},
    Parameter{"transitiontime", Needs::nothing, false, read_fade},
};

constexpr std::array<std::string_view, 3> read_only{"reachable", "colormode", "mode"};

bool has(const V1Target& target, Needs needs) {
  switch (needs) {
    case Needs::dimming:
      return target.dims;
    case Needs::temperature:
      return target.mirek.has_value();
    case Needs::colour:
      return target.colours;
    case Needs::nothing:
      break;
  }
  return true;
}

bool stays_off(const Json& body, const V1Target& target) {
  const auto on = body.find("on");
  if (on != body.end() && on->is_boolean()) return !on->get<bool>();
  return !target.settings.on;
}

V1Entry read_parameter(const std::string& name, Json value, bool off, const V1Target& target,
                       LampCommand& command) {
  V1Entry entry{target.address + "/" + name, {}, {}, name};
  const auto* known = std::find_if(parameters.begin(), parameters.end(),
                                   [&](const Parameter& one) { return one.name == name; });
  if (std::find(read_only.begin(), read_only.end(), name) != read_only.end()) {
    entry.error = V1Error::not_modifiable;
  } else if (known == parameters.end() || !has(target, known->needs)) {
    entry.error = V1Error::parameter_not_available;
  } else if (known->needs_on && off) {
    entry.error = V1Error::device_is_off;
  } else if (!known->read(value, target, command)) {
    entry.error = V1Error::invalid_value;
  } else {
    entry.value = value.dump();
  }
  return entry;
}

/// The body as a JSON object with something in it, or the one entry that says why not.
std::optional<V1Entry> why_not_object(const Json& body, const std::string& address) {
  if (!body.is_object()) return V1Entry{address, {}, V1Error::invalid_json, {}};
  if (body.empty()) return V1Entry{address, {}, V1Error::missing_parameters, {}};
  return std::nullopt;
}

Json parse(std::string_view body) { return Json::parse(body, nullptr, /*allow_exceptions=*/false); }

}  // namespace

V1Command read_v1_command(std::string_view text, const V1Target& target) {
  const Json body = parse(text);
  V1Command result;
  if (const auto fault = why_not_object(body, target.address)) {
    result.entries.push_back(*fault);
    return result;
  }
  const bool off = stays_off(body, target);
  for (const auto& [name, value] : body.items()) {
    result.entries.push_back(read_parameter(name, value, off, target, result.command));
    if (!result.entries.back().error) result.changes_something = true;
  }
  return result;
}

}  // namespace lamplighter::simulation
