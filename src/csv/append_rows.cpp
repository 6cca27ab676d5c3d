// SPDX-License-Identifier: Apache-2.0
#include "csv/append_rows.h"

#include "csv/file_handle.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace lamplighter::csv {

Result<void> append_rows(const std::string& path, std::string_view header, std::string_view rows) {
  const FileHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  struct stat status {};
  if (file.is_open() && ::fstat(file.get(), &status) == 0) {
    std::string text;
    char last = '\n';
    if (status.st_size == 0) text = std::string(header) + "\n";
    if (status.st_size > 0 && ::pread(file.get(), &last, 1, status.st_size - 1) == 1 &&
        last != '\n')
      text = "\n";
    text += rows;
    if (::write(file.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()))
      return {};
  }
  return Error{Fault::io, fmt::format("{}: cannot be written: {}", path, std::strerror(errno))};
}

}  // namespace lamplighter::csv
