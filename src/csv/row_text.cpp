// SPDX-License-Identifier: Apache-2.0
#include "csv/row_text.h"

#include "csv/names.h"
#include "csv/number_text.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace lamplighter::csv {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::optional<std::string_view> take_column(std::string_view& rest) {
  const std::size_t comma = rest.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const std::string_view column = rest.substr(0, comma);
  rest.remove_prefix(comma + 1);
  return column;
}

std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string name;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] != '"') {
      name += rest[i];
    } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
      name += rest[i++];
    } else {
      if (i + 1 == rest.size() || rest[i + 1] != ',') return std::nullopt;
      rest.remove_prefix(i + 2);
      return name;
    }
  }
  return std::nullopt;
}

std::optional<std::string> take_name(std::string_view& rest) {
  if (!rest.empty() && rest.front() == '"') return take_quoted(rest);
  const auto column = take_column(rest);
  if (!column) return std::nullopt;
  return std::string(*column);
}

std::string_view without_mark(std::string_view text) {
  if (text.substr(0, byte_order_mark.size()) == byte_order_mark)
    text.remove_prefix(byte_order_mark.size());
  return text;
}

}  // namespace

std::optional<Columns> split_row(std::string_view line) {
  const auto time = take_column(line);
  if (!time) return std::nullopt;
  const auto datetime = take_column(line);
  if (!datetime) return std::nullopt;
  auto name = take_name(line);
  if (!name || line.find(',') != std::string_view::npos) return std::nullopt;
  return Columns{*time, *datetime, *std::move(name), line};
}

std::variant<Instant, Reason> read_time(std::string_view text) {
  const auto seconds = parse_number(text);
  if (!seconds) return Reason::time_not_number;
  if (!is_in_range(*seconds)) return Reason::time_out_of_range;
  return from_epoch_seconds(*seconds);
}

std::string_view without_carriage_return(std::string_view line) {
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  return line;
}

Result<void> check_header(const std::string& file, std::string_view line, std::string_view wanted) {
  const std::string_view found = without_carriage_return(without_mark(line));
  if (found == wanted) return {};
  return Error{Fault::bad_input, fmt::format("{}:1: expected the header \"{}\", found \"{}\"", file,
                                             wanted, printable(found))};
}

Result<void> check_torn_header(const std::string& file, std::string_view text,
                               std::string_view wanted) {
  const std::string_view found = without_mark(text);
  const bool is_mark = byte_order_mark.substr(0, text.size()) == text;
  if (is_mark || wanted.substr(0, found.size()) == found) return {};
  return check_header(file, text, wanted);
}

namespace {

/// Room for a 64-bit integer and for the longest shortest double, "-2.2250738585072014e-308".
using NumberBuffer = std::array<char, 32>;

template <typename T>
void append_number(std::string& text, T number) {
  NumberBuffer buffer;
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  text.append(buffer.data(), written.ptr);
}

/// The shortest digits that read back as the same number; with an exponent only where no light is.
void append_value(std::string& text, double value) {
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-6 || size >= 1e15)) return append_number(text, value);
  NumberBuffer buffer;
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  text.append(buffer.data(), written.ptr);
}

/// Microseconds as a fraction without the zeros at its end; nothing for a whole second.
void append_fraction(std::string& text, std::int64_t micros) {
  if (micros == 0) return;
  std::string digits = std::to_string(1'000'000 + micros);
  digits.front() = '.';
  while (digits.back() == '0') digits.pop_back();
  text += digits;
}

void append_name(std::string& text, std::string_view name) {
  if (name.find_first_of(",\"") == std::string_view::npos) {
    text += name;
    return;
  }
  text += '"';
  for (const char c : name) text.append(c == '"' ? 2 : 1, c);
  text += '"';
}

void append_time_and_name(std::string& text, Instant at, std::string_view name) {
  const std::int64_t micros = at.time_since_epoch().count();
  append_number(text, micros / 1'000'000);
  append_fraction(text, micros % 1'000'000);
  text += ',';
  text += to_iso(at);
  text += ',';
  append_name(text, name);
  text += ',';
}

}  // namespace

void append_row(std::string& text, const Reading& reading) {
  append_time_and_name(text, reading.at, reading.sensor.text());
  append_value(text, reading.lux.value());
  text += '\n';
}

void append_row(std::string& text, const Change& change) {
  append_time_and_name(text, change.at, change.room.text());
  text += to_string(change.state);
  text += '\n';
}

void append_row(std::string& text, const LookChange& change) {
  append_time_and_name(text, change.at, change.room.text());
  text += to_text(change.look);
  text += '\n';
}

std::string format_readings(const SensorId& sensor, std::span<const Sample<Lux>> samples) {
  std::string text(readings_header);
  text += '\n';
  for (const Sample<Lux>& sample : samples) append_row(text, {sensor, sample.at, sample.value});
  return text;
}

std::string format_on_off(std::span<const Change> changes) {
  std::string text(on_off_header);
  text += '\n';
  for (const Change& change : changes) append_row(text, change);
  return text;
}

}  // namespace lamplighter::csv
