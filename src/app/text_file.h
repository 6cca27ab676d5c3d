// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace lamplighter::app {

/// The whole file. Errors: not_found; bad_input for a directory or more than `limit` bytes; io.
Result<std::string> read_text_file(const std::string& path, std::size_t limit);

/// Replaces the file as a whole: a reader sees the old text or the new, also after a power cut. The
/// file gets `mode`, and where root writes, the owner of its folder. Errors: io; the old file is
/// then untouched.
Result<void> replace_text_file(const std::string& path, std::string_view text,
                               unsigned mode = 0644);

}  // namespace lamplighter::app
