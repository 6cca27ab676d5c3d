// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string_view>

namespace lamplighter::csv {

/// The number that the whole of `text` spells, exactly as strtod reads it in the C locale: also
/// NaN and infinities (1e400 is one). Nothing for any other text; a leading space, a plus sign and
/// hexadecimal are other text.
std::optional<double> parse_number(std::string_view text);

/// A number read from the front of a text, and the first byte behind it.
struct Front {
  double value;
  const char* end;
};

/// Bytes that `take_decimal` and `take_epoch` may look at, whatever the number's length.
inline constexpr std::size_t lookahead = 32;

/// Reads a plain decimal as "-3.5" or "190.7808" (up to eight digits on each side of the point),
/// equal to strtod to the last bit. Nothing for other forms, which are for `parse_number`.
/// Requires: `lookahead` readable bytes at `at`.
std::optional<Front> take_decimal(const char* at);

/// The same for seconds since 1970 in their usual form: ten digits, then up to eight behind a
/// point. Requires: `lookahead` readable bytes at `at`.
std::optional<Front> take_epoch(const char* at);

}  // namespace lamplighter::csv
