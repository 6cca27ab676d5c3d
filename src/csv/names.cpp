// SPDX-License-Identifier: Apache-2.0
#include "csv/names.h"

#include "core/names.h"
#include "core/require.h"
#include "core/utf8.h"
#include "csv/row_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>

namespace lamplighter::csv {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.' || (static_cast<unsigned char>(c) & 0x80) != 0;
}

bool stays(std::string_view name, std::size_t i) {
  return is_plain(name[i]) && !(i == 0 && name[i] == '.');
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
    const auto character = take_character(name);
    if (!character || is_control(*character)) return false;
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
  return lamplighter::printable(text, longest) + (text.size() > longest ? "..." : "");
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
  require(is_good_name(name), "a store folder needs a valid name");
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

std::string home_folder(const std::string& store, std::string_view home) {
  require(is_good_home_name(home), "the folder of a home needs a valid name");
  return fmt::format("{}/homes/{}", store, home);
}

std::string forgotten_path(const std::string& store, std::string_view home) {
  return home_folder(store, home) + ".forgotten";
}

std::string homes_lock_path(const std::string& store) { return store + "/homes/.lock"; }

std::vector<std::string> stored_homes(const std::string& store) {
  namespace fs = std::filesystem;
  std::vector<std::string> homes;
  std::error_code failure;
  for (fs::directory_iterator entry(fs::path(store) / "homes", failure), end;
       !failure && entry != end; entry.increment(failure)) {
    std::string name = entry->path().filename().string();
    std::error_code unknown;
    const bool is_folder = entry->symlink_status(unknown).type() == fs::file_type::directory;
    if (is_folder && is_good_home_name(name)) homes.push_back(std::move(name));
  }
  std::sort(homes.begin(), homes.end());
  return homes;
}

}  // namespace lamplighter::csv
