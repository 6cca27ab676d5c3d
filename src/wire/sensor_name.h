// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lamplighter {

inline constexpr std::size_t max_id_bytes = 64;

/// The id that stands for a name from outside in files and rows: the name itself, with `/` written
/// %2F and `%` written %25, so that two names never share an id. Nothing where the name cannot be
/// both a folder and a CSV field: empty, an id of over 64 bytes, invalid UTF-8, a control
/// character, one of \ , " or a blank or dot at either end.
std::optional<std::string> id_from_name(std::string_view name);

}  // namespace lamplighter
