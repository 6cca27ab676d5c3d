// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/lamp_state.h"
#include "csv/read_report.h"
#include "csv/row_text.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::csv {

/// What files of rooms' changes say. Changes are sorted by time, then room; no room has two at one
/// time. A change may repeat what its room is: nothing is thrown away because it seems needless.
template <typename Event>
struct RoomRows {
  std::vector<Event> changes;
  std::vector<NameSeen> rooms;  ///< in the order of their first rows, with how many were kept
  ReadReport report;            ///< its `names` are empty
};

/// What on/off files say.
using OnOffRows = RoomRows<Change>;

/// Reads on/off files (header `timestamp,datetime,room,state`), each of one room or several.
/// Rows with a flaw are left out and counted. A change that stands twice is kept once; of two
/// states for one room and time the one that stands first is kept. Rows of a room out of order are
/// sorted in and counted. An empty file is no changes.
/// Errors: the first file that is missing, a directory, unreadable, without the header, or with a
/// line over 256 KiB.
Result<OnOffRows> read_on_off(const std::vector<std::string>& files);

/// The same for one file's text in memory. `file` is its name, for the report.
Result<OnOffRows> parse_on_off(const std::string& file, std::string_view text);

}  // namespace lamplighter::csv
