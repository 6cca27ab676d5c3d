// SPDX-License-Identifier: Apache-2.0
// A file begins with a header that names its generation, then come the lines of this generation,
// then zeros or what an earlier generation left. Bits of it may have flipped, blocks of it may be
// lost, and a power cut may have torn what was written last. A line is known by its checksum, which
// covers the generation, so the whole file is searched for lines and every one that is whole
// counts, whatever stands between them. Their numbers tell how many are missing. How many are
// missing at the end tells the end line, which each write puts behind its rows: a write that was
// torn has none, and nobody was promised that its rows are safe.
#include "capturing/journal_reading.h"

#include "capturing/journal_line.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace lamplighter {
namespace {

/// Generations that are tried where a header is unreadable: some hundred are used in a year.
constexpr std::uint64_t max_generation = 65536;

/// Pieces of a file with a damaged header that are looked at for its generation.
constexpr int max_tries = 64;

/// Whether a line may begin here: with a checksum of eight digits and a blank.
bool looks_like_a_line(std::string_view text) {
  constexpr std::size_t digits = 8;
  constexpr std::string_view hexadecimal = "0123456789abcdef";
  return text.size() > digits && text[digits] == ' ' &&
         text.find_first_not_of(hexadecimal) == digits;
}

/// A stretch of text without zeros and line ends, and whether a line end is behind it.
struct Piece {
  std::size_t begin = 0;
  std::string_view text;
  bool has_line_end = false;
};

/// The first piece at or behind `from`.
std::optional<Piece> next_piece(std::string_view text, std::size_t from) {
  constexpr std::string_view stops("\0\n", 2);
  const std::size_t begin = text.find_first_not_of(stops, from);
  if (begin == std::string_view::npos) return std::nullopt;
  const std::size_t end = std::min(text.find_first_of(stops, begin), text.size());
  return Piece{begin, text.substr(begin, end - begin), end < text.size() && text[end] == '\n'};
}

class Reader {
 public:
  Reader(std::string_view text, std::uint64_t generation) : text_(text) {
    contents_.generation = generation;
    contents_.end = journal_header_bytes;
  }

  JournalContents read() {
    std::size_t at = journal_header_bytes;
    while (const auto piece = next_piece(text_, at)) {
      read_piece(*piece);
      at = piece->begin + piece->text.size();
    }
    return std::move(contents_);
  }

 private:
  struct Found {
    JournalLine line;
    std::size_t begin = 0;  ///< in its piece
    std::size_t end = 0;    ///< in the file, behind its line end
  };

  /// The line that a text ends with.
  [[nodiscard]] std::optional<Found> last_line(std::string_view text) const {
    const std::size_t first = text.size() - std::min(text.size(), max_journal_line);
    for (std::size_t begin = first; begin < text.size(); ++begin) {
      const std::string_view rest = text.substr(begin);
      if (!looks_like_a_line(rest)) continue;
      if (auto line = parse_journal_line(rest, contents_.generation))
        return Found{*std::move(line), begin, 0};
    }
    return std::nullopt;
  }

  /// One line, as a rule; several where the line ends between them are damaged.
  void read_piece(const Piece& piece) {
    std::vector<Found> found;  // the last one first
    std::string_view rest = piece.text;
    bool has_line_end = piece.has_line_end;
    while (!rest.empty()) {
      auto line = last_line(rest);
      std::size_t end = rest.size() + 1;
      if (!line && !has_line_end) line = last_line(rest.substr(0, --end - 1));
      if (!line) break;
      line->end = piece.begin + end;
      rest = rest.substr(0, line->begin);
      has_line_end = false;
      found.push_back(*std::move(line));
    }
    if (!rest.empty()) ++bad_pieces_;
    while (!found.empty()) {
      take(std::move(found.back()));
      found.pop_back();
    }
  }

  void take(Found found) {
    JournalLine& line = found.line;
    if (line.number && *line.number <= last_number_) return;  // what stood there before a repair
    const std::uint64_t next = contents_.next_number;
    std::uint64_t missing = bad_pieces_;
    if (line.number) missing = *line.number - std::min(*line.number, next);
    contents_.damaged_lines += missing;
    contents_.next_number = next + missing;
    if (line.kind == JournalLine::Kind::end) return;
    bad_pieces_ = 0;
    last_number_ = line.number.value_or(0);
    if (line.number) contents_.next_number = *line.number;
    ++contents_.next_number;
    contents_.end = std::min(found.end, text_.size());
    if (line.kind == JournalLine::Kind::settled) {
      contents_.unsettled.clear();
      contents_.damaged_lines = 0;
      return;
    }
    contents_.marks.push_back(line.taken->mark);
    contents_.unsettled.push_back(*std::move(line.taken));
  }

  std::string_view text_;
  JournalContents contents_;
  std::uint64_t bad_pieces_ = 0;   ///< since the last line that could be read
  std::uint64_t last_number_ = 0;  ///< of the last line, where it has one
};

/// The generation of a line, if it is one of any.
std::optional<std::uint64_t> generation_of(std::string_view line, std::uint64_t other) {
  if (!looks_like_a_line(line) || line.size() > max_journal_line) return std::nullopt;
  for (const std::uint64_t likely : {other + 1, other - 1}) {
    if (other > 0 && parse_journal_line(line, likely)) return likely;
  }
  for (std::uint64_t generation = 1; generation <= max_generation; ++generation) {
    if (parse_journal_line(line, generation)) return generation;
  }
  return std::nullopt;
}

/// That of the first lines: those of the newest generation stand in front. 0: no line is readable.
std::uint64_t recover_generation(std::string_view text, std::uint64_t other) {
  std::size_t at = journal_header_bytes;
  for (int tries = 0; tries < max_tries; ++tries) {
    const auto piece = next_piece(text, at);
    if (!piece) return 0;
    if (const auto generation = generation_of(piece->text, other)) return *generation;
    at = piece->begin + piece->text.size();
  }
  return 0;
}

}  // namespace

JournalContents read_journal(std::string_view text, std::uint64_t other) {
  if (const auto generation = parse_journal_header(text)) return Reader(text, *generation).read();
  const std::uint64_t recovered = recover_generation(text, other);
  JournalContents contents;
  if (recovered > 0) contents = Reader(text, recovered).read();
  const bool is_zeros =
      text.substr(0, journal_header_bytes).find_first_not_of('\0') == std::string_view::npos;
  contents.is_header_damaged = recovered > 0 || !is_zeros;
  return contents;
}

}  // namespace lamplighter
