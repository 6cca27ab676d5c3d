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

/// Appends a line of the journal (docs/formats.md, "Journal"), checksum in front, line end behind.
/// The checksum covers the generation too, so that a line left from an earlier turn is not taken
/// for one of this.
void append_journal_line(std::string& text, std::uint64_t generation, const Taken& taken);

/// A line that says: the rows above are in their files. Their marks still count.
std::string settled_line(std::uint64_t generation);

/// The first line of a file: which turn it is of. Always journal_header_bytes long.
inline constexpr std::size_t journal_header_bytes = 64;
std::string journal_header(std::uint64_t generation);

/// Nothing where the line, given without its line end, is torn, foreign or of another turn.
std::optional<Taken> parse_journal_line(std::string_view line, std::uint64_t generation);
std::optional<std::uint64_t> parse_journal_header(std::string_view text);

}  // namespace lamplighter
