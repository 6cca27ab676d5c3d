// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/result.h"
#include "hue/house.h"
#include "hue/transport.h"

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

// Members that version 2's resources share, in answers as in the event stream; nothing where a
// member is absent or of another type.
// Version 2 of the bridge's interface (CLIP v2), as pure functions: what to send, and what an
// answer means. Answers are bytes from outside: whatever they are, a reader gives a value or an
// error.

namespace lamplighter::hue {

/// JSON from outside. Errors: bad_input.
Result<nlohmann::json> parse_json(const std::string& text);

/// The member of that name, of the type asked for; nothing otherwise. `object` may be anything.
const nlohmann::json* member(const nlohmann::json& object, std::string_view name);
std::optional<std::string> text_of(const nlohmann::json& object, std::string_view name);
std::optional<bool> flag_of(const nlohmann::json& object, std::string_view name);
std::optional<double> number_of(const nlohmann::json& object, std::string_view name);

/// A whole number within low … high.
std::optional<int> integer_of(const nlohmann::json& object, std::string_view name, int low,
                              int high);

/// The id that a member such as `owner` refers to.
std::optional<std::string> rid_of(const nlohmann::json& resource, std::string_view name);

/// metadata.name
std::optional<std::string> name_of(const nlohmann::json& resource);

/// on.on
std::optional<bool> on_of(const nlohmann::json& resource);

/// A pair of numbers from 0 to 1: a member that is an array of them, or an object with x and y.
std::optional<Xy> xy_of(const nlohmann::json& object, std::string_view name);

/// dimming.brightness, percent within 0 … 100.
std::optional<double> brightness_of(const nlohmann::json& resource);

/// Lux of a light level as Hue sensors count it: 10000 · log10(lux) + 1; 0 stands for darkness.
/// Rounded to hundredths. Nothing for 65534 and more, which mean that there is no value.
std::optional<double> lux_of_level(int level);

/// What a light_level resource, or a part of one, says of a sensor. What is absent was not told.
struct LightLevel {
  std::optional<double> lux = {};
  std::optional<Instant> changed = {};
  std::optional<bool> is_valid = {};  ///< false where it is switched off, too
};

LightLevel light_level_of(const nlohmann::json& resource);

/// As bridges write it, with or without a Z; nothing for any other text.
std::optional<Instant> instant_of(const nlohmann::json& object, std::string_view name);

}  // namespace lamplighter::hue

namespace lamplighter::hue::v2 {

/// GET of everything. Without a key it tells whether the bridge has a version 2.
HttpRequest ask_house(const std::string& key);

/// Lamps with their devices' names, rooms and zones. Resources that make no sense are left out.
/// Sorted by name.
Result<BridgeHouse> read_house(const HttpAnswer& answer);

/// Whether an answer to ask_house without a key is that of a bridge with version 2: 401 or 403.
bool has_v2(const HttpAnswer& answer);

/// Brightness goes out in percent, a fade in milliseconds, rounded to 100.
HttpRequest command_lamp(const std::string& key, const std::string& id, const LampCommand& command);
HttpRequest command_group(const std::string& key, const std::string& id,
                          const LampCommand& command);

/// Done, also where the bridge warns that it may not be seen (a lamp out of reach). Errors: as
/// check_status, with what the bridge says.
Result<void> read_outcome(const HttpAnswer& answer);

}  // namespace lamplighter::hue::v2
