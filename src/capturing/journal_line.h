// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/taken.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace lamplighter {

/// Longest line: a name of 64 bytes and its numbers, with room to spare.
inline constexpr std::size_t max_journal_line = 256;

/// What a line of the journal says.
struct JournalLine {
  enum class Kind : std::uint8_t {
    row,      ///< a row, and the mark of its message
    settled,  ///< every row above is in its file; the marks still count
    end,      ///< the next line, not yet written, has this number; overwritten by it
  };
  Kind kind = Kind::row;
  /// Counts the lines of a file from 1, so that missing ones are noticed. None in files of
  /// versions before 2026-12.
  std::optional<std::uint64_t> number;
  std::optional<Taken> taken;  ///< of a row
};

/// Appends a line of the journal (docs/formats.md, "Journal"), checksum in front, line end behind.
/// The checksum covers the generation too, so that a line left from an earlier turn is not taken
/// for one of this.
void append_journal_line(std::string& text, std::uint64_t generation, std::uint64_t number,
                         const Taken& taken);
void append_settled_line(std::string& text, std::uint64_t generation, std::uint64_t number);
void append_end_line(std::string& text, std::uint64_t generation, std::uint64_t number);

/// The first line of a file: which turn it is of. Always journal_header_bytes long.
inline constexpr std::size_t journal_header_bytes = 64;
std::string journal_header(std::uint64_t generation);

/// Nothing where the line, given without its line end, is torn, foreign or of another turn.
std::optional<JournalLine> parse_journal_line(std::string_view line, std::uint64_t generation);
std::optional<std::uint64_t> parse_journal_header(std::string_view text);

}  // namespace lamplighter
