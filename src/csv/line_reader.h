// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "csv/daily_file.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::csv {

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
