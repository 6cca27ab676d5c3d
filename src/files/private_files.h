// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "files/replace_file.h"

#include <string>
#include <utility>

namespace lamplighter::files {

/// Creates a folder and its missing parents, each with mode 0700 and, if created by root, the owner
/// of its parent folder. Does nothing for an empty path. Errors: refused, io.
Result<void> make_private_folders(const std::string& path);

/// Creates one folder in the same way, in an existing folder. Errors: not_found if the parent does
/// not exist; refused, io.
Result<void> make_private_folder(const std::string& path);

/// Gives a file opened by root to the owner of its folder: a service must be able to read files
/// that `sudo lamplighter` wrote for it. Does nothing for other users. Errors: io.
Result<void> give_to_owner_of_folder(int descriptor, const std::string& path);

/// Syncs the entries of a folder to the disk. Errors: refused, io.
Result<void> sync_folder(const std::string& path);

/// A lock on a path that only one of all threads and processes can hold at a time.
class FileLock {
 public:
  /// Waits up to 20 seconds for the lock; creates the file `path`, which is never deleted. Errors:
  /// unavailable if the lock is held for longer; refused, not_found, io.
  static Result<FileLock> take(const std::string& path);

 private:
  explicit FileLock(FileHandle file) : file_(std::move(file)) {}
  FileHandle file_;  ///< closing it releases the lock
};

}  // namespace lamplighter::files
