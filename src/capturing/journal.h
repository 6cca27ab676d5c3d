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
  std::optional<JournaledRow> taken;  ///< of a row
};

/// Appends a line of the journal (docs/formats.md, "Journal"), checksum in front, line end behind.
/// The checksum covers the generation too, so that a line left from an earlier turn is not taken
/// for one of this.
void append_journal_line(std::string& text, std::uint64_t generation, std::uint64_t number,
                         const JournaledRow& taken);
void append_settled_line(std::string& text, std::uint64_t generation, std::uint64_t number);
void append_end_line(std::string& text, std::uint64_t generation, std::uint64_t number);

/// The first line of a file: which turn it is of. Always journal_header_bytes long.
inline constexpr std::size_t journal_header_bytes = 64;
std::string journal_header(std::uint64_t generation);

/// Nothing where the line, given without its line end, is torn, foreign or of another turn.
std::optional<JournalLine> parse_journal_line(std::string_view line, std::uint64_t generation);
std::optional<std::uint64_t> parse_journal_header(std::string_view text);

/// What one file of the journal holds.
struct JournalContents {
  std::uint64_t generation = 0;         ///< 0: never used, or nothing in it can be read
  bool is_header_damaged = false;       ///< the generation is then that of the lines
  std::vector<Mark> marks;              ///< of every row, oldest first
  std::vector<JournaledRow> unsettled;  ///< the rows behind the last readable "settled"
  std::uint64_t damaged_lines = 0;      ///< written behind it too, and unreadable
  std::size_t end = 0;            ///< behind the last readable line; 0: there is no generation
  std::uint64_t next_number = 1;  ///< of the line that is written there
};

/// So many bytes of a file from a place on, fewer at its end.
using ReadPart = std::function<std::string(std::size_t from, std::size_t bytes)>;

/// Reads a file of the journal, damaged or not, part by part. `other`: the generation of the other
/// file, 0 where it has none; speeds up what is done about a damaged header.
JournalContents read_journal(const ReadPart& read, std::size_t file_bytes, std::uint64_t other);

/// The same with a file that is in memory.
JournalContents read_journal(std::string_view text, std::uint64_t other);

/// What was acknowledged is in here, on disk, before it is in the files: one write and one
/// fdatasync for a batch of readings, however many files they belong to. Two files of fixed size
/// take turns, each only once it is half full, so that the last thousands of messages are known at
/// any moment. Both are filled before they are used: a full disk cannot stop a write to them. What
/// is damaged on the disk costs the lines that were hit and no others. One thread, one process (a
/// lock refuses a second one).
class Journal {
 public:
  static constexpr std::size_t usual_bytes = 4 << 20;
  static constexpr std::size_t bytes_for_homes = 16 << 20;  ///< five minutes of 20,000 sensors

  /// Opens the journal in a folder, or makes one; files that are larger stay so. Errors: refused
  /// where another process has it open; io, also where a damaged file cannot be copied for want of
  /// room; not_found.
  static Result<std::unique_ptr<Journal>> open(const std::string& folder,
                                               std::size_t bytes_per_file = usual_bytes);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Found at the start, oldest first: marks of messages that were kept, and those rows of which
  /// nobody knows whether they came to their files.
  std::vector<Mark> marks;
  std::vector<JournaledRow> unsettled;

  /// What was found damaged at the start: for each file a sentence that says what is lost, what
  /// was brought back, and where its copy is ("capture-0.journal.damaged").
  std::vector<std::string> damage;

  /// As many rows as one write may hold; after `settle` there is room for them.
  [[nodiscard]] std::size_t most_at_once() const;

  /// Room for these in the current file? Otherwise settle first.
  [[nodiscard]] bool has_room(std::span<const JournaledRow> batch) const;

  /// On return they are on disk. Requires: has_room, and a `settle` since `open`. Errors: io,
  /// not_found (the folder is gone); nothing of the batch then counts as written.
  Result<void> write(std::span<const JournaledRow> batch);

  /// Notes that nothing is unsettled any more, or turns to the other file where this one is half
  /// full. Requires: every row of `unsettled` and every row written so far is in its file, on disk.
  /// Errors: io.
  Result<void> settle();

 private:
  struct File {
    std::string path;
    int descriptor = -1;
    std::uint64_t generation = 0;    ///< counts the turns; 0: never used
    bool is_header_damaged = false;  ///< and not yet written again
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
  std::uint64_t device_ = 0;       ///< the disk that the files are on
  std::size_t bytes_ = 0;          ///< of each file
  std::size_t end_ = 0;            ///< of what is written in the current one; 0: no header yet
  std::uint64_t next_number_ = 1;  ///< of the line that is written there
  bool is_ready_ = false;          ///< `settle` was called
};

}  // namespace lamplighter
