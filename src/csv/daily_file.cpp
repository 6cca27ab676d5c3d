// SPDX-License-Identifier: Apache-2.0
#include "csv/daily_file.h"

#include "csv/append_rows.h"
#include "files/private_files.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>

namespace lamplighter::csv {
namespace {

Result<FileHandle> open_file(const std::string& path, int flags) {
  FileHandle file(::open(path.c_str(), O_RDWR | O_CLOEXEC | flags, 0600));
  if (!file.is_open()) return system_error("write", path, errno);
  return file;
}

Result<std::uint64_t> size_of(const FileHandle& file, const std::string& path) {
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return system_error("write", path, errno);
  if (!S_ISREG(about.st_mode))
    return Error{Fault::refused, fmt::format("{}: not a file; move it away", path)};
  return static_cast<std::uint64_t>(about.st_size);
}

Result<void> cut(const FileHandle& file, std::uint64_t size, const std::string& path) {
  if (::ftruncate(file.get(), static_cast<off_t>(size)) != 0)
    return system_error("write", path, errno);
  return {};
}

/// Cuts off what is behind the last whole row. Gives the size that is left, or nothing where the
/// file is not ours.
Result<std::optional<std::uint64_t>> cut_torn_row(const FileHandle& file, const std::string& path,
                                                  std::string_view header, Repairs& repairs) {
  const Result<std::uint64_t> size = size_of(file, path);
  if (!size) return size.error();
  const auto whole = whole_rows(file.get(), *size, header, path);
  if (!whole || !*whole || **whole == *size) return whole;
  if (auto done = cut(file, **whole, path); !done) return done.error();
  repairs.push_back(fmt::format("{}: cut off a torn end of {} bytes", path, *size - **whole));
  return whole;
}

/// Renames a file that is not ours to a name that is free.
Result<void> set_aside(const std::string& path, Repairs& repairs) {
  std::string aside = path + ".damaged";
  for (int i = 2; ::access(aside.c_str(), F_OK) == 0; ++i)
    aside = fmt::format("{}.damaged-{}", path, i);
  if (::rename(path.c_str(), aside.c_str()) != 0) return system_error("rename", path, errno);
  repairs.push_back(fmt::format("{}: not a Lamplighter file; kept as {}", path, aside));
  return {};
}

}  // namespace

Result<DailyFile> DailyFile::open(const std::string& path, std::string_view header,
                                  std::optional<std::uint64_t> trusted_size, Repairs& repairs) {
  Result<FileHandle> handle = open_file(path, O_CREAT);
  if (!handle) return handle.error();
  DailyFile file(path, *std::move(handle));
  const Result<std::uint64_t> size = size_of(file.file_, path);
  if (!size) return size.error();
  if (trusted_size && *size > *trusted_size) {
    if (auto done = cut(file.file_, *trusted_size, path); !done) return done.error();
  }
  const auto whole = cut_torn_row(file.file_, path, header, repairs);
  if (!whole) return whole.error();
  if (!*whole) {
    if (auto moved = set_aside(path, repairs); !moved) return moved.error();
    return open(path, header, std::nullopt, repairs);
  }
  file.size_ = **whole;
  file.is_new_ = file.size_ == 0;
  if (file.is_new_) {
    if (auto given = files::give_to_owner_of_folder(file.file_.get(), path); !given)
      return given.error();
    if (auto begun = file.append(std::string(header) + "\n"); !begun) return begun.error();
  }
  return file;
}

Result<void> DailyFile::mend(const std::string& path, std::string_view header, Repairs& repairs) {
  const Result<FileHandle> file = open_file(path, 0);
  if (!file) return file.error();
  const std::size_t before = repairs.size();
  const auto whole = cut_torn_row(*file, path, header, repairs);
  if (!whole) return whole.error();
  if (repairs.size() > before && ::fdatasync(file->get()) != 0)
    return system_error("write", path, errno);
  return {};
}

Result<void> DailyFile::append(std::string_view rows) {
  std::uint64_t end = size_;
  while (!rows.empty()) {
    const ssize_t written =
        ::pwrite(file_.get(), rows.data(), rows.size(), static_cast<off_t>(end));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      const Error error = system_error("write", path_, errno);
      // Should this fail too, the next `open` cuts the torn row off.
      static_cast<void>(cut(file_, size_, path_));
      return error;
    }
    rows.remove_prefix(static_cast<std::size_t>(written));
    end += static_cast<std::uint64_t>(written);
  }
  size_ = end;
  return {};
}

Result<void> DailyFile::sync() {
  if (::fdatasync(file_.get()) != 0) return system_error("write", path_, errno);
  return {};
}

bool DailyFile::is_in_place() const {
  struct stat here {};
  struct stat there {};
  return ::fstat(file_.get(), &here) == 0 && ::stat(path_.c_str(), &there) == 0 &&
         here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

Result<DailyFile*> OpenFiles::open(const std::string& path, std::string_view header,
                                   std::optional<std::uint64_t> trusted_size, Repairs& repairs) {
  ++uses_;
  const auto known = files_.find(path);
  if (known != files_.end() && known->second.file.is_in_place()) {
    known->second.last_use = uses_;
    return &known->second.file;
  }
  files_.erase(path);
  if (files_.size() >= limit_ && !files_.empty()) {
    files_.erase(std::min_element(files_.begin(), files_.end(), [](const auto& a, const auto& b) {
      return a.second.last_use < b.second.last_use;
    }));
  }
  Result<DailyFile> file = DailyFile::open(path, header, trusted_size, repairs);
  if (!file) return file.error();
  return &files_.emplace(path, Entry{*std::move(file), uses_}).first->second.file;
}

DailyFile* OpenFiles::find(const std::string& path) {
  const auto known = files_.find(path);
  return known == files_.end() ? nullptr : &known->second.file;
}

}  // namespace lamplighter::csv
