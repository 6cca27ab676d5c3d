// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capturing/journal_reading.h"
#include "capturing/taken.h"
#include "core/result.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter {

/// What was acknowledged is in here, on disk, before it is in the files: one write and one
/// fdatasync for a batch of readings, however many files they belong to. Two files of fixed size
/// take turns, each only once it is half full, so that the last thousands of messages are known at
/// any moment. Both are filled before they are used: a full disk cannot stop a write to them. What
/// is damaged on the disk costs the lines that were hit and no others. One thread, one process (a
/// lock refuses a second one).
class Journal {
 public:
  static constexpr std::size_t usual_bytes = 4 << 20;

  /// Opens the journal in a folder, or makes one. Errors: refused where another process has it
  /// open; io, also where a damaged file cannot be copied for want of room; not_found.
  static Result<std::unique_ptr<Journal>> open(const std::string& folder,
                                               std::size_t bytes_per_file = usual_bytes);
  ~Journal();
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  /// Found at the start, oldest first: marks of messages that were kept, and those rows of which
  /// nobody knows whether they came to their files.
  std::vector<Mark> marks;
  std::vector<Taken> unsettled;

  /// What was found damaged at the start: for each file a sentence that says what is lost, what
  /// was brought back, and where its copy is ("capture-0.journal.damaged").
  std::vector<std::string> damage;

  /// As many rows as one write may hold; after `settle` there is room for them.
  [[nodiscard]] std::size_t most_at_once() const;

  /// Room for these in the current file? Otherwise settle first.
  [[nodiscard]] bool has_room(std::span<const Taken> batch) const;

  /// On return they are on disk. Requires: has_room, and a `settle` since `open`. Errors: io,
  /// not_found (the folder is gone); nothing of the batch then counts as written.
  Result<void> write(std::span<const Taken> batch);

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
