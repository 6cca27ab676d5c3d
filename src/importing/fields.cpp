// SPDX-License-Identifier: Apache-2.0
#include "importing/fields.h"

#include "payloads/light_level.h"

#include <algorithm>
#include <array>
#include <utility>

namespace lamplighter {
namespace {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::string_view without_blanks(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Takes a quoted field, starting at its opening quote; `rest` then starts after the closing one.
std::string take_quoted_field(std::string_view& rest) {
  std::string field;
  std::size_t i = 1;
  for (; i < rest.size(); ++i) {
    if (rest[i] != '"') {
      field += rest[i];
    } else if (i + 1 < rest.size() && rest[i + 1] == '"') {
      field += rest[i++];
    } else {
      break;
    }
  }
  rest.remove_prefix(std::min(i + 1, rest.size()));
  return field;
}

}  // namespace

std::vector<std::string> split_fields(std::string_view line, char separator) {
  std::vector<std::string> fields;
  if (separator == ' ') line = without_blanks(line);
  while (true) {
    const bool is_quoted = !line.empty() && line.front() == '"';
    std::string field = is_quoted ? take_quoted_field(line) : std::string();
    const std::size_t end = line.find(separator);
    field += without_blanks(line.substr(0, end));
    fields.push_back(std::move(field));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
    if (separator == ' ') line = without_blanks(line);
  }
}

std::string lower(std::string_view text) {
  std::string small(without_blanks(text));
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

std::optional<double> lux_in(std::string_view unit) {
  constexpr std::pair<std::string_view, double> units[]{
      {"lx", 1},      {"lux", 1},      {"klx", 1000},
      {"klux", 1000}, {"fc", 10.7639}, {"lm/m\xC2\xB2", 1},  // a foot-candle is 10.7639 lux
  };
  const std::string small = lower(unit);
  for (const auto& [name, lux] : units) {
    if (small == name) return lux;
  }
  return std::nullopt;
}

namespace {

using Is = ForeignValue::Is;

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<ForeignValue> read_word(std::string_view small) {
  constexpr std::array<std::string_view, 3> on{"on", "true", "open"};
  constexpr std::array<std::string_view, 3> off{"off", "false", "closed"};
  constexpr std::array<std::string_view, 10> not_known{
      "", "unknown", "null", "none", "nan", "undefined", "n/a", "na", "-", "\xE2\x80\x94"};
  if (small == "unavailable") return ForeignValue{.is = Is::unavailable};
  if (is_one_of(small, not_known)) return ForeignValue{.is = Is::not_known};
  if (is_one_of(small, on)) return ForeignValue{.is = Is::state, .state = OnOff::on};
  if (is_one_of(small, off)) return ForeignValue{.is = Is::state, .state = OnOff::off};
  return std::nullopt;
}

constexpr bool is_number_byte(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == ',' || c == '-' || c == '+';
}

/// The characters of a number at the front: digits, points and commas, and an exponent.
std::string_view number_part(std::string_view text) {
  std::size_t end = 0;
  while (end < text.size() && is_number_byte(text[end])) ++end;
  if (end > 0 && end + 1 < text.size() && (text[end] == 'e' || text[end] == 'E') &&
      is_number_byte(text[end + 1])) {
    std::size_t exponent = end + 1;
    while (exponent < text.size() && is_number_byte(text[exponent])) ++exponent;
    end = exponent;
  }
  return text.substr(0, end);
}

/// Removes thousands separators and converts the decimal separator to a point. Empty if a single
/// comma could be either.
std::optional<std::string> plain_number(std::string_view text, char decimal) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const std::size_t comma = text.rfind(',');
  const std::size_t point = text.rfind('.');
  constexpr std::size_t none = std::string_view::npos;
  if (comma != none && point != none) decimal = comma > point ? ',' : '.';
  const bool lone_comma = comma != none && point == none && text.find(',') == comma;
  if (lone_comma && decimal == 0) return std::nullopt;
  if (decimal == 0) decimal = '.';
  std::string plain;
  for (const char c : text) {
    const bool separates_thousands = c == ',' || (c == '.' && decimal == ',');
    if (c == decimal) {
      plain += '.';
    } else if (!separates_thousands) {
      plain += c;
    }
  }
  return plain;
}

}  // namespace

ForeignValue read_foreign_value(std::string_view text, char decimal) {
  text = without_blanks(text);
  if (const auto word = read_word(lower(text))) return *word;
  const std::string_view digits = number_part(text);
  if (digits.empty()) return {};
  const auto plain = plain_number(digits, decimal);
  if (!plain) return {.is = Is::ambiguous};
  const std::optional<double> number = parse_number(*plain);
  if (!number) return {};
  const std::string_view unit = without_blanks(text.substr(digits.size()));
  if (unit.empty()) return {.is = Is::number, .number = *number};
  const auto lux = lux_in(unit);
  if (!lux) return {.is = Is::other_unit};
  return {.is = Is::number, .number = *number * *lux, .has_unit = true};
}

}  // namespace lamplighter
