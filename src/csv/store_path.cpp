// SPDX-License-Identifier: Apache-2.0
#include "csv/store_path.h"

#include "csv/names.h"
#include "csv/row_columns.h"

#include <fmt/format.h>

#include <cassert>

namespace lamplighter::csv {

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
