// SPDX-License-Identifier: Apache-2.0
#include "csv/daily_file.h"

#include "csv/row_text.h"
#include "files/private_files.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstring>

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

/// Cuts off what follows the last whole row. Returns the remaining size, or nothing if the file is
/// not ours.
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

/// Renames a file that is not ours to an unused name.
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
      // If this fails too, the next `open` cuts off the torn row.
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

namespace {

/// What must precede the rows: the header of a new file, or the line end of a torn row.
std::string before_rows(const FileHandle& file, off_t size, std::string_view header) {
  if (size == 0) return std::string(header) + "\n";
  char last = '\n';
  return ::pread(file.get(), &last, 1, size - 1) == 1 && last != '\n' ? "\n" : "";
}

}  // namespace

Result<void> append_rows(const std::string& path, std::string_view header, std::string_view rows) {
  const int flags = O_RDWR | O_CREAT | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  const FileHandle file(::open(path.c_str(), flags, 0600));
  if (!file.is_open()) return system_error("write", path, errno);
  while (::flock(file.get(), LOCK_EX) != 0 && errno == EINTR) {
  }
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) return system_error("write", path, errno);
  if (!S_ISREG(status.st_mode))
    return Error{Fault::refused, fmt::format("{}: not a file; move it away", path)};
  if (status.st_size == 0) {
    if (auto given = files::give_to_owner_of_folder(file.get(), path); !given) return given;
  }
  const std::string text = before_rows(file, status.st_size, header) + std::string(rows);
  const ssize_t written = ::write(file.get(), text.data(), text.size());
  if (written < 0) return system_error("write", path, errno);
  if (static_cast<std::size_t>(written) < text.size()) return system_error("write", path, ENOSPC);
  if (::fdatasync(file.get()) != 0) return system_error("write", path, errno);
  return {};
}

namespace {

constexpr std::uint64_t block = 4096;

/// The bytes from `begin` to `end`, or to the end of the file.
Result<std::string> read_range(int descriptor, std::uint64_t begin, std::uint64_t end,
                               const std::string& path) {
  std::string bytes(end - begin, '\0');
  std::size_t got = 0;
  while (got < bytes.size()) {
    const ssize_t count = ::pread(descriptor, bytes.data() + got, bytes.size() - got,
                                  static_cast<off_t>(begin + got));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return system_error("read", path, errno);
    if (count == 0) break;
    got += static_cast<std::size_t>(count);
  }
  bytes.resize(got);
  return bytes;
}

/// The position after the last line end before `size`, searching backwards by blocks; 0 if there is
/// none.
Result<std::uint64_t> end_of_last_line(int descriptor, std::uint64_t size,
                                       const std::string& path) {
  std::uint64_t end = size;
  while (end > 0) {
    const std::uint64_t begin = (end - 1) / block * block;
    const Result<std::string> bytes = read_range(descriptor, begin, end, path);
    if (!bytes) return bytes.error();
    const std::size_t last = bytes->rfind('\n');
    if (last != std::string::npos) return begin + last + 1;
    end = begin;
  }
  return std::uint64_t{0};
}

Result<bool> is_all_zeros(int descriptor, std::uint64_t size, const std::string& path) {
  for (std::uint64_t begin = 0; begin < size; begin += block) {
    const auto bytes = read_range(descriptor, begin, std::min(size, begin + block), path);
    if (!bytes) return bytes.error();
    if (bytes->find_first_not_of('\0') != std::string::npos) return false;
  }
  return true;
}

}  // namespace

Result<std::optional<std::uint64_t>> whole_rows(int descriptor, std::uint64_t size,
                                                std::string_view header, const std::string& path) {
  using Whole = std::optional<std::uint64_t>;
  const auto start = read_range(descriptor, 0, std::min(size, block), path);
  if (!start) return start.error();
  const std::size_t line_end = start->find('\n');
  if (line_end != std::string::npos) {
    if (!check_header(path, std::string_view(*start).substr(0, line_end), header)) return Whole();
    const auto end = end_of_last_line(descriptor, size, path);
    if (!end) return end.error();
    return Whole(*end);
  }
  if (size < block && check_torn_header(path, *start, header)) return Whole(0);
  const auto zeros = is_all_zeros(descriptor, size, path);
  if (!zeros) return zeros.error();
  return *zeros ? Whole(0) : Whole();
}

Result<LineReader> LineReader::open(const std::string& path) {
  FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return system_error("open", path, errno);
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return system_error("open", path, errno);
  if (S_ISDIR(about.st_mode)) {
    return Error{Fault::bad_input,
                 fmt::format("{}: a directory; name the CSV files inside it", path)};
  }
  ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);  // only advice, may fail
  const auto size = S_ISREG(about.st_mode) ? static_cast<std::uint64_t>(about.st_size) : 0;
  return LineReader(path, std::move(file), size);
}

Result<std::string_view> LineReader::next(std::int64_t line) {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < buffer_.size()) {
    const ssize_t got = ::read(file_.get(), buffer_.data() + end_, buffer_.size() - end_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read", path_, errno);
    if (got == 0) return std::string_view();
    end_ += static_cast<std::size_t>(got);
    const std::string_view held(buffer_.data(), end_);
    const std::size_t last = held.rfind('\n');
    if (last == std::string_view::npos) continue;
    begin_ = last + 1;
    return held.substr(0, begin_);
  }
  return Error{Fault::bad_input,
               fmt::format("{}:{}: a line longer than {} KiB; this is not a readings file", path_,
                           line, block_size / 1024)};
}

void prefer_large_pages(void* begin, std::size_t bytes) {
  constexpr std::size_t worth_it = std::size_t{4} << 20;
  if (bytes < worth_it) return;
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  const std::uintptr_t first = (address + page - 1) / page * page;
  const std::uintptr_t last = (address + bytes) / page * page;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address rounded to its page
  ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

}  // namespace lamplighter::csv
