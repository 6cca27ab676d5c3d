// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/look.h"
#include "core/reading.h"
#include "core/series.h"
#include "csv/readings_parser.h"

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

}  // namespace lamplighter::csv
