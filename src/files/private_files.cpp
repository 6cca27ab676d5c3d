// SPDX-License-Identifier: Apache-2.0
#include "files/private_files.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <thread>

namespace lamplighter::files {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr auto lock_pause = 5ms;
constexpr int lock_attempts = 4000;

std::string folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

/// Errors: io if the folder does not exist.
Result<struct stat> status_of(const std::string& folder) {
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return system_error("use the folder", folder, errno);
  return status;
}

}  // namespace

Result<void> make_private_folder(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) != 0) {
    if (errno == EEXIST) return {};  // another process has created it
    return system_error("make the folder", path, errno);
  }
  const FileHandle made(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!made.is_open()) return system_error("make the folder", path, errno);
  return give_to_owner_of_folder(made.get(), path);
}

Result<void> make_private_folders(const std::string& path) {
  const fs::path wanted = fs::path(path).lexically_normal();
  fs::path folder;
  for (const fs::path& part : wanted) {
    folder /= part;
    std::error_code failure;
    if (part.empty() || fs::is_directory(folder, failure)) continue;
    if (fs::exists(folder, failure))
      return Error{Fault::refused, fmt::format("{}: not a folder; move it away", folder.string())};
    if (Result<void> made = make_private_folder(folder); !made) return made;
  }
  return {};
}

Result<void> give_to_owner_of_folder(int descriptor, const std::string& path) {
  if (::geteuid() != 0) return {};
  const Result<struct stat> folder = status_of(folder_of(path));
  if (!folder) return folder.error();
  if (folder->st_uid == 0 && folder->st_gid == 0) return {};
  if (::fchown(descriptor, folder->st_uid, folder->st_gid) != 0)
    return system_error("give to the owner of the folder", path, errno);
  return {};
}

Result<void> sync_folder(const std::string& path) {
  const FileHandle folder(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder.is_open()) return system_error("write", path, errno);
  if (::fsync(folder.get()) != 0 && errno != EINVAL)  // EINVAL: not supported by this file system
    return system_error("write", path, errno);
  return {};
}

Result<FileLock> FileLock::take(const std::string& path) {
  FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file.is_open()) return system_error("write", path, errno);
  if (const auto given = give_to_owner_of_folder(file.get(), path); !given) return given.error();
  for (int attempt = 0; attempt < lock_attempts; ++attempt) {
    if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return FileLock(std::move(file));
    if (errno != EWOULDBLOCK && errno != EINTR) return system_error("lock", path, errno);
    std::this_thread::sleep_for(lock_pause);
  }
  return Error{Fault::unavailable,
               fmt::format("{}: locked by another process for 20 seconds; try again", path)};
}

}  // namespace lamplighter::files
