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

// Version 2 of the bridge's API (CLIP v2), as pure functions: what to send, and what a response
// means. Responses are untrusted input: whatever they contain, parsing gives a value or an error.
//
// First, members that version 2's resources share, in responses and in the event stream; nothing if
// a member is absent or has another type.

namespace lamplighter::hue {

/// Parses JSON from the bridge. Errors: bad_input.
Result<nlohmann::json> parse_json(const std::string& text);

/// The member with that name and the requested type; otherwise nothing. `object` may have any type.
const nlohmann::json* member(const nlohmann::json& object, std::string_view name);
std::optional<std::string> text_of(const nlohmann::json& object, std::string_view name);
std::optional<bool> flag_of(const nlohmann::json& object, std::string_view name);
std::optional<double> number_of(const nlohmann::json& object, std::string_view name);

/// An integer in low … high.
std::optional<int> integer_of(const nlohmann::json& object, std::string_view name, int low,
                              int high);

/// The id that a reference such as `owner` contains.
std::optional<std::string> rid_of(const nlohmann::json& resource, std::string_view name);

/// metadata.name
std::optional<std::string> name_of(const nlohmann::json& resource);

/// on.on
std::optional<bool> on_of(const nlohmann::json& resource);

/// A pair of numbers from 0 to 1: a member that is an array, or an object with x and y.
std::optional<Xy> xy_of(const nlohmann::json& object, std::string_view name);

/// dimming.brightness, percent, 0 … 100.
std::optional<double> brightness_of(const nlohmann::json& resource);

/// Converts a light level of a Hue sensor to lux: level = 10000 · log10(lux) + 1; 0 stands for
/// darkness. Rounded to hundredths. Nothing for 65534 and above, which mean "no value".
std::optional<double> lux_of_level(int level);

/// What a light_level resource, or a part of one, reports about a sensor. Absent members were not
/// reported.
struct LightLevel {
  std::optional<double> lux = {};
  std::optional<Instant> changed = {};
  std::optional<bool> is_valid = {};  ///< also false if the sensor is disabled
};

LightLevel light_level_of(const nlohmann::json& resource);

/// An instant as bridges write it, with or without a Z; nothing for any other text.
std::optional<Instant> instant_of(const nlohmann::json& object, std::string_view name);

}  // namespace lamplighter::hue

namespace lamplighter::hue::v2 {

/// GET of everything. Without a key the response shows whether the bridge supports version 2.
HttpRequest ask_house(const std::string& key);

/// Lamps with their devices' names, rooms and zones, sorted by name. Invalid resources are skipped.
Result<BridgeHouse> read_house(const HttpAnswer& answer);

/// Whether a response to ask_house without a key is from a bridge with version 2: 401 or 403.
bool has_v2(const HttpAnswer& answer);

/// Brightness is sent in percent, a fade in milliseconds, rounded to 100.
HttpRequest command_lamp(const std::string& key, const std::string& id, const LampCommand& command);
HttpRequest command_group(const std::string& key, const std::string& id,
                          const LampCommand& command);

/// Success, even if the bridge warns that the command may have no visible effect (a lamp is
/// unreachable). Errors: as for check_status, with the bridge's description.
Result<void> read_outcome(const HttpAnswer& answer);

}  // namespace lamplighter::hue::v2
