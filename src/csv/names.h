// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter::csv {

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
