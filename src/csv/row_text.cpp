// SPDX-License-Identifier: Apache-2.0
#include "csv/row_text.h"

#include "csv/row_columns.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <string_view>

namespace lamplighter::csv {
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
