// SPDX-License-Identifier: Apache-2.0
#include "wire/sensor_name.h"

#include <optional>

namespace lamplighter {
namespace {

/// Takes one well-formed UTF-8 character (RFC 3629: no overlong form, no surrogate) off the front.
std::optional<char32_t> take_character(std::string_view& text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80                   ? 1
                             : lead >= 0xC2 && lead < 0xE0 ? 2
                             : lead >= 0xE0 && lead < 0xF0 ? 3
                             : lead >= 0xF0 && lead < 0xF5 ? 4
                                                           : 0;
  if (length == 0 || text.size() < length) return std::nullopt;
  char32_t character = length == 1 ? lead : lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return std::nullopt;
    character = (character << 6) | (byte(i) & 0x3Fu);
  }
  const bool overlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
  const bool surrogate = character >= 0xD800 && character < 0xE000;
  if (overlong || surrogate || character > 0x10FFFF) return std::nullopt;
  text.remove_prefix(length);
  return character;
}

/// Characters that would break a row, or that nobody can see: controls, the marks that
/// end a line elsewhere, and those that turn the direction of writing.
bool is_forbidden(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == U'\\' || c == U',' || c == U'"' ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

bool may_be_at_the_edge(char c) { return c != ' ' && c != '.'; }

}  // namespace

bool is_good_sensor_name(std::string_view name) {
  if (name.empty() || name.size() > max_name_bytes) return false;
  if (!may_be_at_the_edge(name.front()) || !may_be_at_the_edge(name.back())) return false;
  while (!name.empty()) {
    const std::optional<char32_t> character = take_character(name);
    if (!character || is_forbidden(*character)) return false;
  }
  return true;
}

}  // namespace lamplighter
