// SPDX-License-Identifier: Apache-2.0
#include "wire/number.h"

#include "wire/light_level.h"

#include <charconv>

namespace lamplighter {
namespace {

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  text = without_blanks(text);
  double number = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
    return std::nullopt;
  }
  return number;
}

bool is_nan_text(std::string_view text) {
  text = without_blanks(text);
  if (text.starts_with('-')) text.remove_prefix(1);
  return text == "nan" || text == "NaN" || text == "NAN";
}

std::optional<Lux> lux_from(double number) {
  if (!(number >= min_lux && number <= max_lux)) return std::nullopt;
  return Lux(number);
}

}  // namespace lamplighter
