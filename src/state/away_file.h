// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "playing/presence.h"

#include <string>
#include <string_view>

namespace lamplighter::app {

/// The household's order as the text of its file (docs/formats.md, "Away").
std::string format_away(const OccupancyOverride& order);

/// Reads it back. Errors: bad_input for anything else, with what to do.
Result<OccupancyOverride> parse_away(std::string_view text);

/// Where the order is kept in a store.
std::string away_path(const std::string& store);

/// The order that is kept in a store; `home` where none is. Errors: bad_input, io.
Result<OccupancyOverride> read_away(const std::string& store);

/// Keeps an order, mode 0600, whole also after a power cut; makes the folder where it is missing.
/// Any number of threads and processes at once; an order that another one has overtaken meanwhile
/// (is_overtaken) changes nothing. Errors: unavailable where the file stays locked; refused, io.
Result<void> keep_away(const std::string& store, const OccupancyOverride& order);

/// Keeps what `change` makes of the order that is kept, and returns what is kept then. Errors: io.
Result<OccupancyOverride> change_away(const std::string& store, const Presence::Change& change);

}  // namespace lamplighter::app
