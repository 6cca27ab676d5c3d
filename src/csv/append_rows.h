// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "files/file_handle.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter::csv {

using files::FileHandle;
using files::system_error;

/// Adds whole rows to a file of ours in one write and brings them to the disk, so that a crash
/// leaves whole rows; a torn last one (a full disk) is closed first. A new file gets the header and
/// mode 0600, and where root writes, the owner of its folder. Any number of threads and processes.
/// Errors: refused for what is no regular file or may not be written; not_found for a missing
/// folder; io.
Result<void> append_rows(const std::string& path, std::string_view header, std::string_view rows);

/// How many bytes of an open CSV file are its header and whole rows: up to its last line end.
/// 0 for a file that ends within its header or holds nothing but zero bytes, as a power cut leaves
/// it. Nothing for a file with another first line, which is not ours to change. The header may have
/// a byte-order mark before it and a carriage return behind it. Errors: io.
Result<std::optional<std::uint64_t>> whole_rows(int descriptor, std::uint64_t size,
                                                std::string_view header, const std::string& path);

}  // namespace lamplighter::csv
