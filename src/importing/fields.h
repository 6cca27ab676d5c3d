// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// Splits a line of a table. A field may be quoted, with quotes in it doubled. With a space as
/// separator, consecutive spaces count as one, and spaces at the ends are ignored.
std::vector<std::string> split_fields(std::string_view line, char separator);

/// The text trimmed and in lower case.
std::string lower(std::string_view text);

/// The number of lux in one of a unit: "lx", "lux", "klx", "klux", "fc", in any case. Empty for
/// other units.
std::optional<double> lux_in(std::string_view unit);

/// The meaning of one field of a value column.
struct ForeignValue {
  enum class Is : std::uint8_t {
    number,
    state,        ///< on or off
    not_known,    ///< unknown, empty, null and the like
    unavailable,  ///< Home Assistant's state for a device that does not answer
    other_unit,   ///< a number with a unit that is not one of light
    ambiguous,    ///< 1,234: a decimal comma or a thousands separator
    nothing       ///< any other text
  } is = Is::nothing;
  double number = 0;         ///< in lux if `has_unit`
  OnOff state = OnOff::off;  ///< if it is a state
  bool has_unit = false;     ///< a unit of light follows the number
};

/// Parses a field; `decimal` is '.', ',' or 0 if it is not known yet: a single comma in a number is
/// then ambiguous. In a number with both, the first one separates thousands.
ForeignValue read_foreign_value(std::string_view text, char decimal);

}  // namespace lamplighter
