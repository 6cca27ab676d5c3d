// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <string>
#include <string_view>
#include <utility>

namespace lamplighter::files {

/// Readable by the owner only.
inline constexpr unsigned private_mode = 0600;

/// Replaces a file atomically: a reader sees either the old or the new text, even after a power cut
/// and while other threads and processes replace the same file. The new text is written to a file
/// with a unique name in the same folder, synced to the disk and renamed. The file gets `mode` and,
/// if written by root, the owner of its folder.
///
/// The path must be a regular file or not exist. For a symbolic link, its target is replaced and
/// the link is kept. Leftovers of a crash are removed by the next call. Errors: refused for a
/// folder, device, pipe or socket, for a dangling link, and if permissions are missing; not_found
/// for a missing folder; io. The old file is then unchanged.
Result<void> replace_file(const std::string& path, std::string_view text,
                          unsigned mode = private_mode);

/// As `replace_file`, but an existing file is kept: if several processes create the same file at
/// once, one succeeds. Errors: as for `replace_file`.
Result<void> make_file(const std::string& path, std::string_view text);

/// Checks whether the file at `path` may be replaced, before there is anything to write. Errors: as
/// for `replace_file`, except for a full disk.
Result<void> check_replaceable(const std::string& path);

/// Writes output that the user requested to the path of an output flag. A character device, a pipe
/// and our own standard output are written directly. A regular file is replaced as by
/// `replace_file` and keeps its permissions; `mode` is for a new one. Errors: as for
/// `replace_file`.
Result<void> write_output(const std::string& path, std::string_view text,
                          unsigned mode = private_mode);

/// Replaces a file that can be recomputed, and creates its folder, without waiting for the disk: a
/// power cut may leave it torn, so the reader must be able to detect that. Failures are ignored.
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

/// Converts errno of a file operation to an error: not_found if a file or folder does not exist,
/// refused if permissions are missing, otherwise io. `doing` is a verb: "read", "open".
Error system_error(std::string_view doing, const std::string& path, int error_number);

}  // namespace lamplighter::files
