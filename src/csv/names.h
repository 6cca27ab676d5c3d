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
/// count as if they were in the first.
struct StoreFolders {
  StoreFolders(std::string directory, std::vector<std::string> also = {}) : all(std::move(also)) {
    all.insert(all.begin(), std::move(directory));
  }
  StoreFolders(const char* directory) : StoreFolders(std::string(directory)) {}

  /// Where what is made of the rows is kept.
  [[nodiscard]] const std::string& own() const { return all.front(); }

  std::vector<std::string> all;  ///< never empty
};

/// The store of one of many homes, below that of all: "STORE/homes/HOME". Requires:
/// is_good_home_name(home).
std::string home_folder(const std::string& store, std::string_view home);

/// Says that a home was forgotten, so that no worker stores it again (`lamplighter forget`).
std::string forgotten_path(const std::string& store, std::string_view home);

/// Whoever adds rows of homes to a store, or removes a home from it, holds the lock of this file.
std::string homes_lock_path(const std::string& store);

/// The homes of a store, sorted.
std::vector<std::string> stored_homes(const std::string& store);

/// Longest file name made of a sensor id or room name, without date and extension: with them it
/// stays within the 255 bytes of Linux's file systems.
inline constexpr std::size_t max_stem = 240;

/// True for a sensor id or room name that a row and a path can hold: UTF-8 without control
/// characters and line separators, not empty, and of at most `max_stem` bytes as a file name.
bool is_good_name(std::string_view name);

/// The name as a file name, told back by `name_of_stem`: letters, digits, `-`, `_`, `.` and what is
/// not ASCII stay, every other byte and a leading dot become %XX. Requires: is_good_name(name).
std::string stem_of_name(std::string_view name);

/// The inverse of `stem_of_name`; a % that begins no escape stays as it is.
std::string name_of_stem(std::string_view stem);

/// For messages: as lamplighter::printable, with dots where it is cut.
std::string printable(std::string_view text, std::size_t longest = 60);

/// The kinds of rows that a store keeps, each under its own folder.
enum class StoreKind : std::uint8_t {
  readings,  ///< of sensors, under `readings/`
  lamps,     ///< changes of rooms' lamps, under `lamps/`
  looks,     ///< how they look while they are on, under `looks/`
};

/// "readings", "lamps" or "looks".
std::string_view folder_name(StoreKind kind);

/// The first line of the kind's files.
std::string_view header_of(StoreKind kind);

/// Where the rows of a sensor or room are, relative to the store: "readings/front-room". It is one
/// folder below the kind's, whatever the name. Requires: is_good_name(name).
std::string store_folder(StoreKind kind, std::string_view name);

/// The file of one UTC day, relative to the store:
/// "readings/front-room/front-room-2016-07-02.csv". Requires: is_good_name(name).
std::string store_path(StoreKind kind, std::string_view name, Date day);

/// The day of a file that lies in the folder of `name`; nothing where the file's name is not one
/// that `store_path` gives.
std::optional<Date> day_of_file(std::string_view file_name, std::string_view name);

}  // namespace lamplighter::csv
