// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
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

/// For messages: bytes that are not printable ASCII as `?`, cut at `longest`.
std::string printable(std::string_view text, std::size_t longest = 60);

}  // namespace lamplighter::csv
