// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace lamplighter::csv {

/// Writes a whole file so that there is either the old one or the new one at `path`, whatever
/// happens: beside it first, onto the disk, then renamed. What is no regular file, as /dev/stdout
/// or a pipe, is written straight. The folder must exist.
/// Errors: not_found, refused, io; the old file is then as it was.
Result<void> replace_file(const std::string& path, std::string_view text);

/// Writes all of `text` to a file, however many pieces the system takes it in. Errors: io.
Result<void> write_all(int descriptor, std::string_view text, const std::string& path);

}  // namespace lamplighter::csv
