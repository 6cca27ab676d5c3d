// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <cstddef>
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

/// An instant read from the front of a text, and the first byte behind it.
struct FrontInstant {
  Instant at;
  const char* end;
};

/// Reads seconds since 1970 in their usual form, ten digits and up to eight behind a point, equal
/// to from_epoch_seconds of what strtod reads. Nothing for other forms and for what is not in range
/// (is_in_range). Requires: `lookahead` readable bytes at `at`.
std::optional<FrontInstant> take_epoch(const char* at);

/// True for seconds from 1970 to 2106 (below 2^32 when rounded to microseconds). Up to there a
/// double of seconds tells all microseconds apart; and a row behind a torn one, whose digits ran
/// together, is outside.
constexpr bool is_in_range(double epoch_seconds) {
  return epoch_seconds >= 0 && epoch_seconds < 4294967295.9999995;  // false for NaN
}

}  // namespace lamplighter::csv
