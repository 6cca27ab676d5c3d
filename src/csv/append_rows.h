// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>

namespace lamplighter::csv {

/// Adds whole rows to a file of ours in one write, so that a crash leaves whole rows; a torn last
/// one (a full disk) is closed first. A new file gets the header and is for its owner alone.
/// Errors: io.
Result<void> append_rows(const std::string& path, std::string_view header, std::string_view rows);

}  // namespace lamplighter::csv
