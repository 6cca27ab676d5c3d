// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/lamp_setting.h"
#include "core/reading.h"
#include "core/series.h"
#include "csv/readings_file.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace lamplighter::csv {

/// The header lines of the file formats.
inline constexpr std::string_view readings_header = "timestamp,datetime,sensor_id,value";
inline constexpr std::string_view on_off_header = "timestamp,datetime,room,state";
inline constexpr std::string_view looks_header = "timestamp,datetime,room,look";

/// The four columns of a row in any format: epoch seconds, ISO 8601 for people, the name of a
/// sensor or room without quotes, and a value, state or look.
struct Columns {
  std::string_view time;
  std::string_view datetime;
  std::string name;
  std::string_view value;
};

/// Splits a line without its line end. Only the name may be quoted (RFC 4180: "a,b" with inner
/// quotes doubled). Nothing unless there are four columns.
std::optional<Columns> split_row(std::string_view line);

/// The instant in the time column, or why it is invalid. Equal to from_epoch_seconds of strtod's
/// result.
std::variant<Instant, Reason> read_time(std::string_view text);

/// The line without the carriage return of a CRLF line end.
std::string_view without_carriage_return(std::string_view line);

/// Checks the first line of a file, which may begin with a byte-order mark.
/// Errors: bad_input that shows the expected header.
Result<void> check_header(const std::string& file, std::string_view line, std::string_view wanted);

/// The same if the file ends within its first line: an empty file, or a header that was torn during
/// the write, is not an error.
Result<void> check_torn_header(const std::string& file, std::string_view text,
                               std::string_view wanted);

/// Appends one row with its line end: epoch seconds with up to six decimals as needed, the time as
/// ISO 8601 in UTC, the name (quoted if it contains a comma or a quote), and the shortest decimal
/// that parses to the same number. Reading the row gives the same values. Requires: a valid name
/// (is_good_name) and a time in range (is_in_range).
void append_row(std::string& text, const Reading& reading);
void append_row(std::string& text, const Change& change);
void append_row(std::string& text, const LookChange& change);

/// A whole readings file of one sensor, with header.
std::string format_readings(const SensorId& sensor, std::span<const Sample<Lux>> samples);

/// A whole on/off file, with header.
std::string format_on_off(std::span<const Change> changes);

/// The number that the whole of `text` represents, exactly as strtod parses it in the C locale,
/// including NaN and infinities (1e400 is one). Nothing for other text; a leading space, a plus
/// sign and hexadecimal are not accepted.
std::optional<double> parse_number(std::string_view text);

/// A number parsed from the front of a text, and the first byte after it.
struct Front {
  double value;
  const char* end;
};

/// The number of bytes that `take_decimal` and `take_epoch` may read, whatever the number's length.
inline constexpr std::size_t lookahead = 32;

/// Parses a plain decimal such as "-3.5" or "190.7808" (up to eight digits on each side of the
/// point), equal to strtod to the last bit. Nothing for other forms; use `parse_number` for those.
/// Requires: `lookahead` readable bytes at `at`.
std::optional<Front> take_decimal(const char* at);

/// An instant parsed from the front of a text, and the first byte after it.
struct FrontInstant {
  Instant at;
  const char* end;
};

/// Parses seconds since 1970 in their usual form, ten digits and up to eight decimals, equal to
/// from_epoch_seconds of strtod's result. Nothing for other forms and for values out of range
/// (is_in_range). Requires: `lookahead` readable bytes at `at`.
std::optional<FrontInstant> take_epoch(const char* at);

/// True for seconds from 1970 to 2106 (below 2^32 after rounding to microseconds). In this range a
/// double distinguishes all microseconds; and a row joined to a torn one, whose digits run
/// together, is out of range.
constexpr bool is_in_range(double epoch_seconds) {
  return epoch_seconds >= 0 && epoch_seconds < 4294967295.9999995;  // false for NaN
}

}  // namespace lamplighter::csv
