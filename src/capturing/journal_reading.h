// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/taken.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace lamplighter {

/// What one file of the journal holds.
struct JournalContents {
  std::uint64_t generation = 0;     ///< 0: never used, or nothing in it can be read
  bool is_header_damaged = false;   ///< the generation is then that of the lines
  std::vector<Mark> marks;          ///< of every row, oldest first
  std::vector<Taken> unsettled;     ///< the rows behind the last readable "settled"
  std::uint64_t damaged_lines = 0;  ///< written behind it too, and unreadable
  std::size_t end = 0;              ///< behind the last readable line; 0: there is no generation
  std::uint64_t next_number = 1;    ///< of the line that is written there
};

/// Reads a file of the journal, damaged or not. `other`: the generation of the other file, 0 where
/// it has none; speeds up what is done about a damaged header.
JournalContents read_journal(std::string_view text, std::uint64_t other);

}  // namespace lamplighter
