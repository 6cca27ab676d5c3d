// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_setting.h"
#include "core/result.h"
#include "importing/moment.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// The kind of a series in a foreign table: light levels, or the states of a lamp.
enum class ForeignKind : std::uint8_t { light, on_off };

/// The user's options for a table. Absent values are detected.
struct TableOptions {
  std::string time_column = {};   ///< its name, or its number, counted from 1
  std::string value_column = {};  ///< likewise
  std::optional<char> separator = {};
  std::optional<char> decimal = {};  ///< '.' or ','
  std::optional<TimeZone> zone = {};
  DateOrder dates = DateOrder::unknown;
  std::optional<ForeignKind> kind = {};
  std::string unit = {};                       ///< is_light_unit, or empty
  LampState unavailable = LampState::unknown;  ///< the state of a lamp that is `unavailable`
};

/// Whether a text is valid for `TableOptions::unit`: lx, klx, fc (foot-candles), hue (a bridge's
/// light_level) or raw (any number that rises with the light).
bool is_light_unit(std::string_view unit);

/// The layout of a table.
struct TableForm {
  std::string what;                 ///< "Home Assistant's history"
  std::vector<std::string> header;  ///< empty if the table has none
  std::size_t columns = 0;
  std::size_t time = 0;
  std::optional<std::size_t> clock;  ///< time of day, if `time` has only the date
  std::size_t value = 0;
  std::vector<std::size_t> names;  ///< the columns that identify a sensor or lamp
  std::optional<std::size_t> unit;
  char separator = ',';
  char decimal = 0;  ///< '.', ',' or 0: none was seen
  DateOrder dates = DateOrder::unknown;
  double lux = 1;                   ///< of one unit of the value column
  bool is_hue_level = false;        ///< the value is a bridge's light_level
  bool is_annotated = false;        ///< InfluxDB's: the header may change with each block
  std::optional<ForeignKind> kind;  ///< if all series are of one kind

  /// A description: "a table: time in column 1, value in column \"lux\"".
  [[nodiscard]] std::string about() const;
};

/// The layout of a table that begins with `head`: complete lines, or the whole file. `file` is its
/// name, for messages. Errors: bad_input if it is not a table of times and values, and if the
/// meaning of a column is ambiguous: the message names the option to use.
Result<TableForm> recognise_table(const std::string& file, std::string_view head,
                                  const TableOptions& options);

/// The column that a user gives by name, or by number, counted from 1. Empty if it does not exist.
std::optional<std::size_t> find_column(const std::vector<std::string>& header, std::size_t columns,
                                       std::string_view wanted);

/// The same table with another header, because each block of an annotated table has its own. Empty
/// if it has no columns of times and values.
std::optional<TableForm> with_annotated_header(TableForm form, std::vector<std::string> header,
                                               const TableOptions& options);

/// A line without a byte-order mark and a carriage return.
std::string_view plain_line(std::string_view line);

/// Whether a line is not a row: empty, a comment, or Excel's `sep=;`.
bool is_no_row(std::string_view line);

}  // namespace lamplighter
