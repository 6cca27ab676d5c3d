// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading.h"

#include <optional>
#include <string_view>

namespace lamplighter {

/// A whole text that is one finite decimal number, blanks around it allowed: "79.2", "-3.5", "1e3".
/// Numbers too large for a double come out as nothing.
std::optional<double> parse_number(std::string_view text);

/// Whether the text is how C libraries print a value that is not a number: nan, NaN, -nan.
bool is_nan_text(std::string_view text);

/// A light level within min_lux … max_lux (light_level.h); nothing beyond.
std::optional<Lux> lux_from(double number);

}  // namespace lamplighter
