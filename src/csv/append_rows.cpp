// SPDX-License-Identifier: Apache-2.0
#include "csv/append_rows.h"

#include "csv/row_text.h"
#include "files/private_files.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace lamplighter::csv {
namespace {

/// What must stand before the rows: the header of a new file, the line end of a torn row.
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

/// The bytes from `begin` up to `end`, or up to the end of the file.
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

/// Just behind the last line end before `size`, looking back block by block; 0 where there is none.
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

}  // namespace lamplighter::csv
