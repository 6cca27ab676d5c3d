// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <utility>

namespace lamplighter::files {

/// For the owner alone.
inline constexpr unsigned private_mode = 0600;

/// Replaces a file as a whole: a reader sees the old text or the new one, also after a power cut
/// and while other threads and processes replace the same file. The new text is written to a
/// file of a unique name in the same folder, brought to the disk and renamed. The file gets `mode`,
/// and where root writes, the owner of its folder.
///
/// Only a regular file is replaced, or none. Of a symbolic link the file it leads to is replaced
/// and the link stays. What a crash left beside the file is removed by the next call. Errors:
/// refused for a folder, device, pipe or socket, for a link that leads nowhere, and where
/// permissions are missing; not_found for a missing folder; io. The old file is then untouched.
Result<void> replace_file(const std::string& path, std::string_view text,
                          unsigned mode = private_mode);

/// As `replace_file`, but what is at `path` already stays: of several processes that make the same
/// file at once, one does. Errors: as for `replace_file`.
Result<void> make_file(const std::string& path, std::string_view text);

/// Whether what is at `path` may be replaced, before there is anything to write. Errors: as for
/// `replace_file`, but for a disk that is full.
Result<void> check_replaceable(const std::string& path);

/// Writes what a user asked for to the path that an output flag names. A character device, a pipe
/// and our own standard output are written to. A regular file is replaced as by `replace_file` and
/// keeps its permissions; `mode` is that of a new one. Errors: as for `replace_file`.
Result<void> write_output(const std::string& path, std::string_view text,
                          unsigned mode = private_mode);

/// Replaces a file that can be computed again, and makes its folder, without waiting for the disk:
/// a power cut may leave it torn, so its text must show that. Does nothing where that fails.
void write_cache(const std::string& path, std::string_view text);

/// Owns an open file and closes it.
class FileHandle {
 public:
  FileHandle() = default;
  explicit FileHandle(int descriptor) : descriptor_(descriptor) {}
  FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~FileHandle();

  [[nodiscard]] int get() const { return descriptor_; }
  [[nodiscard]] bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_ = -1;
};

/// What errno says about a file, as an error a person can act on: not_found where a file or folder
/// is missing, refused where rights are, otherwise io. `doing` is a verb: "read", "open".
Error system_error(std::string_view doing, const std::string& path, int error_number);

}  // namespace lamplighter::files
