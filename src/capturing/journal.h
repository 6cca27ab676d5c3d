// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/journaled_row.h"
#include "core/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// Longest line: the names of home and sensor, 64 bytes each, and the numbers of a row.
inline constexpr std::size_t max_journal_line = 256;

/// The meaning of a line of the journal.
struct JournalLine {
  enum class Kind : std::uint8_t {
    row,      ///< a row, and the mark of its message
    settled,  ///< every row above is in its file; the marks still count
    end,      ///< the next line, not yet written, has this number; overwritten by it
  };
  Kind kind = Kind::row;
  /// Counts the lines of a file from 1, so that missing ones are noticed. Empty in files of
  /// versions before 2026-12.
  std::optional<std::uint64_t> number;
  std::optional<JournaledRow> taken;  ///< present for a row
};

/// Appends a line of the journal (docs/formats.md, "Journal"): checksum, content, line end. The
/// checksum covers the generation too, so that a line left by an earlier generation is not taken
/// for one of this generation.
void append_journal_line(std::string& text, std::uint64_t generation, std::uint64_t number,
                         const JournaledRow& taken);
void append_settled_line(std::string& text, std::uint64_t generation, std::uint64_t number);
void append_end_line(std::string& text, std::uint64_t generation, std::uint64_t number);

/// The first line of a file: its generation. Always journal_header_bytes long.
inline constexpr std::size_t journal_header_bytes = 64;
std::string journal_header(std::uint64_t generation);

/// Empty if the line, given without its line end, is torn, foreign or of another generation.
std::optional<JournalLine> parse_journal_line(std::string_view line, std::uint64_t generation);
std::optional<std::uint64_t> parse_journal_header(std::string_view text);

/// The contents of one file of the journal.
struct JournalContents {
  std::uint64_t generation = 0;         ///< 0: never used, or unreadable
  bool is_header_damaged = false;       ///< the generation is then taken from the lines
  std::vector<Mark> marks;              ///< of every row, oldest first
  std::vector<JournaledRow> unsettled;  ///< the rows after the last readable "settled"
  std::uint64_t damaged_lines = 0;      ///< after that, and unreadable
  std::size_t end = 0;                  ///< after the last readable line; 0: there is no generation
  std::uint64_t next_number = 1;        ///< the number of the next line
};

/// Returns `bytes` bytes of a file starting at `from`, fewer at its end.
using ReadPart = std::function<std::string(std::size_t from, std::size_t bytes)>;

/// Reads a file of the journal, damaged or not, in parts. `other`: the generation of the other
/// file, 0 if it has none; speeds up the recovery of a damaged header.
JournalContents read_journal(const ReadPart& read, std::size_t file_bytes, std::uint64_t other);

/// The same for a file in memory.
JournalContents read_journal(std::string_view text, std::uint64_t other);

/// Holds acknowledged messages on disk before they are in the files: one write and one fdatasync
/// for a batch of readings, however many files they belong to. Writes alternate between two files
/// of fixed size; each is rotated only once it is half full, so that the last several thousand
/// messages are always known. Both are filled in advance: a full disk cannot make a write to them
/// fail. Damage on the disk loses the lines that were hit and no others. Single-threaded, one
/// process (a lock refuses a second one).
class Journal {
 public:
  static constexpr std::size_t usual_bytes = 4 << 20;
  static constexpr std::size_t bytes_for_homes = 16 << 20;  ///< five minutes of 20,000 sensors

  /// Opens the journal in a folder, or creates it; larger files keep their size. Errors: refused if
  /// another process has it open; io, also if a damaged file cannot be copied because the disk is
  /// full; not_found.
  static Result<std::unique_ptr<Journal>> open(const std::string& folder,
                                               std::size_t bytes_per_file = usual_bytes);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Found at the start, oldest first: marks of stored messages, and the rows that may not have
  /// reached their files.
  std::vector<Mark> marks;
  std::vector<JournaledRow> unsettled;

  /// Damage found at the start: for each file a sentence that names what is lost, what was
  /// recovered, and where its copy is ("capture-0.journal.damaged").
  std::vector<std::string> damage;

  /// Most rows of one write; after `settle` there is room for them.
  [[nodiscard]] std::size_t most_at_once() const;

  /// Whether the current file has room for these. If not, call `settle` first.
  [[nodiscard]] bool has_room(std::span<const JournaledRow> batch) const;

  /// On success the rows are on disk. Requires: has_room, and a `settle` since `open`. Errors: io,
  /// not_found (the folder is gone); then no row of the batch counts as written.
  Result<void> write(std::span<const JournaledRow> batch);

  /// Records that no row is unsettled any more, or rotates to the other file if this one is half
  /// full. Requires: every row of `unsettled` and every row written so far is in its file, on disk.
  /// Errors: io.
  Result<void> settle();

 private:
  struct File {
    std::string path;
    int descriptor = -1;
    std::uint64_t generation = 0;    ///< counts the rotations; 0: never used
    bool is_header_damaged = false;  ///< and not rewritten yet
  };

  Journal() = default;
  Result<void> open_file(File& file, int may_create);
  Result<void> reopen();
  Result<void> read_files();
  Result<void> keep_damaged(const File& file, const JournalContents& contents);
  Result<void> mend_headers();
  Result<void> turn();
  [[nodiscard]] bool is_where_it_was() const;

  std::array<File, 2> files_;
  std::size_t current_ = 0;
  std::uint64_t device_ = 0;       ///< the disk of the files
  std::size_t bytes_ = 0;          ///< of each file
  std::size_t end_ = 0;            ///< end of the data in the current file; 0: no header yet
  std::uint64_t next_number_ = 1;  ///< number of the next line
  bool is_ready_ = false;          ///< `settle` was called
};

}  // namespace lamplighter
