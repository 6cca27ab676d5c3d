// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "files/replace_file.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lamplighter::csv {

using files::FileHandle;
using files::system_error;

/// Appends whole rows to one of our files in a single write and flushes them to disk, so that a
/// crash leaves only whole rows; a torn last row (from a full disk) is terminated first. A new file
/// gets the header, mode 0600 and, if root writes it, the owner of its folder. Safe for any number
/// of threads and processes.
/// Errors: refused if it is not a regular file or not writable; not_found for a missing folder; io.
Result<void> append_rows(const std::string& path, std::string_view header, std::string_view rows);

/// The number of bytes of an open CSV file that are its header and whole rows: up to its last line
/// end. 0 for a file that ends within its header or contains only zero bytes, as after a power cut.
/// Nothing for a file with another first line, which is not ours and must not be changed. The
/// header may have a byte-order mark before it and a carriage return after it. Errors: io.
Result<std::optional<std::uint64_t>> whole_rows(int descriptor, std::uint64_t size,
                                                std::string_view header, const std::string& path);

/// Sentences about repairs to files that a crash or power cut left torn.
using Repairs = std::vector<std::string>;

/// A CSV file that grows by whole rows. Whatever happens during a write, the file ends with a whole
/// row again once it has been reopened. Not thread-safe; only one writer.
class DailyFile {
 public:
  /// Opens `path`, or creates it with its header. A torn last row is cut off; a file that is not
  /// ours is renamed to end in `.damaged` and a new one is started; `repairs` reports both. Bytes
  /// after `trusted_size`, if given, are rows that may not have reached the disk: they are cut off
  /// too, silently. Errors: not_found, refused, io.
  static Result<DailyFile> open(const std::string& path, std::string_view header,
                                std::optional<std::uint64_t> trusted_size, Repairs& repairs);

  /// Cuts off a torn last row of an existing file of ours; changes nothing else. Errors: io.
  static Result<void> mend(const std::string& path, std::string_view header, Repairs& repairs);

  /// Appends whole rows. They are only guaranteed to be on disk after `sync`. Errors: io; the file
  /// is then truncated to its previous size.
  Result<void> append(std::string_view rows);

  /// Waits until everything appended is on disk. Errors: io.
  Result<void> sync();

  /// Size including everything appended.
  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// True on the first call if `open` created the file, because its folder then needs a sync too.
  [[nodiscard]] bool take_is_new() { return std::exchange(is_new_, false); }

  /// False if the file was moved or removed while it was open here.
  [[nodiscard]] bool is_in_place() const;

 private:
  DailyFile(std::string path, FileHandle file) : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;
  FileHandle file_;
  std::uint64_t size_ = 0;
  bool is_new_ = false;
};

/// Daily files that stay open between writes, up to a maximum number.
class OpenFiles {
 public:
  explicit OpenFiles(std::size_t limit) : limit_(limit) {}

  /// The file at `path`, opened as by DailyFile::open unless it is already open and still in place.
  /// Closes the least recently used file to make room. Valid until the next call.
  Result<DailyFile*> open(const std::string& path, std::string_view header,
                          std::optional<std::uint64_t> trusted_size, Repairs& repairs);

  /// The file if it is open; otherwise nothing.
  DailyFile* find(const std::string& path);

  void close(const std::string& path) { files_.erase(path); }
  void close_all() { files_.clear(); }
  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  struct Entry {
    DailyFile file;
    std::uint64_t last_use;
  };

  std::size_t limit_;
  std::uint64_t uses_ = 0;
  std::unordered_map<std::string, Entry> files_;
};

/// Reads a text file in blocks of whole lines, using the memory of one block whatever the size of
/// the file. It reads instead of mapping the file: a file that shrinks or a disk that disappears is
/// then an error rather than a signal, pipes work, and it is faster (docs/performance.md). Not
/// thread-safe.
class LineReader {
 public:
  /// The maximum length of a line; a longer one is not from one of our files.
  static constexpr std::size_t block_size = std::size_t{256} * 1024;

  /// Errors: not_found, bad_input for a directory, io.
  static Result<LineReader> open(const std::string& path);

  /// The next lines, including the last line end; empty at the end of the file. Valid until the
  /// next call. `line` is the number of the first of them, for error messages. Errors: io;
  /// bad_input for a line longer than `block_size`.
  Result<std::string_view> next(std::int64_t line);

  /// At the end of the file: the bytes after the last line end, a torn line. Empty for a whole
  /// file.
  [[nodiscard]] std::string_view tail() const { return {buffer_.data() + begin_, end_ - begin_}; }

  /// Size of the file when it was opened; 0 for a pipe.
  [[nodiscard]] std::uint64_t file_size() const { return file_size_; }

 private:
  LineReader(std::string path, FileHandle file, std::uint64_t size)
      : path_(std::move(path)), file_(std::move(file)), file_size_(size), buffer_(block_size) {}

  std::string path_;
  FileHandle file_;
  std::uint64_t file_size_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // [begin_, end_) of buffer_ was read but not yet returned
  std::size_t end_ = 0;
};

/// Asks the kernel to back memory with 2 MiB pages on first use. Allocating 75 MB in 4 KiB pages
/// can take longer than reading a file of 300 MB (docs/performance.md). Only advice: it does not
/// change the contents, and has no effect if unsupported or too small to matter.
void prefer_large_pages(void* begin, std::size_t bytes);

/// Reserves memory for `count` elements on large pages.
template <typename T>
void reserve_large(std::vector<T>& elements, std::size_t count) {
  elements.reserve(count);
  prefer_large_pages(elements.data(), elements.capacity() * sizeof(T));
}

}  // namespace lamplighter::csv
