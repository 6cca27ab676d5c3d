// SPDX-License-Identifier: Apache-2.0
#include "csv/append_rows.h"

#include "csv/file_handle.h"
#include "files/private_files.h"

#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

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

}  // namespace lamplighter::csv
