// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge_v2_command.h"

#include "simulation/emulated_bridge_v2_resources.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <initializer_list>

namespace lamplighter::simulation {
namespace {

using Json = nlohmann::json;

constexpr int longest_fade_ms = 6'000'000;

/// The object's members are among `names`, and there is one at least.
bool has_only(const Json& object, std::initializer_list<std::string_view> names) {
  if (!object.is_object() || object.empty()) return false;
  return std::all_of(object.items().begin(), object.items().end(), [&](const auto& item) {
    return std::find(names.begin(), names.end(), item.key()) != names.end();
  });
}

std::optional<double> number_in(const Json& object, const char* name, double low, double high) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_number()) return std::nullopt;
  const auto number = found->get<double>();
  if (!(number >= low && number <= high)) return std::nullopt;
  return number;
}

std::optional<int> integer_in(const Json& object, const char* name, int low, int high) {
  const auto number = number_in(object, name, low, high);
  if (!number || !object[name].is_number_integer()) return std::nullopt;
  return static_cast<int>(*number);
}

bool read_on(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"on"}) || !value["on"].is_boolean()) return false;
  command.on = value["on"].get<bool>();
  return true;
}

bool read_dimming(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"brightness"})) return false;
  const auto percent = number_in(value, "brightness", 0.0, 100.0);
  if (percent) command.bri = bri_of_percent(*percent);
  return percent.has_value();
}

bool read_dimming_delta(const Json& value, const V2Target& target, LampCommand& command) {
  if (!has_only(value, {"action", "brightness_delta"}) || !value.contains("action")) return false;
  if (value["action"] == "stop") return value.size() == 1;
  const auto step = number_in(value, "brightness_delta", 0.0, 100.0);
  const bool up = value["action"] == "up";
  if (!step || (!up && value["action"] != "down")) return false;
  const double before = percent_of_bri(target.settings.bri);
  command.bri = bri_of_percent(std::clamp(before + (up ? *step : -*step), 0.0, 100.0));
  return true;
}

bool read_temperature(const Json& value, const V2Target& target, LampCommand& command) {
  if (!has_only(value, {"mirek"})) return false;
  command.mirek = integer_in(value, "mirek", target.mirek->lowest, target.mirek->highest);
  return command.mirek.has_value();
}

bool read_colour(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"xy"}) || !has_only(value["xy"], {"x", "y"})) return false;
  const auto x = number_in(value["xy"], "x", 0.0, 1.0);
  const auto y = number_in(value["xy"], "y", 0.0, 1.0);
  if (!x || !y) return false;
  command.xy = {*x, *y};
  return true;
}

bool read_dynamics(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"duration"})) return false;
  const auto fade = integer_in(value, "duration", 0, longest_fade_ms);
  if (fade) command.fade = (*fade + 50) / 100 * 100ms;  // bridges count in tenths of a second
  return fade.has_value();
}

bool read_alert(const Json& value, const V2Target& /*target*/, LampCommand& command) {
  if (!has_only(value, {"action"}) || value["action"] != "breathe") return false;
  command.alert = "select";
  return true;
}

struct Member {
  std::string_view name;
  std::string_view command;  ///< as warnings call it
  bool V2Target::*needs;     ///< nullptr: every light has it
  bool needs_mirek;
  bool (*read)(const Json& value, const V2Target& target, LampCommand& command);
};

constexpr std::array members{
    Member{"on", ".on.on", nullptr, false, read_on},
    Member{"dimming", ".dimming.brightness", &V2Target::dims, false, read_dimming},
    Member{"dimming_delta", ".dimming_delta", &V2Target::dims, false, read_dimming_delta},
    Member{"color_temperature", ".color_temperature.mirek", nullptr, true, read_temperature},
    Member{"color", ".color.xy", &V2Target::colours, false, read_colour},
    Member{"dynamics", ".dynamics.duration", nullptr, false, read_dynamics},
    Member{"alert", ".alert.action", nullptr, false, read_alert},
};

}  // namespace

V2Command read_v2_command(std::string_view text, const V2Target& target) {
  V2Command result;
  const Json body = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!body.is_object() || body.empty()) {
    result.errors.push_back("invalid json: a JSON object with members is expected");
    return result;
  }
  for (const auto& [name, value] : body.items()) {
    const auto* known = std::find_if(members.begin(), members.end(),
                                     [&](const Member& one) { return one.name == name; });
    const bool has = known != members.end() && (!known->needs || target.*known->needs) &&
                     (!known->needs_mirek || target.mirek);
    if (!has) {
      result.errors.push_back(fmt::format("attribute (.{}) cannot be set", name));
    } else if (!known->read(value, target, result.command)) {
      result.errors.push_back(fmt::format("attribute (.{}) has an invalid value", name));
    } else {
      result.commands.emplace_back(known->command);
    }
  }
  return result;
}

}  // namespace lamplighter::simulation
