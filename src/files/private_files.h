// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "files/replace_file.h"

#include <string>
#include <utility>

namespace lamplighter::files {

/// Makes a folder and those above it where they are missing, each with mode 0700 and, where root
/// makes it, the owner of the folder around it. Nothing for an empty path. Errors: refused, io.
Result<void> make_private_folders(const std::string& path);

/// Makes one folder as `make_private_folders` does, in a folder that is there. Errors: not_found
/// where that one is missing; refused, io.
Result<void> make_private_folder(const std::string& path);

/// Gives a file that root has opened to the owner of its folder: a service must be able to read
/// what `sudo lamplighter` wrote for it. Does nothing for other users. Errors: io.
Result<void> give_to_owner_of_folder(int descriptor, const std::string& path);

/// Brings a folder's list of names to the disk. Errors: refused, io.
Result<void> sync_folder(const std::string& path);

/// Held by one at a time of all threads and processes that take the lock of one path.
class FileLock {
 public:
  /// Waits up to 20 seconds for the lock; makes the file `path`, which stays. Errors: unavailable
  /// where another holds the lock for longer; refused, not_found, io.
  static Result<FileLock> take(const std::string& path);

 private:
  explicit FileLock(FileHandle file) : file_(std::move(file)) {}
  FileHandle file_;  ///< the lock ends when it is closed
};

}  // namespace lamplighter::files
