// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "playing/presence.h"

#include <string>
#include <string_view>

namespace lamplighter::app {

/// The occupancy order in its file format (docs/formats.md, "Away and play files").
std::string format_away(const OccupancyOverride& order);

/// Parses it. Errors: bad_input for anything else, with what to do.
Result<OccupancyOverride> parse_away(std::string_view text);

/// The path of the order in a store.
std::string away_path(const std::string& store);

/// The order in a store; `home` if there is none. Errors: bad_input, io.
Result<OccupancyOverride> read_away(const std::string& store);

/// Stores an order atomically, mode 0600; creates the folder if it is missing. Safe for any number
/// of threads and processes at once; an order that was meanwhile superseded by another one
/// (is_overtaken) has no effect. Errors: unavailable if the file stays locked; refused, io.
Result<void> keep_away(const std::string& store, const OccupancyOverride& order);

/// Applies `change` to the stored order, and returns the order then stored. Errors: io.
Result<OccupancyOverride> change_away(const std::string& store, const Presence::Change& change);

}  // namespace lamplighter::app
