// SPDX-License-Identifier: Apache-2.0
// How a file is replaced.
//
// The new text is written to `.NAME.XXXXXX.new` beside the file, so that two writers never share a
// file. The writer holds a lock (flock) on it until it has been renamed. A crash releases the lock,
// so a process that gets the lock on such a file knows that it has no writer any more and may
// delete it. Between creating a file and locking it, another writer may take it for a leftover of a
// crash; the creator detects this from its link count and creates another file.
#include "files/replace_file.h"

#include "files/private_files.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <system_error>

namespace lamplighter::files {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view new_suffix = ".new";
constexpr std::string_view unique_part = ".XXXXXX";
constexpr std::size_t longest_name = 200;  // of the original name in the new one; limit 255

struct Replacement {
  unsigned mode = private_mode;
  bool is_durable = true;
  bool keeps_what_is_there = false;
};

/// A file as it is on the disk, with all symbolic links resolved.
struct Target {
  fs::path path;
  std::optional<struct stat> status;  ///< absent: the file does not exist yet
};

Error cannot_write(const std::string& path, int error_number) {
  if (error_number == ENOENT || error_number == ENOTDIR) {
    return {Fault::not_found,
            fmt::format("{}: cannot be written: no such folder; create it first", path)};
  }
  Error error = system_error("write", path, error_number);
  if (error_number == ENOSPC || error_number == EDQUOT) error.message += "; make room there";
  return error;
}

Result<Target> find_target(const std::string& path) {
  struct stat named {};
  if (::lstat(path.c_str(), &named) != 0) {
    if (errno == ENOENT) return Target{path, std::nullopt};
    return cannot_write(path, errno);
  }
  if (!S_ISLNK(named.st_mode)) return Target{path, named};
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno != ENOENT) return cannot_write(path, errno);
    return Error{Fault::refused,
                 fmt::format("{}: a symbolic link that leads nowhere; remove it", path)};
  }
  std::error_code failure;
  fs::path real = fs::canonical(path, failure);
  if (failure) return cannot_write(path, failure.value());
  return Target{std::move(real), status};
}

const char* kind_of(const struct stat& status) {
  if (S_ISDIR(status.st_mode)) return "a folder";
  if (S_ISFIFO(status.st_mode)) return "a pipe";
  if (S_ISSOCK(status.st_mode)) return "a socket";
  return "a device";
}

Error not_replaced(const std::string& path, const struct stat& status) {
  return {Fault::refused,
          fmt::format("{}: {}, which is never replaced; name a file", path, kind_of(status))};
}

Result<void> write_all(int descriptor, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return cannot_write(path, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

fs::path folder_of(const fs::path& file) {
  return file.has_parent_path() ? file.parent_path() : fs::path(".");
}

/// The name prefix of every new file for `file`.
std::string new_prefix(const fs::path& file) {
  return "." + file.filename().string().substr(0, longest_name);
}

bool is_new_file(std::string_view name, std::string_view prefix) {
  return name.size() == prefix.size() + unique_part.size() + new_suffix.size() &&
         name.starts_with(prefix) && name[prefix.size()] == '.' && name.ends_with(new_suffix);
}

void remove_unless_written(const fs::path& file) {
  const FileHandle handle(::open(file.c_str(), O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!handle.is_open() || ::fstat(handle.get(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  if (::flock(handle.get(), LOCK_EX | LOCK_NB) == 0) ::unlink(file.c_str());
}

/// Removes the leftovers of a crash beside a file.
void remove_remains(const fs::path& file) {
  const std::string prefix = new_prefix(file);
  std::error_code failure;
  fs::directory_iterator entry(folder_of(file), failure);
  for (; !failure && entry != fs::directory_iterator(); entry.increment(failure)) {
    if (is_new_file(entry->path().filename().native(), prefix))
      remove_unless_written(entry->path());
  }
}

/// Creates a file with a unique name in the folder of `file`, locked by us. Sets `name` to its
/// path.
Result<FileHandle> make_new_file(const fs::path& file, std::string& name, const std::string& path) {
  for (;;) {
    name = folder_of(file) / new_prefix(file);
    name += unique_part;
    name += new_suffix;
    FileHandle handle(::mkostemps(name.data(), static_cast<int>(new_suffix.size()), O_CLOEXEC));
    if (!handle.is_open()) return cannot_write(path, errno);
    while (::flock(handle.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
    struct stat status {};
    if (::fstat(handle.get(), &status) != 0) return cannot_write(path, errno);
    if (status.st_nlink > 0) return handle;
  }
}

Result<void> fill(const FileHandle& file, std::string_view text, const Replacement& how,
                  const std::string& path) {
  if (const auto given = give_to_owner_of_folder(file.get(), path); !given) return given;
  if (::fchmod(file.get(), how.mode) != 0) return cannot_write(path, errno);
  if (auto written = write_all(file.get(), text, path); !written) return written;
  if (how.is_durable && ::fsync(file.get()) != 0) return cannot_write(path, errno);
  return {};
}

/// Renames the new file to the name of the old one.
Result<void> put_in_place(const std::string& name, const std::string& path,
                          const Replacement& how) {
  if (!how.keeps_what_is_there) {
    if (::rename(name.c_str(), path.c_str()) != 0) return cannot_write(path, errno);
    return {};
  }
  if (::link(name.c_str(), path.c_str()) != 0 && errno != EEXIST) return cannot_write(path, errno);
  ::unlink(name.c_str());
  return {};
}

Result<void> replace(const Target& target, std::string_view text, const Replacement& how) {
  const std::string path = target.path;
  remove_remains(target.path);
  std::string name;
  const Result<FileHandle> file = make_new_file(target.path, name, path);
  if (!file) return file.error();
  Result<void> done = fill(*file, text, how, path);
  if (done) done = put_in_place(name, path, how);
  if (!done) {
    ::unlink(name.c_str());
    return done;
  }
  return how.is_durable ? sync_folder(folder_of(target.path)) : done;
}

/// Whether our standard output is already this file, as with /dev/stdout, or x in `--out x > x`.
bool is_standard_output(const struct stat& status) {
  struct stat ours {};
  return ::fstat(STDOUT_FILENO, &ours) == 0 && ours.st_dev == status.st_dev &&
         ours.st_ino == status.st_ino;
}

/// The file that replace_file replaces. Errors: also refused if it is not a regular file.
Result<Target> find_regular_target(const std::string& path) {
  Result<Target> target = find_target(path);
  if (target && target->status && !S_ISREG(target->status->st_mode))
    return not_replaced(path, *target->status);
  return target;
}

Result<void> replace_regular(const std::string& path, std::string_view text,
                             const Replacement& how) {
  const Result<Target> target = find_regular_target(path);
  return target ? replace(*target, text, how) : target.error();
}

}  // namespace

Result<void> replace_file(const std::string& path, std::string_view text, unsigned mode) {
  return replace_regular(path, text, {.mode = mode});
}

Result<void> make_file(const std::string& path, std::string_view text) {
  return replace_regular(path, text, {.keeps_what_is_there = true});
}

Result<void> check_replaceable(const std::string& path) {
  const Result<Target> target = find_regular_target(path);
  if (!target) return target.error();
  const fs::path folder = folder_of(target->path);
  if (::access(folder.c_str(), W_OK | X_OK) != 0) return cannot_write(path, errno);
  return {};
}

Result<void> write_output(const std::string& path, std::string_view text, unsigned mode) {
  const Result<Target> target = find_target(path);
  if (!target) return target.error();
  if (!target->status) return replace(*target, text, {.mode = mode});
  const struct stat& status = *target->status;
  if (is_standard_output(status)) return write_all(STDOUT_FILENO, text, path);
  if (S_ISCHR(status.st_mode) || S_ISFIFO(status.st_mode)) {
    const FileHandle file(::open(path.c_str(), O_WRONLY | O_NOCTTY | O_CLOEXEC));
    return file.is_open() ? write_all(file.get(), text, path) : cannot_write(path, errno);
  }
  if (!S_ISREG(status.st_mode)) return not_replaced(path, status);
  return replace(*target, text, {.mode = status.st_mode & 0777U});
}

void write_cache(const std::string& path, std::string_view text) {
  if (!make_private_folders(fs::path(path).parent_path())) return;
  static_cast<void>(replace_regular(path, text, {.is_durable = false}));
}

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Error system_error(std::string_view doing, const std::string& path, int error_number) {
  const std::string why = std::generic_category().message(error_number);
  switch (error_number) {
    case ENOENT:
    case ENOTDIR:
      return {Fault::not_found, fmt::format("{}: no such file; check the path", path)};
    case EACCES:
    case EPERM:
      return {Fault::refused,
              fmt::format("{}: cannot {}: {}; check owner and rights", path, doing, why)};
    default:
      return {Fault::io, fmt::format("{}: cannot {}: {}", path, doing, why)};
  }
}

}  // namespace lamplighter::files
