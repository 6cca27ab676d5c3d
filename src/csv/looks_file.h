// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/look.h"
#include "csv/on_off_file.h"

#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::csv {

/// What looks files say, as OnOffRows: how the lamps of rooms look while they are on.
using LookRows = RoomRows<LookChange>;

/// Reads looks files (header `timestamp,datetime,room,look`), as read_on_off does on/off files.
/// Errors: the same.
Result<LookRows> read_looks(const std::vector<std::string>& files);

/// The same for one file's text in memory. `file` is its name, for the report.
Result<LookRows> parse_looks(const std::string& file, std::string_view text);

}  // namespace lamplighter::csv
