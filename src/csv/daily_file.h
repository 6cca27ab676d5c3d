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

/// Adds whole rows to a file of ours in one write and brings them to the disk, so that a crash
/// leaves whole rows; a torn last one (a full disk) is closed first. A new file gets the header and
/// mode 0600, and where root writes, the owner of its folder. Any number of threads and processes.
/// Errors: refused for what is no regular file or may not be written; not_found for a missing
/// folder; io.
Result<void> append_rows(const std::string& path, std::string_view header, std::string_view rows);

/// How many bytes of an open CSV file are its header and whole rows: up to its last line end.
/// 0 for a file that ends within its header or holds nothing but zero bytes, as a power cut leaves
/// it. Nothing for a file with another first line, which is not ours to change. The header may have
/// a byte-order mark before it and a carriage return behind it. Errors: io.
Result<std::optional<std::uint64_t>> whole_rows(int descriptor, std::uint64_t size,
                                                std::string_view header, const std::string& path);

/// Sentences about what was put right in files that a crash or power cut had left torn.
using Repairs = std::vector<std::string>;

/// A CSV file that grows by whole rows. Whatever happens while rows are written, the file ends with
/// a whole row again once it was opened anew. One thread, one writer.
class DailyFile {
 public:
  /// Opens `path`, or makes it with its header. A torn last row is cut off; a file that is not ours
  /// is renamed to end in `.damaged` and a new one begun; either is told in `repairs`. Bytes behind
  /// `trusted_size`, where given, are rows of which nobody knows whether they reached the disk:
  /// they are cut off too, silently. Errors: not_found, refused, io.
  static Result<DailyFile> open(const std::string& path, std::string_view header,
                                std::optional<std::uint64_t> trusted_size, Repairs& repairs);

  /// Cuts a torn last row off an existing file of ours; touches nothing else. Errors: io.
  static Result<void> mend(const std::string& path, std::string_view header, Repairs& repairs);

  /// Writes whole rows behind what is there. They are on the disk after `sync`, not before.
  /// Errors: io; the file is then cut back to what it was.
  Result<void> append(std::string_view rows);

  /// Waits until everything appended is on the disk. Errors: io.
  Result<void> sync();

  /// Size with everything appended.
  [[nodiscard]] std::uint64_t size() const { return size_; }

  /// True once where `open` made the file, so that its folder needs a sync too.
  [[nodiscard]] bool take_is_new() { return std::exchange(is_new_, false); }

  /// False where somebody moved or removed the file while it was open here.
  [[nodiscard]] bool is_in_place() const;

 private:
  DailyFile(std::string path, FileHandle file) : path_(std::move(path)), file_(std::move(file)) {}

  std::string path_;
  FileHandle file_;
  std::uint64_t size_ = 0;
  bool is_new_ = false;
};

/// Daily files that stay open between writes, at most so many at a time.
class OpenFiles {
 public:
  explicit OpenFiles(std::size_t limit) : limit_(limit) {}

  /// The file at `path`, opened as DailyFile::open says unless it is open and still in its place.
  /// The one not used for longest is closed to make room. Valid until the next call.
  Result<DailyFile*> open(const std::string& path, std::string_view header,
                          std::optional<std::uint64_t> trusted_size, Repairs& repairs);

  /// The file where it is open; otherwise nothing.
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

/// A text file as blocks of whole lines, in the memory of one block however large the file is.
/// It reads instead of mapping the file: a file that shrinks or a disk that goes away is then an
/// error and not a signal, pipes work, and it is faster (docs/performance.md). One thread.
class LineReader {
 public:
  /// No line may be longer; a longer one is no line of ours.
  static constexpr std::size_t block_size = std::size_t{256} * 1024;

  /// Errors: not_found, bad_input for a directory, io.
  static Result<LineReader> open(const std::string& path);

  /// The next lines, the last one with its line end; empty at the end of the file. Valid until the
  /// next call. `line` is the number of the first of them, for the message. Errors: io; bad_input
  /// for a line over `block_size`.
  Result<std::string_view> next(std::int64_t line);

  /// After the end: the bytes behind the last line end, a torn line. Empty in a whole file.
  [[nodiscard]] std::string_view tail() const { return {buffer_.data() + begin_, end_ - begin_}; }

  /// Size of the file when it was opened, 0 for a pipe.
  [[nodiscard]] std::uint64_t file_size() const { return file_size_; }

 private:
  LineReader(std::string path, FileHandle file, std::uint64_t size)
      : path_(std::move(path)), file_(std::move(file)), file_size_(size), buffer_(block_size) {}

  std::string path_;
  FileHandle file_;
  std::uint64_t file_size_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // what was read and not yet given lies in buffer_[begin_, end_)
  std::size_t end_ = 0;
};

/// Asks the kernel to back memory with 2 MiB pages as it is first touched. Taking 75 MB in pages of
/// 4 KiB can cost more time than reading a file of 300 MB (docs/performance.md). Only advice: it
/// changes no contents, and nothing where it is not possible or too small to matter.
void prefer_large_pages(void* begin, std::size_t bytes);

/// Reserves room for `count` elements on large pages.
template <typename T>
void reserve_large(std::vector<T>& elements, std::size_t count) {
  elements.reserve(count);
  prefer_large_pages(elements.data(), elements.capacity() * sizeof(T));
}

}  // namespace lamplighter::csv
