// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter::csv {

/// How many bytes of an open CSV file are its header and whole rows: up to its last line end.
/// 0 for a file that ends within its header or holds nothing but zero bytes, as a power cut leaves
/// it. Nothing for a file with another first line, which is not ours to change. The header may have
/// a byte-order mark before it and a carriage return behind it. Errors: io.
Result<std::optional<std::uint64_t>> whole_rows(int descriptor, std::uint64_t size,
                                                std::string_view header, const std::string& path);

}  // namespace lamplighter::csv
