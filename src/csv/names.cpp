// SPDX-License-Identifier: Apache-2.0
#include "csv/names.h"

#include "csv/row_text.h"

#include <fmt/format.h>

#include <cassert>
#include <cstdint>

namespace lamplighter::csv {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool stays(std::string_view name, std::size_t i) {
  return is_plain(name[i]) && !(i == 0 && name[i] == '.');
}

/// Number of bytes of the UTF-8 character that starts with `lead`, 0 for none.
std::size_t character_size(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if (lead >= 0xE0 && lead <= 0xEF) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

/// Characters that move the cursor, end the line, or turn the writing around on a terminal.
bool is_control(std::uint32_t character) {
  return character < 0x20 || (character >= 0x7F && character <= 0x9F) || character == 0x2028 ||
         character == 0x2029 || (character >= 0x202A && character <= 0x202E) ||
         (character >= 0x2066 && character <= 0x2069);
}

/// Takes one character off the front; false where it is not UTF-8 or a control character.
bool take_character(std::string_view& text) {
  constexpr std::uint32_t smallest[]{0, 0, 0x80, 0x800, 0x10000};
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t size = character_size(lead);
  if (size == 0 || size > text.size()) return false;
  std::uint32_t character = size == 1 ? lead : lead & (0x7FU >> size);
  for (const char c : text.substr(1, size - 1)) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) return false;
    character = (character << 6) | (static_cast<unsigned char>(c) & 0x3FU);
  }
  text.remove_prefix(size);
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  return character >= smallest[size] && character <= 0x10FFFF && !surrogate &&
         !is_control(character);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

bool is_good_name(std::string_view name) {
  if (name.empty() || name.size() > max_stem) return false;
  std::size_t stem_size = 0;
  for (std::size_t i = 0; i < name.size(); ++i) stem_size += stays(name, i) ? 1 : 3;
  if (stem_size > max_stem) return false;
  while (!name.empty()) {
    if (!take_character(name)) return false;
  }
  return true;
}

std::string stem_of_name(std::string_view name) {
  std::string stem;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (stays(name, i))
      stem += name[i];
    else
      stem += fmt::format("%{:02X}", static_cast<unsigned char>(name[i]));
  }
  return stem;
}

std::string name_of_stem(std::string_view stem) {
  std::string name;
  for (std::size_t i = 0; i < stem.size(); ++i) {
    const bool escape = stem[i] == '%' && i + 2 < stem.size() && hex_digit(stem[i + 1]) >= 0 &&
                        hex_digit(stem[i + 2]) >= 0;
    if (escape) {
      name += static_cast<char>(hex_digit(stem[i + 1]) * 16 + hex_digit(stem[i + 2]));
      i += 2;
    } else {
      name += stem[i];
    }
  }
  return name;
}

std::string printable(std::string_view text, std::size_t longest) {
  std::string shown;
  for (const char c : text.substr(0, longest)) shown += c >= 0x20 && c < 0x7F ? c : '?';
  if (text.size() > longest) shown += "...";
  return shown;
}

std::string_view folder_name(StoreKind kind) {
  if (kind == StoreKind::looks) return "looks";
  return kind == StoreKind::readings ? "readings" : "lamps";
}

std::string_view header_of(StoreKind kind) {
  if (kind == StoreKind::looks) return looks_header;
  return kind == StoreKind::readings ? readings_header : on_off_header;
}

std::string store_folder(StoreKind kind, std::string_view name) {
  assert(is_good_name(name));
  return fmt::format("{}/{}", folder_name(kind), stem_of_name(name));
}

std::string store_path(StoreKind kind, std::string_view name, Date day) {
  return fmt::format("{}/{}-{}.csv", store_folder(kind, name), stem_of_name(name), to_iso(day));
}

std::optional<Date> day_of_file(std::string_view file_name, std::string_view name) {
  const std::string start = stem_of_name(name) + "-";
  constexpr std::string_view end = ".csv";
  constexpr std::size_t date_size = 10;
  if (file_name.size() != start.size() + date_size + end.size()) return std::nullopt;
  if (file_name.substr(0, start.size()) != start) return std::nullopt;
  if (file_name.substr(start.size() + date_size) != end) return std::nullopt;
  const Result<Date> day = parse_date(file_name.substr(start.size(), date_size));
  if (!day) return std::nullopt;
  return *day;
}

}  // namespace lamplighter::csv
