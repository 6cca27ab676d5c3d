// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace lamplighter::csv {

/// Adds whole rows to a file of ours in one write and brings them to the disk, so that a crash
/// leaves whole rows; a torn last one (a full disk) is closed first. A new file gets the header and
/// mode 0600, and where root writes, the owner of its folder. Any number of threads and processes.
/// Errors: refused for what is no regular file or may not be written; not_found for a missing
/// folder; io.
Result<void> append_rows(const std::string& path, std::string_view header, std::string_view rows);

}  // namespace lamplighter::csv
