// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lamplighter::csv {

/// A store: its folder, and those of other workers that capture for the same house, whose rows
/// count as well.
struct StoreFolders {
  StoreFolders(std::string directory, std::vector<std::string> also = {}) : all(std::move(also)) {
    all.insert(all.begin(), std::move(directory));
  }
  StoreFolders(const char* directory) : StoreFolders(std::string(directory)) {}

  /// The folder for files derived from the rows.
  [[nodiscard]] const std::string& own() const { return all.front(); }

  std::vector<std::string> all;  ///< never empty
};

/// The store of one home within a store of many: "STORE/homes/HOME". Requires:
/// is_good_home_name(home).
std::string home_folder(const std::string& store, std::string_view home);

/// The file that marks a home as forgotten, so that no worker stores it again (`lamplighter
/// forget`).
std::string forgotten_path(const std::string& store, std::string_view home);

/// The lock file to hold while adding rows of homes to a store or removing a home from it.
std::string homes_lock_path(const std::string& store);

/// The homes of a store, sorted.
std::vector<std::string> stored_homes(const std::string& store);

/// Maximum length of a file name made of a sensor id or room name, without date and extension; with
/// them it stays within the 255 bytes of Linux file systems.
inline constexpr std::size_t max_stem = 240;

/// True for a sensor id or room name that is valid in rows and paths: UTF-8 without control
/// characters and line separators, not empty, and at most `max_stem` bytes as a file name.
bool is_good_name(std::string_view name);

/// The name as a file name, reversible by `name_of_stem`: letters, digits, `-`, `_`, `.` and
/// non-ASCII characters stay, every other byte and a leading dot become %XX. Requires:
/// is_good_name(name).
std::string stem_of_name(std::string_view name);

/// The inverse of `stem_of_name`; a % that does not start an escape sequence stays.
std::string name_of_stem(std::string_view stem);

/// For messages: like lamplighter::printable, with dots where it is truncated.
std::string printable(std::string_view text, std::size_t longest = 60);

/// The kinds of rows in a store, each in its own folder.
enum class StoreKind : std::uint8_t {
  readings,  ///< from sensors, in `readings/`
  lamps,     ///< changes of rooms' lamps, in `lamps/`
  looks,     ///< brightness and colour while on, in `looks/`
};

/// "readings", "lamps" or "looks".
std::string_view folder_name(StoreKind kind);

/// The first line of the kind's files.
std::string_view header_of(StoreKind kind);

/// The folder of a sensor or room, relative to the store: "readings/front-room". Always exactly one
/// level below the kind's folder. Requires: is_good_name(name).
std::string store_folder(StoreKind kind, std::string_view name);

/// The file of one UTC day, relative to the store: "readings/front-room/front-room-2016-07-02.csv".
/// Requires: is_good_name(name).
std::string store_path(StoreKind kind, std::string_view name, Date day);

/// The day of a file in the folder of `name`; nothing if it is not a file name from `store_path`.
std::optional<Date> day_of_file(std::string_view file_name, std::string_view name);

}  // namespace lamplighter::csv
