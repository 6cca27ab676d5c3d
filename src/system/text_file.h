// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <cstddef>
#include <string>

namespace lamplighter::app {

/// Reads a whole file. Errors: not_found; bad_input for a directory or more than `limit` bytes; io.
Result<std::string> read_text_file(const std::string& path, std::size_t limit);

}  // namespace lamplighter::app
