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

/// What a series of a foreign table is: light levels, or the states of a lamp.
enum class ForeignKind : std::uint8_t { light, on_off };

/// What the user says of a table. What is absent is recognised.
struct TableOptions {
  std::string time_column = {};   ///< its name, or its number from 1
  std::string value_column = {};  ///< likewise
  std::optional<char> separator = {};
  std::optional<char> decimal = {};  ///< '.' or ','
  std::optional<TimeZone> zone = {};
  DateOrder dates = DateOrder::unknown;
  std::optional<ForeignKind> kind = {};
  std::string unit = {};                       ///< is_light_unit, or empty
  LampState unavailable = LampState::unknown;  ///< of a lamp that is `unavailable`
};

/// Whether `TableOptions::unit` may be this: lx, klx, fc (foot-candles), hue (a bridge's
/// light_level) or raw (any number that rises with the light).
bool is_light_unit(std::string_view unit);

/// Where things stand in a table.
struct TableForm {
  std::string what;                 ///< "Home Assistant's history"
  std::vector<std::string> header;  ///< empty where the table has none
  std::size_t columns = 0;
  std::size_t time = 0;
  std::optional<std::size_t> clock;  ///< where the date stands in `time` and the clock here
  std::size_t value = 0;
  std::vector<std::size_t> names;  ///< what tells one sensor or lamp from another
  std::optional<std::size_t> unit;
  char separator = ',';
  char decimal = 0;  ///< '.', ',' or 0: none was seen
  DateOrder dates = DateOrder::unknown;
  double lux = 1;                   ///< of one of what stands in the value column
  bool is_hue_level = false;        ///< the value is a bridge's light_level
  bool is_annotated = false;        ///< InfluxDB's: the header may change with each block
  std::optional<ForeignKind> kind;  ///< where all series are of one kind

  /// In words: "a table: time in column 1, value in column \"lux\"".
  [[nodiscard]] std::string about() const;
};

/// The form of a table that begins with `head`: whole lines, or all there is. `file` is its name,
/// for messages. Errors: bad_input for what is not a table of times and values, and where only the
/// user can say what a column is: the message names the option.
Result<TableForm> recognise_table(const std::string& file, std::string_view head,
                                  const TableOptions& options);

/// The column that a user names, or its number from 1. Nothing where there is none.
std::optional<std::size_t> find_column(const std::vector<std::string>& header, std::size_t columns,
                                       std::string_view wanted);

/// The same table with another header, as blocks of an annotated table have their own. Nothing
/// where it has no column of times and of values.
std::optional<TableForm> with_annotated_header(TableForm form, std::vector<std::string> header,
                                               const TableOptions& options);

/// A line without the marks around it: a byte-order mark and a carriage return.
std::string_view plain_line(std::string_view line);

/// Whether a line holds no row: empty, a comment, or Excel's `sep=;`.
bool is_no_row(std::string_view line);

}  // namespace lamplighter
