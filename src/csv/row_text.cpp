// SPDX-License-Identifier: Apache-2.0
#include "csv/row_text.h"

#include "csv/names.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <string>
#include <string_view>
#include <system_error>

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
  return Error{Fault::bad_input,
               fmt::format("{0}:1: expected the header \"{1}\", found \"{2}\"; add a table of "
                           "another form to the store with `lamplighter import {0} --room ROOM`",
                           file, wanted, printable(found))};
}

Result<void> check_torn_header(const std::string& file, std::string_view text,
                               std::string_view wanted) {
  const std::string_view found = without_mark(text);
  const bool is_mark = byte_order_mark.substr(0, text.size()) == text;
  if (is_mark || wanted.substr(0, found.size()) == found) return {};
  return check_header(file, text, wanted);
}

namespace {

/// Large enough for a 64-bit integer and for the longest shortest double,
/// "-2.2250738585072014e-308".
using NumberBuffer = std::array<char, 32>;

template <typename T>
void append_number(std::string& text, T number) {
  NumberBuffer buffer;
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  text.append(buffer.data(), written.ptr);
}

/// The shortest digits that parse to the same number; with an exponent only far outside the range
/// of light.
void append_value(std::string& text, double value) {
  const double size = std::abs(value);
  if (size != 0 && (size < 1e-6 || size >= 1e15)) return append_number(text, value);
  NumberBuffer buffer;
  const auto written =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
  text.append(buffer.data(), written.ptr);
}

/// Microseconds as a fraction without trailing zeros; nothing for a whole second.
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

// Parsing numbers, eight digits at a time. A decimal of an integer m < 2^53 with k <= 22 decimals
// is m / 10^k rounded once, which is the correctly rounded result of strtod (Clinger 1990).
namespace {

constexpr std::uint64_t every_byte(std::uint64_t byte) { return byte * 0x0101010101010101U; }

/// Up to eight digits at the front of a text.
struct Digits {
  std::uint64_t value;
  int count;
};

/// Eight bytes in little-endian order, minus '0' each.
std::uint64_t load(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word ^ every_byte('0');
}

/// The number of leading bytes of `word` that are 0 … 9. A carry out of a byte above 9 affects only
/// later bytes, so the first such byte is always found.
int leading_digits(std::uint64_t word) {
  const std::uint64_t over_nine = ((word + every_byte(0x76)) | word) & every_byte(0x80);
  return std::countr_zero(over_nine) / 8;  // 64 / 8 if all eight are digits
}

/// Joins digits to pairs, then fours, then eight: three multiplications for eight digits.
std::uint64_t join_digits(std::uint64_t word) {
  constexpr std::uint64_t low_bytes = 0x000000FF000000FFU;
  word = word * 10 + (word >> 8);
  return ((word & low_bytes) * 0x000F424000000064U +
          ((word >> 16) & low_bytes) * 0x0000271000000001U) >>
         32;
}

Digits take_digits(const char* at) {
  const std::uint64_t word = load(at);
  const int count = leading_digits(word);
  if (count == 0) return {0, 0};
  return {join_digits(word << (64 - 8 * count)) & 0xFFFFFFFFU, count};
}

/// The nearest integer, ties to even, like llrint but without a call. Requires: |x| < 2^51.
std::int64_t to_nearest(double x) {
  constexpr double unit = 6755399441055744.0;  // 1.5 * 2^52: doubles of this size are integers
  return std::bit_cast<std::int64_t>(x + unit) - std::bit_cast<std::int64_t>(unit);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr std::array<double, 9> power_of_ten{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8};
constexpr std::array<std::uint64_t, 9> whole_power_of_ten{
    1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec == std::errc::invalid_argument || read.ptr != end) return std::nullopt;
  // Too large or too small for a double: strtod decides the result.
  if (read.ec == std::errc::result_out_of_range)
    return std::strtod(std::string(text).c_str(), nullptr);
  return value;
}

std::optional<Front> take_decimal(const char* at) {
  const bool negative = *at == '-';
  if (negative) ++at;
  const Digits whole = take_digits(at);
  at += whole.count;
  if (whole.count == 0 || is_digit(*at)) return std::nullopt;
  std::uint64_t digits = whole.value;
  double divisor = 1;
  if (*at == '.') {
    const Digits places = take_digits(at + 1);
    at += 1 + places.count;
    if (places.count == 0 || is_digit(*at)) return std::nullopt;
    const auto count = static_cast<std::size_t>(places.count);
    digits = digits * whole_power_of_ten[count] + places.value;
    divisor = power_of_ten[count];
    if (digits > (std::uint64_t{1} << 53)) return std::nullopt;
  }
  const double value = static_cast<double>(digits) / divisor;
  return Front{negative ? -value : value, at};
}

std::optional<FrontInstant> take_epoch(const char* at) {
  const Digits front = take_digits(at);
  if (front.count != 8 || !is_digit(at[8]) || !is_digit(at[9])) return std::nullopt;
  const auto last_two = static_cast<std::uint64_t>((at[8] - '0') * 10 + (at[9] - '0'));
  const std::uint64_t seconds = front.value * 100 + last_two;
  if (seconds < 1'000'000'000 || !is_in_range(static_cast<double>(seconds))) return std::nullopt;
  const Instant whole{std::chrono::seconds(seconds)};
  at += 10;
  if (*at != '.') return FrontInstant{whole, at};
  const Digits places = take_digits(at + 1);
  at += 1 + places.count;
  if (places.count == 0 || is_digit(*at)) return std::nullopt;
  const auto exact = static_cast<double>(seconds);
  const double fraction =
      static_cast<double>(places.value) / power_of_ten[static_cast<std::size_t>(places.count)];
  // Rounding twice gives the same as strtod's single rounding: from 2^29 s on, the boundaries where
  // rounding to a double changes are multiples of 2^-24; a fraction with eight decimals that is not
  // itself a boundary is at least 2^-43 away from one, and the quotient above is off by at most
  // 2^-54.
  const double epoch = exact + fraction;
  if (!is_in_range(epoch)) return std::nullopt;
  return FrontInstant{whole + std::chrono::microseconds(to_nearest((epoch - exact) * 1e6)), at};
}

}  // namespace lamplighter::csv
