// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// Splits a line of a table. A field may be quoted, with quotes in it doubled. With a blank as
/// separator, several blanks are one, and blanks at the ends are none.
std::vector<std::string> split_fields(std::string_view line, char separator);

/// The text without blanks at its ends, and with small letters only.
std::string lower(std::string_view text);

/// How many lux one of a unit is: "lx", "lux", "klx", "klux", "fc", whatever their case. Nothing
/// for other units.
std::optional<double> lux_in(std::string_view unit);

/// What one field of a value column says.
struct ForeignValue {
  enum class Is : std::uint8_t {
    number,
    state,        ///< on or off
    not_known,    ///< unknown, empty, null and the like
    unavailable,  ///< Home Assistant's word for a device that does not answer
    other_unit,   ///< a number of something that is not light
    ambiguous,    ///< 1,234: a decimal comma or a thousand
    nothing       ///< any other text
  } is = Is::nothing;
  double number = 0;         ///< in lux where `has_unit`
  OnOff state = OnOff::off;  ///< of a state
  bool has_unit = false;     ///< a unit of light stands behind the number
};

/// Reads a field; `decimal` is '.', ',' or 0 where that is not known yet: a comma alone in a number
/// is then ambiguous. In a number with both, the first one separates thousands.
ForeignValue read_foreign_value(std::string_view text, char decimal);

}  // namespace lamplighter
