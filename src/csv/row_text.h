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

/// The first lines of the kinds of files.
inline constexpr std::string_view readings_header = "timestamp,datetime,sensor_id,value";
inline constexpr std::string_view on_off_header = "timestamp,datetime,room,state";
inline constexpr std::string_view looks_header = "timestamp,datetime,room,look";

/// The four columns of a row of any of them: epoch seconds, ISO 8601 for people, the name
/// of a sensor or room without its quotes, and a value, state or look.
struct Columns {
  std::string_view time;
  std::string_view datetime;
  std::string name;
  std::string_view value;
};

/// Splits a line without its line end. Only the name may be quoted (RFC 4180: "a,b" with inner
/// quotes doubled). Nothing where there are not four columns.
std::optional<Columns> split_row(std::string_view line);

/// The instant in the time column, or why it is none. Equal to from_epoch_seconds of what strtod
/// reads.
std::variant<Instant, Reason> read_time(std::string_view text);

/// What a line is without the carriage return of a CRLF line end.
std::string_view without_carriage_return(std::string_view line);

/// Checks the first line of a file, which may begin with a byte-order mark.
/// Errors: bad_input that shows the wanted header.
Result<void> check_header(const std::string& file, std::string_view line, std::string_view wanted);

/// The same where the file ends within its first line: an empty file, or a header that was torn
/// while it was written, is no error.
Result<void> check_torn_header(const std::string& file, std::string_view text,
                               std::string_view wanted);

/// Appends one row with its line end: epoch seconds with as many of six decimals as there are, the
/// time as ISO 8601 in UTC, the name (quoted where it holds a comma or a quote), and the shortest
/// decimal that reads back as the same number. Requires: a good name (is_good_name) and a time
/// in range (is_in_range); what is appended is then read back as the same value.
void append_row(std::string& text, const Reading& reading);
void append_row(std::string& text, const Change& change);
void append_row(std::string& text, const LookChange& change);

/// A whole readings file of one sensor, header and all.
std::string format_readings(const SensorId& sensor, std::span<const Sample<Lux>> samples);

/// A whole on/off file, header and all.
std::string format_on_off(std::span<const Change> changes);

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
