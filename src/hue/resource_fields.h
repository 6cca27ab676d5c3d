// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <optional>
#include <string>
#include <string_view>

// Members that version 2's resources share, in answers as in the event stream; nothing where a
// member is absent or of another type.
namespace lamplighter::hue {

/// The id that a member such as `owner` refers to.
std::optional<std::string> rid_of(const nlohmann::json& resource, std::string_view name);

/// metadata.name
std::optional<std::string> name_of(const nlohmann::json& resource);

/// on.on
std::optional<bool> on_of(const nlohmann::json& resource);

/// dimming.brightness, percent within 0 … 100.
std::optional<double> brightness_of(const nlohmann::json& resource);

}  // namespace lamplighter::hue
